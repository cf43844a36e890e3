// Keeps one element of a page as it is on the server while the seminar changes.
import { untilReleased } from "./press.js";

// Fetches this page after changes, at most once in `interval` milliseconds and less often if the server is slow. Passes
// the element with this id, old and fresh, to `update`. If `update` returns false because something has the focus, the
// page is fetched again when the focus leaves it. `answered` hears of each fetch whether it got the element. `spread` is
// the time over which the devices of a hall spread what they fetch at once. Returns a function that schedules a fetch
// after the given number of milliseconds.
export function reloadOnChanges(id, interval, update, answered = () => {}, spread = 0) {
  let timer = 0;
  let fetchedAt = 0;
  let pause = interval;
  let incomplete = false;

  function schedule(wait = fetchedAt + pause - Date.now()) {
    timer ||= setTimeout(reload, Math.max(0, wait));
  }

  async function reload() {
    timer = 0;
    fetchedAt = Date.now();
    const fresh = await fetchElement(id);
    pause = Math.max(interval, 4 * (Date.now() - fetchedAt));
    answered(Boolean(fresh));
    await untilReleased();
    if (!fresh) schedule();
    else incomplete = update(document.getElementById(id), fresh) === false;
  }

  document.addEventListener("changes", () => schedule(Math.max(fetchedAt + pause - Date.now(), Math.random() * spread)));
  document.addEventListener("focusout", () => {
    if (incomplete) schedule();
  });
  return schedule;
}

async function fetchElement(id) {
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
  } catch {
    return null;
  }
}
