// Keeps the room up to date. Rows change places only while nobody points at them or has the focus in them, and what has the
// focus is updated only after the focus has left it.
import { fetchByItself } from "../by-itself.js";
import { updateCountdowns } from "../countdown.js";
import { morph } from "../morph.js";
import { untilReleased } from "../press.js";
import { setStale } from "../stale.js";

const SHORTEST_PAUSE = 1_000; // between two requests
const RETRY_AFTER = 2_000; // where no answer came
const REFRESH_EVERY = 60_000; // the page says in minutes how long a device has been away

const TOKEN = /<input[^>]*csrfmiddlewaretoken[^>]*>/g; // another in each answer

const findById = (id) => document.getElementById(id);
const address = findById("room").dataset.address + location.search;
const holdsFocus = (element) => element.contains(document.activeElement) && element !== document.activeElement;

let timer = 0;
let refreshedAt = 0;
let requests = 0; // an answer that is older than another request is not shown
let pause = SHORTEST_PAUSE; // longer where the server takes long to answer
let roundsChanged = false; // a round or a question was opened, closed, timed or renamed
let hasSteered = false; // this person has just opened, closed or timed something
const postponed = new Set(); // ids of the elements that had the focus when they should have been updated

const schedule = () => { timer ||= setTimeout(refresh, Math.max(0, refreshedAt + pause - Date.now())); };

document.addEventListener("changes", ({ detail: changes }) => {
  roundsChanged ||= changes.some(({ kind }) => ["dialogueround", "question", "seminar"].includes(kind));
  schedule();
});

// Of what this person did, the rounds are updated at once, wherever the focus is.
document.addEventListener("steered", () => {
  hasSteered = roundsChanged = true;
  clearTimeout(timer);
  refresh();
});

async function refresh() {
  timer = 0;
  refreshedAt = Date.now();
  const [replaceRounds, isOwn] = [roundsChanged, hasSteered];
  roundsChanged = hasSteered = false;
  const number = ++requests;
  const fresh = await fetchRoom();
  setStale(!fresh);
  await untilReleased();
  pause = Math.max(fresh ? SHORTEST_PAUSE : RETRY_AFTER, 5 * (Date.now() - refreshedAt));
  if (!fresh || number !== requests) {
    roundsChanged ||= replaceRounds;
    hasSteered ||= isOwn;
    schedule();
    return;
  }
  if (replaceRounds || isUnopenableNoMore(fresh)) updateRounds(fresh, isOwn);
  updateMessages(fresh);
  updateLateNotes(fresh);
  morph(findById("waiting-notes"), fresh.getElementById("waiting-notes"));
  updateGrid(fresh);
  replaceUnlessFocused("plan", fresh);
  replaceUnlessFocused("writing", fresh);
}

// With the first note, the opening of a round can no longer be undone.
function isUnopenableNoMore(freshPage) {
  return document.querySelectorAll("#steering .steering-unopen").length > freshPage.querySelectorAll("#steering .steering-unopen").length;
}

// Null or false without an answer.
async function fetchRoom() {
  try {
    const response = await fetchByItself(address);
    if (response.status === 404) location.reload(); // this person may no longer see the room; the page will say so
    findById("signed-out").hidden = response.type !== "opaqueredirect";
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

// The focus stays on its button, or goes to the section where that is gone. While a field has it, the rounds wait, unless
// this person has just sent something.
function updateRounds(freshPage, isOwn) {
  const [old, focused] = [findById("steering"), document.activeElement];
  const hadFocus = holdsFocus(old);
  const before = old.querySelector("#step")?.textContent;
  if (hadFocus && !isOwn && focused.matches("input")) return postponed.add("steering");
  if (hadFocus) focused.blur();
  replaceUnlessFocused("steering", freshPage);
  if (hadFocus) (findById(focused.id) ?? findById("steering")).focus({ preventScroll: true });
  const step = findById("step")?.textContent ?? "";
  if (isOwn || step === before) return;
  for (const message of document.querySelectorAll("#messages .notice-good")) message.remove(); // true no longer
  findById("announcement").textContent = step;
}

// Replaces an element, and keeps what is typed into its fields and which of its details are open.
function replaceUnlessFocused(id, freshPage) {
  const [old, fresh] = [findById(id), freshPage.getElementById(id)];
  if (holdsFocus(old)) return postponed.add(id);
  for (const { id, value } of old.querySelectorAll("input[id], select[id]")) {
    const field = value && fresh.querySelector(`#${id}`);
    if (field) field.value = value;
  }
  for (const { id } of old.querySelectorAll("details[open]")) fresh.querySelector(`#${id}`)?.setAttribute("open", "");
  old.replaceWith(fresh);
  updateCountdowns(onRoundEnded);
}

function updateMessages(freshPage) {
  const [old, fresh] = [findById("to-groups"), freshPage.getElementById("to-groups")];
  if (old.innerHTML.replace(TOKEN, "") === fresh.innerHTML.replace(TOKEN, "")) return;
  const calls = new Set([...old.querySelectorAll(".notice-warn strong")].map(({ textContent }) => textContent));
  const newCalls = [...fresh.querySelectorAll(".notice-warn strong")].map(({ textContent }) => textContent).filter((text) => !calls.has(text));
  replaceUnlessFocused("to-groups", freshPage);
  if (newCalls.length) findById("announcement").textContent = newCalls.join(". ");
}

function updateLateNotes(freshPage) {
  const [old, fresh] = [findById("late"), freshPage.getElementById("late")];
  if (holdsFocus(old)) return postponed.add("late");
  if (old.querySelector("details")?.open) fresh.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(fresh);
}

// Replaces only the rows that have changed, or the whole grid where its columns have.
function updateGrid(freshPage) {
  const [rows, freshRows] = [findById("rows"), freshPage.getElementById("rows")];
  const getHead = (page) => page.querySelector("#grid thead")?.outerHTML;
  const [rounds, freshRounds] = [findById("id_round"), freshPage.getElementById("id_round")];
  const isOther = !rows || !freshRows || !rounds !== !freshRounds || getHead(document) !== getHead(freshPage);
  if (isOther) return replaceUnlessFocused("grid", freshPage);
  if (rounds && rounds.innerHTML !== freshRounds.innerHTML && !holdsFocus(rounds)) updateChoices(rounds, freshRounds);
  for (const id of ["grid-title", "grid-sum", "seats", "room-devices", "unsent"]) {
    const [old, fresh] = [findById(id), freshPage.getElementById(id)];
    if (old && fresh && old.outerHTML !== fresh.outerHTML && !holdsFocus(old)) old.replaceWith(fresh);
  }
  const order = [...freshRows.children].map(({ id }) => id);
  const unmatched = new Map([...rows.children].map((row) => [row.id, row]));
  for (const fresh of [...freshRows.children]) {
    const old = unmatched.get(fresh.id);
    unmatched.delete(fresh.id);
    if (!old) rows.append(fresh);
    else if (old.outerHTML !== fresh.outerHTML) updateRow(old, fresh);
  }
  for (const row of unmatched.values()) if (!row.contains(document.activeElement)) row.remove();
  sortRows(rows, order);
}

// What a person has chosen and not sent yet stays chosen.
function updateChoices(old, fresh) {
  const { value } = old;
  old.replaceChildren(...fresh.children);
  const chosen = [...old.options].find((option) => option.value === value);
  if (chosen) chosen.selected = true;
}

// Where the list is scrolled past its beginning, it is being read.
function sortRows(rows, order) {
  const isRead = rows.matches(":hover") || rows.contains(document.activeElement) || rows.getBoundingClientRect().top < 0;
  if (isRead || [...rows.children].every(({ id }, place) => id === order[place])) return;
  rows.append(...order.map(findById).filter(Boolean));
}

// Of a row that has the focus, the link in its head stays, and all that follows is replaced.
function updateRow(old, fresh) {
  if (!old.contains(document.activeElement)) return old.replaceWith(fresh);
  const [link, freshLink] = [old, fresh].map((row) => row.querySelector("th a"));
  if (document.activeElement === link) {
    while (link.nextSibling) link.nextSibling.remove();
    while (freshLink.nextSibling) link.parentNode.append(freshLink.nextSibling);
  }
  old.className = fresh.className;
  [...old.children].slice(1).forEach((cell) => cell.remove());
  old.append(...[...fresh.children].slice(1));
}

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  for (const id of postponed) {
    const element = findById(id);
    if (element && (!element.contains(target) || element.contains(relatedTarget))) continue;
    postponed.delete(id);
    if (id === "steering") roundsChanged = true;
    schedule();
  }
});

// The timer closes the round, and no change says so.
function onRoundEnded() {
  roundsChanged = true;
  schedule();
}

setInterval(() => updateCountdowns(onRoundEnded), 1_000);
setInterval(() => document.hidden || schedule(), REFRESH_EVERY);
updateCountdowns(onRoundEnded);
