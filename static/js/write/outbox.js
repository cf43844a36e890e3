// The outbox: notes, new texts for notes, and notes withdrawn or put back, until the server has saved them. An item
// leaves it only when the server has answered with the same id and the fingerprint of the same text.
import { ask } from "./ask.js";
import { broadcastOutbox, isOwn } from "./drafts.js";
import { fingerprint, newUid } from "./hash.js";
import { getContent } from "./now.js";
import { isSaved } from "./reconcile.js";
import * as store from "./store.js";

const { slug, scribe, noteAddress, stateAddress, uidPlaceholder } = getContent().dataset;
const items = new Map();
const dropped = new Set(); // ids of items that this page, or another page of this browser, has dropped
const unwritten = new Map(); // ids of items whose last change is not yet on the device, or was refused by it
let sendingId = "";

export const isSending = (item) => sendingId === item.id;
export const getAll = () => [...items.values()].sort((one, other) => one.seq - other.seq || one.id.localeCompare(other.id));
export const getWaiting = () => getAll().filter((item) => !item.refused && !item.met);
export const getRefused = () => getAll().filter((item) => item.refused);
export const isOnlyInPage = (item) => unwritten.has(item.id) && !item.met;
export const getItemsOf = (uid) => getAll().filter((item) => item.uid === uid);
const notify = () => document.dispatchEvent(new Event("outbox"));

// Reads the items on the device, where another page may have added some. An item that is missing there stays in memory
// until a page says that it was dropped, since a browser may also have deleted its storage.
export async function load() {
  for (const row of (await store.readAll("outbox", slug)) ?? []) {
    if (!dropped.has(row.id) && !unwritten.has(row.id)) items.set(row.id, row);
  }
  notify();
}

export function forget(id) {
  dropped.add(id);
  items.delete(id);
  notify();
}

async function write(id, ...changes) {
  const mark = {};
  unwritten.set(id, mark);
  if ((await store.write(...changes)) && unwritten.get(id) === mark) unwritten.delete(id);
}

// Adds an item. `base` is null where an earlier item of the same note decides it. `changes` are written to the device in
// the same transaction.
export async function add(facts, ...changes) {
  const seq = Math.max(0, ...getAll().map((item) => item.seq)) + 1;
  const id = `${slug} ${newUid()}`;
  await update({ refused: "", met: null, scribe, ...facts, slug, seq, id }, {}, ...changes);
}

// A draft of another group that did not reach the server is sent as a note. The server refuses it, and the person decides.
export async function addForeign() {
  for (const row of (await store.readAll("drafts", slug)) ?? []) {
    const { id, note, becomes, round, question, body, base, scribe } = row;
    if (isOwn(row) || isSaved(row) || !body.trim()) continue;
    await add({ kind: "note", uid: note ?? becomes, round, question, body, base, scribe }, { store: "drafts", id });
  }
}

export async function drop(item) {
  forget(item.id);
  await write(item.id, { store: "outbox", id: item.id });
  broadcastOutbox(item.id);
}

async function update(item, facts, ...changes) {
  const row = { ...item, ...facts };
  items.set(row.id, row);
  notify();
  await write(row.id, { store: "outbox", row }, ...changes);
  broadcastOutbox();
}

export const sendAgain = (item) => update(item, { refused: "", scribe });

// The item becomes a new text for the one it met, without ever being away: meanwhile nothing may be called saved.
export const sendOver = (item) => update(item, { met: null, base: item.met.revision });

// The first item that can be sent. The items of one note are sent in order, so one that cannot be sent holds up the rest.
function findNext() {
  const heldUp = new Set();
  for (const item of getAll()) {
    if (!heldUp.has(item.uid) && !item.refused && !item.met) return item;
    heldUp.add(item.uid);
  }
  return null;
}

async function deliver({ uid, round, question, body, base, state, kind, scribe }) {
  if (kind === "state") return ask("PUT", stateAddress.replace(uidPlaceholder, uid), { state }, (answer) => answer.id === uid);
  const hash = await fingerprint(body);
  const data = { round, question, body, scribe, base: base ?? 0 }; // null where no earlier item decided it: the server compares the texts
  return ask("PUT", noteAddress.replace(uidPlaceholder, uid), data, (answer) => answer.id === uid && answer.hash === hash);
}

async function handleAnswer(item, answer) {
  for (const later of getItemsOf(item.uid)) {
    if (later.base === null && answer.revision) await update(later, { base: answer.revision });
  }
  document.dispatchEvent(new CustomEvent("delivered", { detail: { item, answer } }));
  const { current, revision, difference } = answer;
  if (answer.kept === "met another") await update(item, { met: { current, revision, difference } });
  else await drop(item);
}

async function handleRefusal(item, sentence) {
  if (item.kind !== "state") return update(item, { refused: sentence });
  await drop(item);
  return document.dispatchEvent(new CustomEvent("refused", { detail: { item, sentence } }));
}

// A job of sync.js. Two pages of a browser may send the same at once, since the server saves a note once; with a lock, a page
// that sleeps would keep the others from sending.
export async function sync() {
  await load();
  for (let item = findNext(); item; item = findNext()) {
    sendingId = item.id;
    notify();
    const { answer, refusal, retryAfter } = await deliver(item);
    sendingId = "";
    if (retryAfter !== undefined) {
      notify();
      return retryAfter;
    }
    if (answer) await handleAnswer(item, answer);
    else await handleRefusal(item, refusal);
  }
  return null;
}

