// Shows how much time is left in the round. It counts down from the seconds that the server gave, since the device's own
// clock may be wrong by hours.
import { announce } from "./now.js";

const texts = document.getElementById("words").dataset;
const timer = document.getElementById("timer");
const timeLeft = document.getElementById("timer-left");
const ANNOUNCED_AT = [300, 60]; // seconds
const SPREAD = 3_000; // milliseconds over which the devices of a hall spread their requests
let end = null;
let graceEnd = null;
let lastSeconds = Infinity;
let onEnd = () => {};

// `left` and `grace` are seconds or "". `callback` is called when either of them has passed.
export function setTimes({ left, grace }, callback) {
  const now = performance.now();
  [end, graceEnd] = [left, grace].map((seconds) => (seconds ? now + Number(seconds) * 1000 : null));
  onEnd = callback;
  lastSeconds = Infinity;
  tick();
}

const format = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function tick() {
  const now = performance.now();
  if (end && now >= end) {
    end = null;
    setTimeout(onEnd, Math.random() * SPREAD);
  }
  if (!end && graceEnd && now >= graceEnd) {
    graceEnd = null;
    setTimeout(onEnd, Math.random() * SPREAD);
  }
  const next = end ?? graceEnd;
  timer.hidden = !next;
  if (!next) return;
  const seconds = Math.ceil((next - now) / 1000);
  const text = (end ? texts.closes : texts.grace).replace("{}", format(seconds));
  if (timeLeft.textContent !== text) timeLeft.textContent = text;
  timer.classList.toggle("is-grace", !end);
  const passed = end && lastSeconds !== Infinity && ANNOUNCED_AT.find((mark) => seconds <= mark && lastSeconds > mark);
  lastSeconds = seconds;
  if (passed) {
    const sentence = passed === 60 ? texts.minute : texts.minutes.replace("{}", passed / 60);
    announce(sentence);
  }
}

setInterval(tick, 500);
