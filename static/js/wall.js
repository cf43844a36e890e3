// Notes come in while the wall is read. At the top they appear by themselves; further down, or while it is paused, a
// button says how many there are. What is hidden or taken back goes at once.
const LOOK_EVERY = 2_000;
const POLL_EVERY = 10_000; // for the devices of participants, which follow only their own group by the stream

const byId = (id) => document.getElementById(id);
const address = `${location.pathname}notes/${location.search}`;
const wall = byId("wall");
const first = wall.dataset.page === "1"; // on the later pages nothing new comes
const pause = byId("pause");
const button = byId("show-new");

let mark = wall.dataset.mark;
let timer = 0;
let looked = 0;
let waiting = null; // the wall as it is now, with what is not shown yet

const soon = () => { timer ||= setTimeout(look, Math.max(0, looked + LOOK_EVERY - Date.now())); };
const paused = () => pause.getAttribute("aria-pressed") === "true";
const notesOf = (element) => [...element.querySelectorAll(".wall-note")];
const isNew = ({ id }) => !byId(id);

async function look() {
  timer = 0;
  looked = Date.now();
  try {
    const response = await fetch(address, { headers: { "If-None-Match": mark }, redirect: "manual", cache: "no-store" });
    if (response.status === 404) return location.reload(); // not to be seen any more: the page says so
    if (!response.ok) return;
    mark = response.headers.get("ETag");
    take(new DOMParser().parseFromString(await response.text(), "text/html").getElementById("wall"));
  } catch {
    // no network: the next time
  }
}

function take(fresh) {
  const notes = notesOf(wall);
  const now = notes.map(({ id }) => fresh.querySelector(`#${id}`));
  const isLast = !fresh.querySelector("[rel=next]");
  const end = now.findLastIndex(Boolean); // what is missing after it may only have gone on to the next page
  notes.forEach((note, place) => {
    if (now[place]) put(note, now[place]);
    else if (isLast || place < end) note.remove();
  });
  waiting = fresh;
  if (first && !paused() && scrollY < 1) show();
  else tell();
}

function put(note, now) {
  const fresh = now.cloneNode(true);
  fresh.querySelector("details")?.toggleAttribute("open", Boolean(note.querySelector("details[open]")));
  const focused = note === document.activeElement;
  if (note.outerHTML === fresh.outerHTML || (note.contains(document.activeElement) && !focused)) return;
  note.replaceWith(fresh);
  if (focused) fresh.focus({ preventScroll: true });
}

// What is there stays; what is new is put where it belongs.
function show() {
  const pieces = [...waiting.children];
  const ids = new Set(pieces.map(({ id }) => id));
  for (const old of [...wall.children]) if (!ids.has(old.id) || !old.id) old.remove();
  let place = wall.firstElementChild;
  for (const piece of pieces) {
    const here = piece.id && byId(piece.id);
    if (here) place = here.nextElementSibling;
    else wall.insertBefore(piece, place);
  }
  waiting = null;
  tell();
}

function tell() {
  const number = first && waiting ? notesOf(waiting).filter(isNew).length : 0;
  const words = number === 1 ? button.dataset.one : button.dataset.many.replace("{number}", number);
  if (number && button.textContent !== words) button.textContent = words;
  button.hidden = !number;
}

button.addEventListener("click", () => {
  const [{ id }] = notesOf(waiting).filter(isNew);
  show();
  scrollTo(0, 0);
  byId(id).focus();
});

pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!paused()));
  if (!paused() && waiting && scrollY < 1) show();
});

// A key that acts only while the focus is in the page's content (WCAG 2.1.4), which has it from the start.
const full = byId("full");
const turn = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
full.addEventListener("click", turn);
byId("content").addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("select, input, textarea")) return;
  event.preventDefault();
  turn();
});
full.hidden = !document.fullscreenEnabled;
pause.hidden = !first;
if (document.activeElement === document.body && !location.hash) byId("content").focus({ preventScroll: true });

if (document.querySelector("meta[name=live]")) document.addEventListener("changes", soon);
else setInterval(() => document.hidden || soon(), POLL_EVERY * (1 + Math.random() / 5));
document.addEventListener("visibilitychange", () => document.hidden || soon());
