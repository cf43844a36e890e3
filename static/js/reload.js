// Keeps one element of a page as it is on the server while the seminar changes.
import { fetchByItself } from "./by-itself.js";
import { untilReleased } from "./press.js";
import { makeSchedule } from "./schedule.js";
import { setStale } from "./stale.js";

const RETRY_AFTER = 2_000; // where no answer came

// Fetches this page after changes, at most once in `interval` milliseconds and less often if the server is slow. Passes
// the element with this id, old and fresh, to `update`. If `update` returns false because something has the focus, the
// page is fetched again when the focus leaves it. `spread` is the time over which the devices of a hall spread what they fetch
// at once. Returns a function that schedules a fetch after the given number of milliseconds.
export function reloadOnChanges(id, interval, update, spread = 0) {
  const reloadIn = makeSchedule(reload);
  let fetchedAt = 0;
  let pause = interval;
  let incomplete = false;
  let isFetching = false;
  let isDue = false; // something has changed since the request that is under way

  function schedule(wait = fetchedAt + pause - Date.now()) {
    reloadIn(Math.max(0, wait));
  }

  async function reload() {
    isDue = isFetching;
    if (isFetching) return; // of two answers, the later one may be the older
    isFetching = true;
    fetchedAt = Date.now();
    const fresh = await fetchElement(id);
    pause = Math.max(fresh ? interval : RETRY_AFTER, 4 * (Date.now() - fetchedAt));
    setStale(!fresh);
    await untilReleased();
    isFetching = false;
    if (fresh) incomplete = update(document.getElementById(id), fresh) === false;
    if (!fresh || isDue) schedule();
  }

  document.addEventListener("changes", () => schedule(Math.max(fetchedAt + pause - Date.now(), Math.random() * spread)));
  document.addEventListener("focusout", () => {
    if (incomplete) schedule();
  });
  return schedule;
}

// For a page that no stream tells of changes: fetches it every so many milliseconds while it is in sight, and when it comes into
// sight.
export function reloadInSight(id, every, update) {
  const schedule = reloadOnChanges(id, every, update);
  setInterval(() => document.hidden || schedule(), every * (1 + Math.random() / 5));
  document.addEventListener("visibilitychange", () => document.hidden || schedule(0));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) schedule(0); });
}

async function fetchElement(id) {
  try {
    const response = await fetchByItself(location.href);
    return (response.ok || [403, 404].includes(response.status)) && new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
  } catch {
    return null;
  }
}
