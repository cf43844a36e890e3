// Fetches the content of the page as it is now and merges it into the page. It never touches the focus, the caret, the
// scroll position or the text of a field.
import { connection, setProblem } from "./ask.js";
import * as drafts from "./drafts.js";
import { render } from "./notes.js";
import { getContent } from "./now.js";
import * as outbox from "./outbox.js";
import { schedule } from "./sync.js";
import { untilReleased } from "../press.js";
import { withTimeout } from "../timeout.js";

const TIMEOUT = 15_000;
const NOTE_DELAY = 20_000; // milliseconds after which a note that was sent must be in what the server renders
const { slug, scribe, refreshAddress } = getContent().dataset;
const PASSING = ["rehearsing", "messages", "help"]; // parts of the page that hold no text of the scribe
const rendered = new WeakMap(); // the HTML of an element as the server last rendered it
let refreshing = null;
let fetchedAt = 0;
let refreshAgain = false;

export async function refresh() {
  if (refreshing) {
    refreshAgain = true;
    return refreshing;
  }
  refreshing = fetchContent().finally(() => {
    refreshing = null;
    if (refreshAgain) refresh();
    refreshAgain = false;
  });
  return refreshing;
}

async function fetchContent() {
  fetchedAt = performance.now();
  try {
    const { response, text } = await withTimeout(TIMEOUT, async (signal) => {
      const response = await fetch(refreshAddress, { redirect: "manual", cache: "no-store", signal });
      return { response, text: await response.text() };
    });
    if (response.status === 404) setProblem("stranger");
    if (response.status === 403 && response.headers.get("content-type")?.startsWith("text/plain")) setProblem("later", text);
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("now");
    if (fresh?.dataset.slug !== slug) return;
    if (fresh.dataset.scribe !== scribe) {
      document.dispatchEvent(new Event("another-scribe"));
      return;
    }
    const isStillTrue = connection.problem === "slow" || (connection.problem === "later" && outbox.getWaiting().length);
    if (!isStillTrue) setProblem("");
    await untilReleased();
    merge(fresh);
  } catch {
    if (connection.problem) return;
    setProblem("down");
    schedule(); // probes until the server answers
  }
}

// A job of sync.js: finds out whether the server is back when there is nothing to send.
export async function probe() {
  if (connection.problem) await refresh();
  return connection.problem ? 0 : null;
}

// Remembers the elements as the server rendered them.
export function remember(root = getContent()) {
  root.querySelectorAll("[data-key=head], [data-part=label], [data-part=left-behind], .note, [data-key]").forEach((element) => rendered.set(element, element.outerHTML));
}

// What stays where it is on the screen: what has the focus, or else what is being read. Safari does not do this by itself.
function findAnchor() {
  const isInSight = (element) => element.getBoundingClientRect().bottom > 0 && element.getBoundingClientRect().top < innerHeight;
  return [document.activeElement, ...getContent().querySelectorAll(".note, .place-question")].find((element) => element && element !== document.body && isInSight(element));
}

function merge(fresh) {
  const content = getContent();
  const anchor = findAnchor();
  const top = anchor?.getBoundingClientRect().top;
  const { round } = content.dataset;
  delete content.dataset.shell;
  Object.assign(content.dataset, fresh.dataset);
  mergeChildren(content, fresh, "key", mergePlace, staysPlace);
  render();
  document.dispatchEvent(new Event("refreshed"));
  const same = anchor?.isConnected ? anchor : content.querySelector(`.note[data-uid="${anchor?.dataset.uid}"]`);
  if (same) scrollBy(0, same.getBoundingClientRect().top - top);
  if (round !== content.dataset.round) document.dispatchEvent(new Event("new-round"));
}

// Merges the children of two elements, which are matched by a data attribute. `update` merges two that match and returns
// the one that is now on the page; a child without a match is removed unless `stays`.
function mergeChildren(old, fresh, key, update, stays) {
  const wanted = [...fresh.children];
  const unmatched = new Map([...old.children].map((child) => [child.dataset[key], child]));
  const wantedKeys = new Set(wanted.map((child) => child.dataset[key]));
  let next = [...old.children].find((child) => wantedKeys.has(child.dataset[key])) ?? null; // unmatched children stay first
  for (const child of wanted) {
    const match = unmatched.get(child.dataset[key]);
    unmatched.delete(child.dataset[key]);
    if (match) {
      const current = update(match, child) ?? match;
      if (next === match) next = current.nextElementSibling;
      else if (next !== current && !current.contains(document.activeElement)) old.insertBefore(current, next);
    } else {
      rendered.set(child, child.outerHTML);
      old.insertBefore(child, next);
      remember(child);
    }
  }
  for (const child of unmatched.values()) if (!stays(child)) child.remove();
}

function mergePlace(old, fresh) {
  if (["head", ...PASSING].includes(old.dataset.key)) return replace(old, fresh);
  if (fresh.dataset.phase) old.dataset.phase = fresh.dataset.phase;
  old.classList.toggle("is-closed", fresh.classList.contains("is-closed"));
  const [field, freshField] = [old, fresh].map((place) => place.querySelector(".entry textarea"));
  if (field && freshField && drafts.get(old.dataset.key)) drafts.meet(drafts.get(old.dataset.key), freshField);
  for (const part of ["label", "left-behind"]) {
    const [element, freshElement] = [old, fresh].map((place) => place.querySelector(`[data-part=${part}]`));
    if (element && freshElement) replace(element, freshElement);
  }
  return mergeChildren(old.querySelector(".notes"), fresh.querySelector(".notes"), "uid", mergeNote, staysNote);
}

function replace(old, fresh) {
  const html = fresh.outerHTML;
  if (rendered.get(old) === html) return old;
  const open = old.querySelector("details")?.open;
  if (old.contains(document.activeElement)) return old;
  old.replaceWith(fresh);
  rendered.set(fresh, html);
  if (open && fresh.querySelector("details")) fresh.querySelector("details").open = true;
  return fresh;
}

function mergeNote(old, fresh) {
  const draft = drafts.get(`note:${old.dataset.uid}`);
  const serverDraft = fresh.querySelector("textarea[data-edit]");
  if (draft && serverDraft) drafts.meet(draft, serverDraft);
  const isNewer = outbox.getItemsOf(old.dataset.uid).length || old.dataset.arrived > fetchedAt; // than the fetched content
  if (isNewer || old.querySelector(".note-edit, .met")) return old;
  const action = old.contains(document.activeElement) && document.activeElement.dataset.do;
  const html = fresh.outerHTML;
  if (rendered.get(old) === html && !old.dataset.painted) return old;
  fresh.querySelector(".note-met").append(...old.querySelectorAll(".set-aside")); // until it has been read
  old.replaceWith(fresh);
  rendered.set(fresh, html);
  if (action) findFocus(fresh, action)?.focus({ preventScroll: true });
  return fresh;
}

// Where the focus goes when a note is replaced: to the same button, or to another of the note, or to the field.
function findFocus(note, action) {
  const button = note.querySelector(`[data-do="${action}"]:not([hidden])`) ?? note.querySelector("[data-do]:not([hidden])");
  return button ?? note.closest(".place")?.querySelector("textarea");
}

function staysNote(note) {
  const wasJustSent = performance.now() - (note.dataset.arrived ?? -Infinity) < NOTE_DELAY;
  return outbox.getItemsOf(note.dataset.uid).length || note.querySelector(".note-edit") || wasJustSent;
}

// A field with text in it stays, and so does one that has the focus.
function staysPlace(place) {
  const { key } = place.dataset;
  place.classList.add("is-closed");
  if (PASSING.includes(key)) return false;
  if (place.contains(document.activeElement)) return true;
  return Boolean(drafts.get(key)?.body.trim()) || Boolean(place.querySelector(".note.is-waiting, .note-edit"));
}
