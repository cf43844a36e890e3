// Drafts: what is being typed, saved on the device at each keystroke and on the server a moment later. A draft is of a new
// note, or of a new text for a note. `place` is the key of its field; the rest of its state is explained in reconcile.js.
import { ask } from "./ask.js";
import { fingerprint } from "./hash.js";
import { getContent } from "./now.js";
import * as reconcile from "./reconcile.js";
import { isSaved } from "./reconcile.js";
import { schedule } from "./sync.js";
import * as store from "./store.js";

const { slug, draftsAddress, scribe } = getContent().dataset;
const LONGEST = 200_000;
const PAUSE_AFTER_KEY = 1_000;
const LONGEST_DELAY = 4_000; // after the first key
const drafts = new Map();
let composed = ""; // the place in whose field a word is being composed, which must not change
const written = new WeakMap(); // the version of each draft that is on this device
let timer = 0;
let typingSince = 0;

export const getAll = () => [...drafts.values()];
export const get = (key) => drafts.get(key);
export const isTooLong = (draft) => draft.body.length > LONGEST;
export const isOwnOrigin = (origin) => getAll().some((draft) => draft.origin === origin);
export const isOnlyInPage = (draft) => draft.body.trim() && !isSaved(draft) && written.get(draft) !== draft.version;
export const isWaiting = (draft) => !isSaved(draft) && !draft.other && draft.refused !== draft.version && !isTooLong(draft);

// The number of the rehearsal that is going on, "" where there is none. A page opened without network does not know.
function getRehearsal() {
  const { rehearsal, shell } = getContent().dataset;
  return shell === undefined ? rehearsal : "";
}

// Whether it is a text of a rehearsal that has been cleared. The server had it, or else it may be from after the rehearsal.
export function isOfCleared(draft) {
  const { cleared } = getContent().dataset;
  return Boolean(cleared && draft.rehearsal === cleared && draft.body && isSaved(draft));
}

// A device may join for another group, and what it has written stays with the group it was written for. So each row names
// who this device was, and for which group. Rows of an older release do not.
const mark = (row) => ({ ...row, scribe, group: getContent().dataset.group });
export const isOwn = (row) => !row.scribe || row.scribe === scribe || row.group === getContent().dataset.group;

// Resolves to the drafts that were newer on the device.
export async function load() {
  const rows = (await store.readAll("drafts", slug)) ?? [];
  return rows.filter(receive).map(({ place }) => drafts.get(place));
}

// Takes over a draft from the device, or from another page of this browser, and returns whether it is newer. Two pages
// that typed without hearing of each other are like two devices.
export function receive(row) {
  if (!isOwn(row)) return false;
  const draft = reconcile.upgrade(row);
  const known = drafts.get(draft.place);
  if (known && (known.origin === draft.origin ? !isLater(draft, known) : known.body.trim() && !isSaved(known))) return false;
  drafts.set(draft.place, draft);
  if (store.isWorking) written.set(draft, draft.version); // the other page writes it
  return true;
}

const isLater = (one, other) => one.version > other.version || (one.version === other.version && (one.synced > other.synced || one.seen > other.seen));

export function create(key, facts) {
  const draft = { ...reconcile.create(facts), id: `${slug} ${key}`, slug, place: key };
  drafts.set(key, draft);
  return draft;
}

export function setText(draft, body) {
  if (draft.body === body) return null;
  change(draft, () => reconcile.setText(draft, body));
  clearTimeout(timer);
  typingSince ||= performance.now();
  timer = setTimeout(schedule, Math.min(PAUSE_AFTER_KEY, Math.max(0, typingSince + LONGEST_DELAY - performance.now())));
  return save(draft);
}

// `choice` is what becomes of the text from another device: "addOther", "leaveOther" or "removeFetched".
export function settle(draft, choice) {
  reconcile[choice](draft);
  changed(draft);
  schedule();
}

export const setComposed = (place) => { composed = place; };
export const isComposed = (draft) => draft.place === composed;

// Meets the server's draft as the server rendered it in a field.
export function meet(draft, field) {
  const { version, origin, originVersion, fetchedBy, base, becomes } = field.dataset;
  if (!Number(version) && isOfCleared(draft)) return; // rehearsal.js removes it
  const server = { body: field.defaultValue, version: Number(version), origin, originVersion: Number(originVersion), fetchedBy, revision: Number(base), becomes, noteBody: field.closest(".note")?.querySelector(".note-body").textContent };
  const before = JSON.stringify(draft);
  change(draft, () => reconcile.meetFetched(draft, server, !isComposed(draft)));
  if (JSON.stringify(draft) !== before) changed(draft);
  if (isWaiting(draft)) schedule();
}

// A text that begins, on this device or taken over from another, remembers the rehearsal in which it does.
function change(draft, work) {
  const wasEmpty = !draft.body;
  work();
  if (wasEmpty && draft.body) draft.rehearsal = getRehearsal();
}

function changed(draft) {
  save(draft);
  notify(draft);
}

// Saves on the device. Only one write runs at a time and only the latest text waits, since keys come faster than writes.
let writing = Promise.resolve();
const queued = new Set();
export function save(draft) {
  broadcast(draft);
  if (queued.has(draft)) return writing;
  queued.add(draft);
  writing = writing.then(async () => {
    queued.delete(draft);
    const { version } = draft;
    if (await store.write(makeStoreChange(draft))) written.set(draft, version);
  });
  return writing;
}

// One that is empty is kept too, since the page that comes next may have been rendered before it was emptied.
export const makeStoreChange = (draft) => ({ store: "drafts", row: { ...mark(draft), open: false } });

// Messages to the other pages of this browser.
const pages = globalThis.BroadcastChannel && new BroadcastChannel(`write ${slug}`);
export const broadcast = (draft) => pages?.postMessage({ draft: mark(draft) });
export const broadcastOutbox = (dropped = "") => pages?.postMessage({ outbox: true, dropped });
export const onBroadcast = (listener) => pages?.addEventListener("message", ({ data }) => listener(data));

const notify = (draft) => document.dispatchEvent(new CustomEvent("draft", { detail: draft }));

const makeRequest = (draft) => ({ ...reconcile.makeRequest(draft), scribe });

async function send(draft) {
  const request = makeRequest(draft);
  const hash = await fingerprint(request.body);
  const { answer, refusal, retryAfter } = await ask("PUT", draftsAddress, request, (answer) => answer.hash === hash);
  if (retryAfter !== undefined) return retryAfter;
  const current = drafts.get(draft.place); // another page of this browser may have replaced it meanwhile
  if (refusal) {
    current.refused = request.version; // it stays in its field and on the device, and can still be sent as a note
    notify(current);
    return null;
  }
  if (current.origin === request.origin) change(current, () => reconcile.handleAnswer(current, request, answer, !isComposed(current)));
  if (answer.current !== request.body && isWaiting(current)) schedule(); // again, built on a later version
  changed(current);
  return null;
}

// A job of sync.js: sends every draft that the server does not have.
export async function sync() {
  typingSince = 0;
  for (const draft of [...drafts.values()]) {
    const retryAfter = isWaiting(draft) ? await send(draft) : null;
    if (retryAfter !== null) return retryAfter;
  }
  return null;
}

// A page that is being closed saves what is queued, and sends what it can. Browsers allow such requests 64 KiB.
addEventListener("pagehide", () => {
  for (const draft of queued) store.write(makeStoreChange(draft));
  for (const draft of getAll().filter(isWaiting)) {
    const request = { method: "PUT", headers: { "Content-Type": "application/json" }, keepalive: true };
    if (draft.body.length < 15_000) fetch(draftsAddress, { ...request, body: JSON.stringify(makeRequest(draft)) }).catch(() => {});
  }
});
