// Decides when the page sends to the server: at once after a change, and at growing intervals while the server does not
// answer.
const SHORTEST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;
let jobs = [];
let failures = 0;
let lastFailure = 0;
let notBefore = 0; // after a failure
let serverNotBefore = 0; // as the server asked with Retry-After
let timer = 0;
let due = Infinity;
let isRunning = false;
let runAgain = false;

// A job resolves to null when it has nothing left to send, or else to the seconds after which the server wants to be
// asked again, 0 where it does not say.
export function setJobs(...all) {
  jobs = all;
}

// Runs the jobs after this many milliseconds, or earlier where an earlier run is scheduled.
export function schedule(milliseconds = 0) {
  const at = Math.max(performance.now() + milliseconds, notBefore);
  if (at >= due) return;
  due = at;
  clearTimeout(timer);
  timer = setTimeout(run, at - performance.now());
}

// Ends the pause after a failure, since the network may be back; never sooner than two seconds after the failure.
export function retryNow() {
  if (failures) notBefore = Math.min(notBefore, Math.max(lastFailure + SHORTEST_PAUSE, serverNotBefore));
  due = Infinity;
  schedule();
}

async function run() {
  due = Infinity;
  if (isRunning) {
    runAgain = true;
    return;
  }
  isRunning = true;
  let retryAfter = null;
  try {
    for (const job of jobs) {
      retryAfter = await job();
      if (retryAfter !== null) break;
    }
  } catch (error) {
    reportError(error); // a fault in our own scripts; what is not sent is tried again
    retryAfter = 0;
  }
  isRunning = false;
  if (retryAfter !== null) {
    failures += 1;
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (failures - 1)) * (1 + Math.random() / 4);
    lastFailure = performance.now();
    serverNotBefore = retryAfter ? lastFailure + retryAfter * 1000 : 0;
    notBefore = Math.max(lastFailure + Math.min(pause, LONGEST_PAUSE), serverNotBefore);
    schedule();
  } else {
    failures = 0;
    notBefore = 0;
    if (runAgain) schedule();
  }
  runAgain = false;
}
