// Keeps the list of devices up to date. The row that has the focus stays as it is until the focus leaves it.
import { fetchByItself } from "../by-itself.js";
import { untilReleased } from "../press.js";
import { setStale } from "../stale.js";

const SHORTEST_PAUSE = 1_000; // between two requests
const RETRY_AFTER = 2_000; // where no answer came
const REFRESH_EVERY = 30_000; // a device that goes away makes no change

const list = document.getElementById("devices");
const more = document.getElementById("devices-more"); // what can be done to groups
let timer = 0;
let requests = 0; // an answer that is older than another request is not shown
let refreshedAt = Date.now();
let pause = SHORTEST_PAUSE; // longer where the server takes long to answer

function schedule(wait = Math.max(0, refreshedAt + pause - Date.now())) {
  timer ||= setTimeout(refresh, wait);
}

async function refresh() {
  timer = 0;
  refreshedAt = Date.now();
  const number = ++requests;
  try {
    const response = await fetchByItself(location.pathname);
    setStale(!response.ok);
    pause = Math.max(response.ok ? SHORTEST_PAUSE : RETRY_AFTER, 5 * (Date.now() - refreshedAt));
    if (!response.ok) return schedule();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("devices");
    await untilReleased();
    if (number !== requests) return;
    if (!more.contains(document.activeElement)) more.replaceChildren(...page.getElementById("devices-more").childNodes);
    const focusedRow = document.activeElement?.closest(".device");
    if (!focusedRow || !list.contains(focusedRow)) list.replaceChildren(...fresh.childNodes);
    else replaceOthers(focusedRow, fresh);
  } catch {
    setStale(true); // no network
    pause = RETRY_AFTER;
    schedule();
  }
}

// Replaces all rows but the focused one, which keeps its place and what is typed in it.
function replaceOthers(focusedRow, fresh) {
  const rows = [...fresh.querySelectorAll(".device")];
  for (const row of document.querySelectorAll(".device")) if (row !== focusedRow) row.remove();
  let isBefore = true;
  for (const row of rows) {
    if (row.id === focusedRow.id) isBefore = false;
    else if (isBefore) focusedRow.before(row);
    else focusedRow.parentElement.append(row);
  }
  const count = fresh.querySelector("p");
  if (count) list.querySelector("p").replaceWith(count);
}

document.addEventListener("changes", ({ detail: changes }) => {
  if (changes.some(({ kind, verb }) => ["scribe", "group", "post", "seminar"].includes(kind) || verb === "reload")) schedule();
});
list.addEventListener("focusout", () => schedule());
setInterval(() => { if (!document.hidden) schedule(); }, REFRESH_EVERY);
