// What was sent and is not known to be on the server: notes, new texts for notes, and notes taken back or put back. It
// stays here until the server has answered with the same id and the fingerprint of the same text.
import { ask } from "./ask.js";
import { tellOutbox } from "./drafts.js";
import { fingerprint, newUid } from "./hash.js";
import * as store from "./store.js";

const { slug } = document.getElementById("now").dataset;
const items = new Map();
const gone = new Set(); // dropped here or, as they said, by another page
const unsettled = new Map(); // being written to the device, or refused by it: the page is ahead of what is there
let sending = "";

export const isSending = (item) => sending === item.id;
export const waiting = () => inOrder().filter((item) => !item.refused && !item.met);
export const refused = () => inOrder().filter((item) => item.refused);
export const inOrder = () => [...items.values()].sort((one, other) => one.seq - other.seq || one.id.localeCompare(other.id));
export const of = (uid) => inOrder().filter((item) => item.uid === uid);
const changed = () => document.dispatchEvent(new Event("outbox"));

// What is on the device, from another page of this browser too. What is not there any more stays until a page says that
// it was dropped: a browser that throws away its copies has not saved anything.
export async function load() {
  for (const row of (await store.all("outbox", slug)) ?? []) {
    if (!gone.has(row.id) && !unsettled.has(row.id)) items.set(row.id, row);
  }
  changed();
}

export function forget(id) {
  gone.add(id);
  items.delete(id);
  changed();
}

async function settle(id, ...changes) {
  const mark = {};
  unsettled.set(id, mark);
  if ((await store.write(...changes)) && unsettled.get(id) === mark) unsettled.delete(id);
}

// `base` null: whatever stands once what is before it in the outbox has come. `also` is written in the same breath.
export async function add(facts, ...also) {
  const seq = Math.max(0, ...inOrder().map((item) => item.seq)) + 1;
  const id = `${slug} ${newUid()}`;
  await put({ refused: "", met: null, ...facts, slug, seq, id }, {}, ...also);
}

export async function drop(item) {
  forget(item.id);
  await settle(item.id, { store: "outbox", id: item.id });
  tellOutbox(item.id);
}

async function put(item, facts, ...also) {
  const row = { ...item, ...facts };
  items.set(row.id, row);
  changed();
  await settle(row.id, { store: "outbox", row }, ...also);
  tellOutbox();
}

export const sendAgain = (item) => put(item, { refused: "" });

function next() {
  const held = new Set();
  for (const item of inOrder()) {
    if (!held.has(item.uid) && !item.refused && !item.met && item.base !== null) return item;
    held.add(item.uid);
  }
  return null;
}

async function deliver(item) {
  const { uid, round, question, body, base, state, kind } = item;
  const address = `/s/${slug}/write/notes/${uid}/`;
  if (kind === "state") return ask("PUT", `${address}state/`, { state }, (told) => told.id === uid);
  const hash = await fingerprint(body);
  return ask("PUT", address, { round, question, body, base }, (told) => told.id === uid && told.hash === hash);
}

async function arrived(item, answer) {
  for (const later of of(item.uid)) {
    if (later.base === null) await put(later, { base: answer.revision ?? 0 });
  }
  if (answer.kept === "met another") await put(item, { met: { current: answer.current, revision: answer.revision, difference: answer.difference } });
  else await drop(item);
  document.dispatchEvent(new CustomEvent("arrived", { detail: { item, answer } }));
}

async function drain() {
  await load();
  for (let item = next(); item; item = next()) {
    sending = item.id;
    changed();
    const { answer, refused: sentence, again } = await deliver(item);
    sending = "";
    if (again !== undefined) {
      changed();
      return again;
    }
    if (answer) await arrived(item, answer);
    else if (item.kind === "state") await drop(item).then(() => document.dispatchEvent(new CustomEvent("said", { detail: sentence })));
    else await put(item, { refused: sentence });
  }
  return null;
}

// One page of a browser sends at a time. The server takes a note once anyway; this spares it the asking.
export const send = () => (navigator.locks ? navigator.locks.request(`write ${slug}`, drain) : drain());
