// The notes of the group on the page: as the server last rendered them, with what is still in the outbox on top.
import * as drafts from "./drafts.js";
import { newUid } from "./hash.js";
import { announce, findNote, getContent } from "./now.js";
import * as outbox from "./outbox.js";
import { toWellFormed } from "./reconcile.js";
import { schedule } from "./sync.js";
import * as store from "./store.js";

const texts = document.getElementById("words").dataset;
const cloneTemplate = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const findButton = (note, action) => note.querySelector(`[data-do="${action}"]`);

export function render() {
  for (const uid of new Set(outbox.getAll().map((item) => item.uid))) renderNote(uid);
  for (const note of getContent().querySelectorAll(".note.is-waiting")) {
    if (!outbox.getItemsOf(note.dataset.uid).length) renderSaved(note);
  }
  for (const draft of drafts.getAll()) {
    if (draft.note && (draft.body || draft.open)) openForm(findNote(draft.note), draft);
  }
}

// A note with items in the outbox.
function renderNote(uid) {
  const items = outbox.getItemsOf(uid);
  const note = findNote(uid) ?? addNote(items[0]);
  const text = items.filter((item) => item.kind === "note" && !item.met).at(-1);
  const state = items.filter((item) => item.kind === "state").at(-1)?.state ?? note.dataset.state;
  const refused = items.find((item) => item.refused);
  const conflict = items.find((item) => item.met);
  note.classList.add("is-waiting");
  note.dataset.painted = true;
  note.classList.toggle("is-away", state === "withdrawn");
  note.classList.toggle("is-refused", Boolean(refused));
  if (text) setText(note.querySelector(".note-body"), text.body);
  if (!conflict || items.length > 1) {
    const onDevice = store.isWorking ? texts.here : texts.hereMemory;
    setText(note.querySelector(".note-state"), refused?.refused ?? (items.some(outbox.isSending) ? texts.sending : onDevice));
  }
  setButtons(note, {
    edit: state !== "withdrawn" && !conflict,
    withdrawn: state !== "withdrawn" && !refused && !conflict,
    visible: state === "withdrawn",
    again: refused,
    copy: refused,
    discard: refused,
  });
  renderConflict(note, conflict);
}

// Sets which buttons of the note are visible.
function setButtons(note, isVisible) {
  for (const [action, visible] of Object.entries(isVisible)) {
    const button = findButton(note, action);
    if (button) button.hidden = !visible;
  }
}

// Leaves an equal text alone, since screen readers announce every change.
function setText(element, text) {
  if (element.textContent.trim() !== text.trim()) element.textContent = text;
}

function addNote(item) {
  const note = cloneTemplate("note");
  const list = getContent().querySelector(`.place[data-key="${item.question ?? item.round}"] .notes`) ?? getContent().querySelector(".notes");
  note.dataset.uid = item.uid;
  note.dataset.state = "visible";
  (list ?? getContent()).prepend(note);
  return note;
}

// A note that has just left the outbox. The server's own rendering replaces it a moment later.
function renderSaved(note) {
  const isWithdrawn = note.dataset.state === "withdrawn";
  note.classList.remove("is-waiting", "is-refused");
  note.classList.toggle("is-away", isWithdrawn);
  note.dataset.arrived ??= performance.now();
  setText(note.querySelector(".note-state"), isWithdrawn ? texts.withdrawn : texts.saved);
  setButtons(note, { edit: !isWithdrawn, withdrawn: !isWithdrawn, visible: isWithdrawn, again: false, copy: false, discard: false });
  renderConflict(note, null);
}

document.addEventListener("delivered", ({ detail: { item, answer } }) => {
  const draft = drafts.get(`note:${item.uid}`);
  if (draft?.base === null && answer.revision) {
    draft.base = answer.revision; // the editing began while the note was being sent
    drafts.save(draft);
  }
  const note = findNote(item.uid);
  if (!note) return;
  note.dataset.arrived = performance.now();
  if (answer.revision) note.dataset.revision = answer.revision;
  note.dataset.state = answer.state;
  if (answer.kept === "came late") {
    note.querySelector(".note-body").textContent = answer.current;
    showSetAside(note, texts.cameLate, item.body);
  }
});

document.addEventListener("refused", ({ detail }) => { if (detail) showSetAside(findNote(detail.item.uid), detail.sentence); });

// Says why the server did not take a change, until the person has read it. `body` is the new text of the note.
function showSetAside(note, sentence, body = "") {
  const box = cloneTemplate("set-aside");
  box.querySelector("[data-text=why]").textContent = sentence;
  box.querySelector("[data-text=mine]").textContent = body;
  note?.querySelector(".note-met").replaceChildren(box);
  announce(sentence);
}

// Shows the two texts of a note that another device changed at the same time; removes them where `item` is null.
function renderConflict(note, item) {
  const box = note.querySelector(".note-met");
  const current = box.querySelector(".met");
  if (!item) return current?.remove();
  if (current?.dataset.id === item.id) return undefined;
  const conflict = cloneTemplate("met");
  conflict.dataset.id = item.id;
  const findText = (name) => conflict.querySelector(`[data-text="${name}"]`);
  findText("mine").textContent = item.body;
  findText("theirs").textContent = item.met.current;
  const elements = { gone: "del", new: "ins", same: "span" };
  findText("difference").append(...item.met.difference.map(([kind, text]) => Object.assign(document.createElement(elements[kind]), { textContent: text })));
  box.replaceChildren(conflict);
  return undefined;
}

// Opens the form for a new text of the note, and returns its field. It stays open as long as there is a draft of the text.
function openForm(note, draft) {
  if (!note || note.querySelector(".note-edit")) return note?.querySelector(".note-edit textarea");
  const form = cloneTemplate("edit");
  const field = form.querySelector("textarea");
  note.classList.add("is-edited");
  field.value = draft.body || draft.first;
  field.dataset.place = draft.place;
  note.querySelector(".note-met").before(form);
  return field;
}

function closeForm(note, draft) {
  note.querySelector(".note-edit")?.remove();
  note.classList.remove("is-edited");
  draft.open = false;
}

// Closes the form of a draft that another device has sent or emptied; not one in which nothing was typed yet.
export function closeEmptied(draft) {
  const note = findNote(draft.note);
  const field = note?.querySelector(".note-edit textarea");
  if (field?.value && field.value !== draft.first) closeForm(note, draft);
}

// Begins a new text of the note. Without `base`, it is based on the revision on the page, or on the item in the outbox.
function startEdit(note, text, base) {
  const { uid, revision } = note.dataset;
  const draft = drafts.get(`note:${uid}`) ?? drafts.create(`note:${uid}`, { ...getRoundAndQuestion(note), note: uid });
  draft.base = base ?? (outbox.getItemsOf(uid).some((item) => item.kind === "note") ? null : Number(revision));
  draft.first = text ?? note.querySelector(".note-body").textContent;
  draft.open = true;
  openForm(note, draft).focus();
}

function getRoundAndQuestion(note) {
  const { round, question } = note.closest(".place")?.dataset ?? {};
  return { round: round ?? outbox.getItemsOf(note.dataset.uid)[0]?.round ?? "", question: question || null };
}

export function saveEdit(form) {
  const note = form.closest(".note");
  const body = toWellFormed(form.querySelector("textarea").value);
  const { uid } = note.dataset;
  const draft = drafts.get(`note:${uid}`);
  const items = outbox.getItemsOf(uid);
  const refused = items.find((item) => item.refused);
  closeForm(note, draft);
  Object.assign(draft, { body: "", version: draft.version + 1 });
  const facts = { kind: "note", uid, round: draft.round, question: draft.question, body, base: draft.base };
  if (refused) {
    Object.assign(facts, { uid: refused.base === 0 ? newUid() : uid, base: refused.base });
    items.forEach(outbox.drop); // the later ones too, which waited for it
  }
  outbox.add(facts, drafts.makeStoreChange(draft)).then(() => schedule());
  findNote(facts.uid)?.querySelector("[data-do=edit]")?.focus();
}

// What each button of a note does, by its data-do. `conflict` is the item that met another text, if there is one.
const actions = {
  edit: (note) => startEdit(note),
  leave(note) {
    const draft = drafts.get(`note:${note.dataset.uid}`);
    closeForm(note, draft);
    drafts.setText(draft, "");
    findButton(note, "edit")?.focus();
  },
  withdrawn: (note) => setState(note, "withdrawn"),
  visible: (note) => setState(note, "visible"),
  again(note) {
    for (const item of outbox.getItemsOf(note.dataset.uid)) {
      if (item.refused) outbox.sendAgain(item).then(() => schedule());
    }
  },
  copy: (note) => navigator.clipboard?.writeText(note.querySelector(".note-body").textContent).then(() => announce(texts.copied)),
  read(note) {
    note.querySelector(".set-aside").remove();
    findButton(note, "edit")?.focus();
  },
  discard(note) {
    const field = note.closest(".place")?.querySelector(".entry textarea");
    outbox.getItemsOf(note.dataset.uid).forEach(outbox.drop);
    note.remove();
    field?.focus();
  },
  theirs(note, conflict) {
    note.querySelector(".note-body").textContent = conflict.met.current;
    outbox.drop(conflict);
    findButton(note, "edit")?.focus();
  },
  mine(note, conflict) {
    outbox.sendOver(conflict).then(() => schedule());
  },
  joint(note, conflict) {
    startEdit(note, `${conflict.met.current}\n\n${conflict.body}`, conflict.met.revision);
    const draft = drafts.get(`note:${note.dataset.uid}`);
    drafts.setText(draft, draft.first).then(() => outbox.drop(conflict));
  },
};

function setState(note, state) {
  const { uid } = note.dataset;
  const unsent = outbox.getItemsOf(uid).find((item) => item.kind === "state" && !outbox.isSending(item));
  if (unsent) outbox.drop(unsent);
  outbox.add({ kind: "state", uid, state, ...getRoundAndQuestion(note) }).then(() => schedule());
  const opposite = findButton(note, state === "visible" ? "withdrawn" : "visible");
  (opposite && !opposite.hidden ? opposite : note.closest(".place")?.querySelector(".entry textarea"))?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".note [data-do]");
  if (!button) return;
  event.preventDefault();
  const note = button.closest(".note");
  actions[button.dataset.do](note, outbox.getItemsOf(note.dataset.uid).find((item) => item.met));
});

document.addEventListener("outbox", render);
