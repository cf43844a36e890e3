// Says so where the clock of this device shows another time than that of the seminar, on the day of the seminar.
const hint = document.getElementById("other-zone");
const { zone, day } = hint.dataset;
const moment = day ? new Date(`${day}T10:00:00Z`) : new Date();

const showTime = (timeZone) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(moment);

try {
  const [there, here] = [showTime(zone), showTime()];
  hint.hidden = there === here;
  hint.querySelector("p").textContent = hint.dataset.words.replace("{there}", there).replace("{here}", here);
} catch {
  // The browser does not know the zone.
}
