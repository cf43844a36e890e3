// What is being typed: on the device at each keystroke, on the server a moment later. A draft is of a note to come, or of
// a new text for a note. `version` counts up with each change, `synced` is the last one the server is known to have.
import { ask } from "./ask.js";
import { fingerprint } from "./hash.js";
import { soon } from "./pump.js";
import * as store from "./store.js";

const { slug } = document.getElementById("now").dataset;
const ADDRESS = `/s/${slug}/write/drafts/`;
const LONGEST = 200_000;
const PAUSE = 1_000; // after the last key
const NO_LATER = 4_000; // after the first
const drafts = new Map();
let typing = 0;
let since = 0;

export const places = () => [...drafts.values()];
export const get = (place) => drafts.get(place);
export const isLong = (draft) => draft.body.length > LONGEST;
export const isSaved = (draft) => draft.version <= draft.synced;
export const isWaiting = (draft) => !isSaved(draft) && draft.refused !== draft.version && !isLong(draft);

export async function load() {
  for (const draft of (await store.all("drafts", slug)) ?? []) take(draft);
}

// From the device or from another page of this browser. True where it is news.
export function take(draft) {
  const known = drafts.get(draft.place);
  if (known && (known.version > draft.version || (known.version === draft.version && known.synced >= draft.synced))) return false;
  drafts.set(draft.place, draft);
  return true;
}

// `facts` of a new one: round and question, or note, round and base; and its label.
export function make(place, facts) {
  const draft = { question: null, note: null, base: 0, ...facts, id: `${slug} ${place}`, slug, place, body: "", version: 0, synced: 0 };
  drafts.set(place, draft);
  return draft;
}

export function typed(draft, body) {
  if (draft.body === body) return null;
  draft.body = body;
  draft.version = Math.max(draft.version, draft.synced) + 1;
  clearTimeout(typing);
  since ||= performance.now();
  typing = setTimeout(soon, Math.min(PAUSE, Math.max(0, since + NO_LATER - performance.now())));
  return keep(draft);
}

// One write at a time, and the last one wins: keys come quicker than a disk.
let writing = Promise.resolve();
const queued = new Set();
export function keep(draft) {
  tell(draft);
  if (queued.has(draft)) return writing;
  queued.add(draft);
  writing = writing.then(() => {
    queued.delete(draft);
    return store.write(change(draft));
  });
  return writing;
}

// What to write on the device: nothing is kept of a draft that is empty and known to be so.
export const change = (draft) => ({ store: "drafts", ...(draft.body || draft.version > draft.synced ? { row: { ...draft } } : { id: draft.id }) });

const pages = globalThis.BroadcastChannel && new BroadcastChannel(`write ${slug}`);
export const tell = (draft) => pages?.postMessage({ draft: { ...draft } });
export const tellOutbox = (dropped = "") => pages?.postMessage({ outbox: true, dropped });
export const hear = (listen) => pages?.addEventListener("message", ({ data }) => listen(data));

// The server's own draft meets that of this device. Returns the text of the other where neither came from the other:
// then this device goes on with its own, and the person says what becomes of the two.
export function meet(draft, body, version) {
  const { body: mine, version: typed, synced } = draft;
  if (same(mine, body)) {
    draft.version = draft.synced = Math.max(typed, version);
    return "";
  }
  if (version > synced && (typed <= synced || (!mine.trim() && typed < version))) {
    Object.assign(draft, { body, version, synced: version });
    return "";
  }
  if (version === synced && typed > synced) return "";
  Object.assign(draft, { version: Math.max(typed, version) + 1, synced: version });
  return mine.trim() ? body : "";
}

// As the server keeps it.
const clean = (text) => text.normalize("NFC").replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]/g, "");
const same = (one, other) => one === other || clean(one) === clean(other);
export const wellFormed = (text) => text.toWellFormed?.() ?? text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

async function send(draft) {
  const { version, round, question, note } = draft;
  const body = wellFormed(draft.body);
  const hash = await fingerprint(body);
  const data = { round, question, note, body, version };
  const { answer, refused, again } = await ask("PUT", ADDRESS, data, (told) => told.hash === hash);
  if (again !== undefined) return again;
  if (refused) {
    draft.refused = version; // it stays in its field and on the device, and can still be sent as a note
    return null;
  }
  if (answer.version === version && same(answer.current, body)) draft.synced = Math.max(draft.synced, version);
  else if (draft.version === version) overtaken(draft, answer);
  else draft.version = Math.max(draft.version, answer.version) + 1;
  await keep(draft);
  document.dispatchEvent(new CustomEvent("draft", { detail: draft }));
  return null;
}

// Another device of the same scribe was ahead.
function overtaken(draft, { current, version }) {
  const other = meet(draft, current, version);
  if (other) document.dispatchEvent(new CustomEvent("other-draft", { detail: { draft, other } }));
}

// All that the server does not know. As pump.js wants it.
export async function sync() {
  since = 0;
  for (const draft of drafts.values()) {
    const wait = isWaiting(draft) ? await send(draft) : null;
    if (wait !== null) return wait;
  }
  return null;
}

// A page that goes away writes what waits for its turn, and sends what it can. Browsers take 64 KiB at most.
addEventListener("pagehide", () => {
  for (const draft of queued) store.write(change(draft));
  for (const { round, question, note, body, version } of places().filter(isWaiting)) {
    const request = { method: "PUT", headers: { "Content-Type": "application/json" }, keepalive: true };
    if (body.length < 15_000) fetch(ADDRESS, { ...request, body: JSON.stringify({ round, question, note, body: wellFormed(body), version }) }).catch(() => {});
  }
});
