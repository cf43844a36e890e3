// Keeps the wall up to date while it is read. At the top, new notes appear by themselves; further down, or while the wall
// is paused, a button says how many there are. Notes that were hidden or withdrawn disappear at once. Where the server gives no
// answer, the wall stays as it is and says since when.
import { fetchByItself } from "../by-itself.js";
import { updateFrame } from "../frame.js";
import { toggleFullScreen } from "../full-screen.js";
import { morph } from "../morph.js";
import { untilReleased } from "../press.js";
import { setStale } from "../stale.js";

const isMember = Boolean(document.querySelector("meta[name=live]"));
const SHORTEST_PAUSE = isMember ? 700 : 2_000; // milliseconds between two requests
const RETRY_AFTER = 5_000; // where there was no answer
const POLL_EVERY = 10_000; // for participants' devices, whose stream tells only of their own group

const findById = (id) => document.getElementById(id);
const wall = findById("wall");
const address = wall.dataset.address + location.search;
const isFirstPage = wall.dataset.page === "1"; // new notes come to the first page only
const pauseButton = findById("pause");
const newNotesButton = findById("show-new");

let etag = wall.dataset.mark;
let timer = 0;
let refreshedAt = 0;
let requests = 0; // an answer that is older than another request is not shown
let freshWall = null; // the wall as it is now, while some of its notes are not shown yet

const schedule = () => { timer ||= setTimeout(refresh, Math.max(0, refreshedAt + SHORTEST_PAUSE - Date.now())); };
const scheduleRetry = () => setTimeout(() => document.hidden || schedule(), RETRY_AFTER);
const isPaused = () => pauseButton.getAttribute("aria-pressed") === "true";
const getNotes = (element) => [...element.querySelectorAll(".wall-note")];
const isNew = ({ id }) => !findById(id);

async function refresh() {
  timer = 0;
  refreshedAt = Date.now();
  const number = ++requests;
  try {
    const response = await fetchByItself(address, { headers: { "If-None-Match": etag }, cache: "no-store" });
    // A device may no longer see the wall; the page will say so. Of a member the session has ended, perhaps before a hall.
    if (response.status === 404 && !isMember) return location.reload();
    const isAnswered = response.ok || response.status === 304;
    setStale(!isAnswered);
    if (!isAnswered) return scheduleRetry();
    if (!response.ok || number !== requests) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    await untilReleased();
    showPage(page);
  } catch {
    setStale(true);
    scheduleRetry();
  }
}

// The wall as it is in a page from the server.
export function showPage(page) {
  const fresh = page.getElementById("wall");
  etag = fresh.dataset.mark;
  updateFrame(page);
  morph(findById("wall-state"), page.getElementById("wall-state"));
  if (findById("wall-room")) morph(findById("wall-room"), page.getElementById("wall-room"));
  update(fresh);
}

function update(fresh) {
  const hadFocus = wall.contains(document.activeElement);
  const notes = getNotes(wall);
  const matches = notes.map(({ id }) => fresh.querySelector(`#${id}`));
  const isLastPage = "last" in fresh.dataset;
  const lastMatch = matches.map(Boolean).lastIndexOf(true); // a note after it may only have moved to the next page
  notes.forEach((note, position) => {
    if (matches[position]) replaceNote(note, matches[position]);
    else if (isLastPage || position < lastMatch) note.remove();
  });
  freshWall = fresh;
  if (isFirstPage && !isPaused() && scrollY < 1) showNew();
  else updateButton();
  if (hadFocus && document.activeElement === document.body) findById("content").focus({ preventScroll: true }); // for the keys
}

function replaceNote(old, match) {
  const fresh = match.cloneNode(true);
  fresh.querySelector("details")?.toggleAttribute("open", Boolean(old.querySelector("details[open]")));
  const hadFocus = old === document.activeElement;
  if (old.outerHTML === fresh.outerHTML || (old.contains(document.activeElement) && !hadFocus)) return;
  old.replaceWith(fresh);
  if (hadFocus) fresh.focus({ preventScroll: true });
}

// Inserts what is new at its place, and moves nothing that is there.
function showNew() {
  const children = [...freshWall.children];
  const ids = new Set(children.map(({ id }) => id));
  for (const old of [...wall.children]) if (!ids.has(old.id) || !old.id) old.remove();
  let next = wall.firstElementChild;
  for (const child of children) {
    const match = child.id && findById(child.id);
    if (match) next = match.nextElementSibling;
    else wall.insertBefore(child, next);
  }
  freshWall = null;
  updateButton();
}

function updateButton() {
  const count = isFirstPage && freshWall ? getNotes(freshWall).filter(isNew).length : 0;
  const text = count === 1 ? newNotesButton.dataset.one : newNotesButton.dataset.many.replace("{number}", count);
  if (count && newNotesButton.textContent !== text) newNotesButton.textContent = text;
  newNotesButton.hidden = !count;
}

newNotesButton.addEventListener("click", () => {
  const [{ id }] = getNotes(freshWall).filter(isNew);
  showNew();
  scrollTo(0, 0);
  findById(id).focus();
});

pauseButton.addEventListener("click", () => {
  pauseButton.setAttribute("aria-pressed", String(!isPaused()));
  if (!isPaused() && freshWall && scrollY < 1) showNew();
});

// The key F works only while the focus is in the content (WCAG 2.1.4), which has it when the page opens.
const fullScreenButton = findById("full");
fullScreenButton.addEventListener("click", toggleFullScreen);
findById("content").addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("select, input, textarea")) return;
  event.preventDefault();
  toggleFullScreen();
});
fullScreenButton.hidden = !document.fullscreenEnabled;
pauseButton.hidden = !isFirstPage;
if (document.activeElement === document.body && !location.hash) findById("content").focus({ preventScroll: true });

if (isMember) document.addEventListener("changes", schedule);
else setInterval(() => document.hidden || schedule(), POLL_EVERY * (1 + Math.random() / 5));
document.addEventListener("visibilitychange", () => document.hidden || schedule());
