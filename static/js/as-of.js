// Says on an open page since when it could not follow the seminar: the session has ended, or the server is away. The page keeps
// its picture. Of one that is projected, nothing else may stand before a hall.
const GRACE = 3_000; // a stream that breaks is often back at once
const line = document.getElementById("as-of");
let currentAt = Date.now();

function isCurrent() {
  const { live, stale } = document.documentElement.dataset;
  return navigator.onLine && stale === undefined && live !== "off";
}

setInterval(() => {
  if (isCurrent()) currentAt = Date.now();
  const isHidden = Date.now() - currentAt < GRACE;
  if (line.hidden === isHidden) return;
  const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: line.dataset.zone };
  const time = new Date(currentAt).toLocaleTimeString(document.documentElement.lang, format);
  line.textContent = isHidden ? "" : line.dataset.words.replace("{time}", time);
  line.hidden = isHidden;
}, 500);
