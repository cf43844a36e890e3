// The group's notes as this device knows them: what the server shows, and over it what is still on its way.
import * as drafts from "./drafts.js";
import { newUid } from "./hash.js";
import * as outbox from "./outbox.js";
import { soon } from "./pump.js";
import * as store from "./store.js";

const words = document.getElementById("words").dataset;
const mould = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const now = () => document.getElementById("now");
const article = (uid) => now().querySelector(`.note[data-uid="${uid}"]`);
const doing = (note, name) => note.querySelector(`[data-do="${name}"]`);
export const KEPT_AFTER = 20_000; // milliseconds in which the server's own account of a note must have come

export function paint() {
  for (const uid of new Set(outbox.inOrder().map((item) => item.uid))) paintOne(uid);
  for (const note of now().querySelectorAll(".note.is-waiting")) {
    if (!outbox.of(note.dataset.uid).length) arrive(note);
  }
  for (const draft of drafts.places()) {
    if (draft.note && (draft.body || draft.open)) edit(article(draft.note), draft);
  }
}

function paintOne(uid) {
  const items = outbox.of(uid);
  const [first] = items;
  const note = article(uid) ?? place(first);
  const text = items.filter((item) => item.kind === "note" && !item.met).at(-1);
  const state = items.filter((item) => item.kind === "state").at(-1)?.state ?? note.dataset.state;
  const failed = items.find((item) => item.refused);
  note.classList.add("is-waiting");
  note.dataset.painted = true;
  note.classList.toggle("is-away", state === "withdrawn");
  note.classList.toggle("is-refused", Boolean(failed));
  if (text) say(note.querySelector(".note-body"), text.body);
  const sending = items.some(outbox.isSending);
  const here = store.keeps ? words.here : words.hereMemory;
  const met = items.find((item) => item.met);
  if (!met || items.length > 1) say(note.querySelector(".note-state"), failed?.refused ?? (sending ? words.sending : here));
  show(note, { edit: state !== "withdrawn" && !met, withdrawn: state !== "withdrawn" && !failed && !met, visible: state === "withdrawn", again: failed, copy: failed });
  meet(note, met);
}

const show = (note, which) => Object.entries(which).forEach(([name, shown]) => { const button = doing(note, name); if (button) button.hidden = !shown; });

// Only what changes is written: a screen reader tells what is.
function say(element, text) {
  if (element.textContent.trim() !== text.trim()) element.textContent = text;
}

function place(item) {
  const note = mould("note");
  const where = now().querySelector(`.place[data-key="${item.question ?? item.round}"] .notes`) ?? now().querySelector(".notes");
  note.dataset.uid = item.uid;
  note.dataset.state = "visible";
  (where ?? now()).prepend(note);
  return note;
}

// The server has it; soon it shows it itself.
function arrive(note) {
  note.classList.remove("is-waiting", "is-refused");
  note.dataset.arrived ??= performance.now();
  say(note.querySelector(".note-state"), note.classList.contains("is-away") ? words.withdrawn : words.saved);
  show(note, { again: false, copy: false });
  meet(note, null);
}

document.addEventListener("arrived", ({ detail: { item, answer } }) => {
  const note = article(item.uid);
  if (!note) return;
  note.dataset.arrived = performance.now();
  if (answer.revision) note.dataset.revision = answer.revision;
  note.dataset.state = answer.state;
  if (answer.kept === "came late") {
    note.querySelector(".note-body").textContent = answer.current;
    note.querySelector(".note-met").textContent = words.cameLate;
  }
});

function meet(note, item) {
  const box = note.querySelector(".note-met");
  const shown = box.querySelector(".met");
  if (!item) return shown?.remove();
  if (shown?.dataset.id === item.id) return undefined;
  const met = mould("met");
  met.dataset.id = item.id;
  const text = (name) => met.querySelector(`[data-text="${name}"]`);
  text("mine").textContent = item.body;
  text("theirs").textContent = item.met.current;
  const names = { gone: "del", new: "ins", same: "span" };
  text("difference").append(...item.met.difference.map(([kind, said]) => Object.assign(document.createElement(names[kind]), { textContent: said })));
  box.replaceChildren(met);
  return undefined;
}

// The form in which a note gets a new text. It is open as long as there is a draft of it.
function edit(note, draft) {
  if (!note || note.querySelector(".note-edit")) return note?.querySelector(".note-edit textarea");
  const form = mould("edit");
  const field = form.querySelector("textarea");
  note.classList.add("is-edited");
  field.value = draft.body || draft.first;
  field.dataset.place = draft.place;
  note.querySelector(".note-met").before(form);
  return field;
}

function close(note, draft) {
  note.querySelector(".note-edit")?.remove();
  note.classList.remove("is-edited");
  draft.open = false;
}

function begin(note, text, base) {
  const { uid, revision } = note.dataset;
  const draft = drafts.get(`note:${uid}`) ?? drafts.make(`note:${uid}`, placeOf(note));
  draft.base = base ?? (outbox.of(uid).some((item) => item.kind === "note") ? null : Number(revision));
  draft.first = text ?? note.querySelector(".note-body").textContent;
  draft.open = true;
  const field = edit(note, draft);
  field.focus();
}

const placeOf = (note) => {
  const { round, question } = note.closest(".place")?.dataset ?? {};
  return { round: round ?? outbox.of(note.dataset.uid)[0]?.round ?? "", question: question || null, note: note.dataset.uid };
};

export function saveEdit(form) {
  const note = form.closest(".note");
  const body = drafts.wellFormed(form.querySelector("textarea").value);
  const { uid } = note.dataset;
  const draft = drafts.get(`note:${uid}`);
  const failed = outbox.of(uid).find((item) => item.refused);
  close(note, draft);
  Object.assign(draft, { body: "", version: draft.version + 1 });
  const facts = { kind: "note", uid, round: draft.round, question: draft.question, body, base: draft.base };
  if (failed) Object.assign(facts, { uid: failed.base ? uid : newUid(), base: failed.base });
  const changes = [drafts.change(draft)];
  if (failed) outbox.drop(failed);
  outbox.add(facts, ...changes).then(() => soon());
  article(facts.uid)?.querySelector("[data-do=edit]")?.focus();
}

const doings = {
  edit: (note) => begin(note),
  leave(note) {
    const draft = drafts.get(`note:${note.dataset.uid}`);
    close(note, draft);
    drafts.typed(draft, "");
    doing(note, "edit")?.focus();
  },
  withdrawn: (note) => turn(note, "withdrawn"),
  visible: (note) => turn(note, "visible"),
  again: (note) => outbox.of(note.dataset.uid).filter((item) => item.refused).forEach((item) => outbox.sendAgain(item).then(() => soon())),
  copy: (note) => navigator.clipboard?.writeText(note.querySelector(".note-body").textContent).then(() => tell(words.copied)),
  theirs(note, item) {
    note.querySelector(".note-body").textContent = item.met.current;
    outbox.drop(item);
    doing(note, "edit")?.focus();
  },
  mine: (note, item) => outbox.drop(item).then(() => outbox.add({ ...keptOf(item), base: item.met.revision }).then(() => soon())),
  joint(note, item) {
    begin(note, `${item.met.current}\n\n${item.body}`, item.met.revision);
    const draft = drafts.get(`note:${note.dataset.uid}`);
    drafts.typed(draft, draft.first).then(() => outbox.drop(item));
  },
};
const keptOf = ({ kind, uid, round, question, body }) => ({ kind, uid, round, question, body });
const tell = (sentence) => document.dispatchEvent(new CustomEvent("said", { detail: sentence }));

function turn(note, state) {
  const { uid } = note.dataset;
  const [before] = outbox.of(uid).filter((item) => item.kind === "state" && !outbox.isSending(item));
  if (before) outbox.drop(before);
  note.dataset.turned = state;
  outbox.add({ kind: "state", uid, state, round: placeOf(note).round, question: placeOf(note).question }).then(() => soon());
  const other = note.querySelector(`[data-do="${state === "visible" ? "withdrawn" : "visible"}"]`);
  (other && !other.hidden ? other : note.closest(".place")?.querySelector(".entry textarea"))?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".note [data-do]");
  if (!button) return;
  event.preventDefault();
  const note = button.closest(".note");
  doings[button.dataset.do](note, outbox.of(note.dataset.uid).find((item) => item.met));
});

document.addEventListener("outbox", paint);
