// Counts down from the server's time, since the device's clock may be wrong.
const ends = new WeakMap(); // on this page's own clock, performance.now()

// Calls `ended` each second in which a countdown is at 0.
export function updateCountdowns(ended) {
  for (const countdown of document.querySelectorAll(".countdown")) {
    const { until, now } = countdown.dataset;
    if (ends.get(countdown)?.until !== until) {
      ends.set(countdown, { until, at: performance.now() + Date.parse(until) - Date.parse(now) });
    }
    const left = Math.ceil((ends.get(countdown).at - performance.now()) / 1000);
    if (left < 0) continue;
    countdown.querySelector("span").textContent = format(left);
    if (left === 0) ended();
  }
}

function format(seconds) {
  const hours = Math.floor(seconds / 3600);
  const [first, ...rest] = [...(hours ? [hours] : []), Math.floor(seconds / 60) % 60, seconds % 60];
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}
