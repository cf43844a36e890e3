// When the page asks the server: at once where something may have changed, later and later while it does not answer.
const SHORTEST = 2_000;
const LONGEST = 30_000;
let jobs = [];
let notBefore = 0;
let failures = 0;
let lastFailure = 0;
let asked = 0; // not before this, the server said
let timer = 0;
let due = Infinity;
let running = false;
let again = false;

// A job returns null when all is done, else how many seconds the server wants it to wait, 0 where it does not say.
export function work(...all) {
  jobs = all;
}

// In so many milliseconds, or sooner where that was asked for before.
export function soon(milliseconds = 0) {
  const at = Math.max(performance.now() + milliseconds, notBefore);
  if (at >= due) return;
  due = at;
  clearTimeout(timer);
  timer = setTimeout(run, at - performance.now());
}

// The network may be back. No quicker than once in two seconds, however often it seems so.
export function hurry() {
  if (failures) notBefore = Math.min(notBefore, Math.max(lastFailure + SHORTEST, asked));
  due = Infinity;
  soon();
}

async function run() {
  due = Infinity;
  if (running) {
    again = true;
    return;
  }
  running = true;
  let waits = [];
  try {
    for (const job of jobs) {
      const wait = await job();
      if (wait !== null) {
        waits.push(wait);
        break;
      }
    }
  } finally {
    running = false;
  }
  if (waits.length) {
    failures += 1;
    const pause = Math.min(LONGEST, SHORTEST * 2 ** (failures - 1)) * (1 + Math.random() / 4);
    lastFailure = performance.now();
    asked = waits[0] ? lastFailure + waits[0] * 1000 : 0;
    notBefore = Math.max(lastFailure + Math.min(pause, LONGEST), asked);
    soon();
  } else {
    failures = 0;
    notBefore = 0;
    if (again) soon();
  }
  again = false;
}
