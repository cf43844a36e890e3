// The time that is left, counted on from what the server said: the device's own clock may be wrong by hours.
const words = document.getElementById("words").dataset;
const timer = document.getElementById("timer");
const left = document.getElementById("timer-left");
const ALOUD = [300, 60]; // seconds
const SPREAD = 3_000; // a hall of devices does not ask in the same moment
let ends = null;
let grace = null;
let before = Infinity;
let ask = () => {};

export function set({ left: seconds, grace: after }, over) {
  const now = performance.now();
  [ends, grace] = [seconds, after].map((value) => (value ? now + Number(value) * 1000 : null));
  ask = over;
  before = Infinity;
  tick();
}

const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function tick() {
  const now = performance.now();
  if (ends && now >= ends) {
    ends = null;
    setTimeout(ask, Math.random() * SPREAD);
  }
  if (!ends && grace && now >= grace) {
    grace = null;
    setTimeout(ask, Math.random() * SPREAD);
  }
  const until = ends ?? grace;
  timer.hidden = !until;
  if (!until) return;
  const seconds = Math.ceil((until - now) / 1000);
  const text = (ends ? words.closes : words.grace).replace("{}", shown(seconds));
  if (left.textContent !== text) left.textContent = text;
  timer.classList.toggle("is-grace", !ends);
  const passed = ends && ALOUD.find((mark) => seconds <= mark && before > mark && before !== Infinity);
  before = seconds;
  if (passed) document.dispatchEvent(new CustomEvent("said", { detail: passed === 60 ? words.minute : words.minutes.replace("{}", passed / 60) }));
}

setInterval(tick, 500);
