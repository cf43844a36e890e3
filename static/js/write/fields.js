// The fields of the page: each keystroke goes into the field's draft, and a sent text goes into the outbox.
import * as drafts from "./drafts.js";
import { newUid } from "./hash.js";
import { closeEmptied, saveEdit } from "./notes.js";
import { announce, getContent } from "./now.js";
import * as outbox from "./outbox.js";
import { isSaved, toWellFormed } from "./reconcile.js";
import { refresh } from "./refresh.js";
import { schedule } from "./sync.js";
import * as store from "./store.js";

const texts = document.getElementById("words").dataset;
const LONGEST = Number(getContent().dataset.longest); // characters in a note
const NEAR = 0.8; // from this share of LONGEST on, the page says how many characters are left
let composingField = null;

const isField = (element) => element.matches?.(".entry textarea, .note-edit textarea");
export const findField = (key) => getContent().querySelector(`.place[data-key="${key}"] .entry textarea`);
const findFields = (key) => [findField(key), ...getContent().querySelectorAll(`.note-edit textarea[data-place="${key}"]`)].filter(Boolean);
const create = (name, properties) => Object.assign(document.createElement(name), properties);
const formatNumber = (value) => value.toLocaleString(document.documentElement.lang);

// In code points, as the server counts. A short text need not be counted exactly.
const countCharacters = (text) => (text.length > LONGEST * NEAR ? [...text].length : text.length);

export function getDraft(field) {
  if (field.dataset.place) return drafts.get(field.dataset.place);
  const { key, round, question } = field.closest(".place").dataset;
  return drafts.get(key) ?? drafts.create(key, { round, question: question || null, label: field.labels[0]?.textContent ?? "" });
}

// Connects a field of the page with its draft, which meets the text that the server rendered in the field. The fields of a
// shell are empty, so there the text of the device is used.
export function connect(field, isShell) {
  const { key } = field.closest(".place").dataset;
  if (field.dataset.adopted) return;
  field.dataset.adopted = true;
  const wasRefused = field.hasAttribute("aria-invalid"); // a form without scripts: the text is not the draft
  const typedBefore = wasRefused || field.value !== field.defaultValue; // before this script had loaded
  const { value } = field;
  const draft = getDraft(field);
  if (!isShell && !wasRefused) drafts.meet(draft, field);
  if (typedBefore) {
    if (draft.other?.fetchedBy === "" && draft.other.body === field.defaultValue) drafts.settle(draft, "leaveOther"); // it was in the field
    const isChanged = draft.body !== field.defaultValue && draft.body.trim() && !value.includes(draft.body);
    drafts.setText(draft, isChanged ? `${draft.body}\n${value}` : value);
    if (!draft.body.trim()) draft.becomes = newUid(); // guard.js may have sent it
  }
  update(draft);
  if (draft.body) drafts.save(draft);
}

// The drafts of new texts for notes meet those of the server.
export function connectEdits(isShell) {
  for (const hidden of getContent().querySelectorAll("textarea[data-edit]")) {
    const { uid } = hidden.closest(".note").dataset;
    const { round, question } = hidden.closest(".place").dataset;
    const known = drafts.get(`note:${uid}`);
    if (isShell || !(known || hidden.defaultValue)) continue;
    drafts.meet(known ?? drafts.create(`note:${uid}`, { round: round ?? "", question: question || null, note: uid }), hidden);
  }
}

// Adds a field for each draft on this device whose own field is no longer on the page.
export function addMissingFields() {
  for (const draft of drafts.getAll()) {
    if (draft.note || !draft.body.trim() || findField(draft.place)) continue;
    const place = document.getElementById("place").content.firstElementChild.cloneNode(true);
    Object.assign(place.dataset, { key: draft.place, round: draft.round, question: draft.question ?? "" });
    place.classList.add("is-closed");
    const field = place.querySelector("textarea");
    const label = place.querySelector("label");
    [field.id, label.htmlFor] = [`field-${draft.place}`, `field-${draft.place}`];
    label.textContent = draft.label || texts.notSent;
    getContent().querySelector("[data-key=head]").after(place);
    field.dataset.adopted = true;
    update(draft);
  }
}

// Sets the text of the fields with this key and keeps the caret. A field in which a word is being composed is left alone.
export function fill(key, body) {
  for (const field of findFields(key)) {
    if (field.value === body || field === composingField) continue;
    const { selectionStart, selectionEnd } = field;
    field.value = body;
    if (field === document.activeElement) field.setSelectionRange(selectionStart, selectionEnd);
  }
  showState(key);
}

// Shows under the fields with this key where the draft is saved, and how many characters are left.
function showState(key) {
  const draft = drafts.get(key);
  for (const field of findFields(key)) {
    const { form } = field;
    form.closest(".place").classList.toggle("has-text", Boolean(findField(key)?.value.trim()));
    const state = form.querySelector(".entry-state");
    const length = countCharacters(field.value);
    const onDevice = store.isWorking ? texts.here : texts.hereMemory;
    const sentences = [];
    if (draft?.body.trim()) sentences.push(drafts.isTooLong(draft) ? texts.draftLong : isSaved(draft) ? texts.draftSaved : onDevice);
    if (length > LONGEST) sentences.push(texts.over.replace("{}", formatNumber(length - LONGEST)));
    else if (length > LONGEST * NEAR) sentences.push(texts.left.replace("{}", formatNumber(LONGEST - length)));
    state.classList.toggle("is-over", length > LONGEST);
    const text = sentences.join(" · ");
    if (state.textContent !== text) state.textContent = text;
  }
}

// Shows an error under the field; "" removes it.
function showError(field, sentence) {
  const box = field.form.querySelector(".field-errors");
  box.replaceChildren(...(sentence ? [create("p", { textContent: sentence, role: "alert" })] : []));
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (sentence) field.setAttribute("aria-invalid", "true");
}

function send(field) {
  const body = toWellFormed(field.value);
  if (!body.trim()) {
    const isDoubleClick = performance.now() - Number(field.dataset.sent ?? -Infinity) < 1_000;
    if (!isDoubleClick) showError(field, texts.empty);
    field.focus();
    return;
  }
  if (countCharacters(body) > LONGEST) {
    showError(field, texts.tooLong.replace("{}", formatNumber(LONGEST)));
    document.dispatchEvent(new CustomEvent("too-long", { detail: { field, text: body, limit: LONGEST } }));
    return;
  }
  if (field.dataset.place) saveEdit(field.form);
  else sendNotes(field, [body]);
}

// Empties the field and sends its text as one or more notes. On the device, the draft is emptied in the same transaction
// that adds the note.
export function sendNotes(field, bodies) {
  const draft = getDraft(field);
  const { becomes } = draft;
  Object.assign(draft, { body: "", version: Math.max(draft.version, draft.synced) + 1, becomes: newUid() });
  field.value = "";
  field.dataset.sent = performance.now();
  showError(field, "");
  field.form.querySelector(".parts")?.remove();
  showState(draft.place);
  drafts.broadcast(draft);
  bodies.forEach((body, index) => {
    const facts = { kind: "note", uid: index ? newUid() : becomes, round: draft.round, question: draft.question, body, base: 0 };
    outbox.add(facts, drafts.makeStoreChange(draft)).then(() => schedule());
  });
  field.focus();
}

// Shows a draft that has changed other than by typing.
export function update(draft) {
  if (draft.note && !draft.body) closeEmptied(draft);
  else fill(draft.place, draft.body);
  for (const field of findFields(draft.place)) showOther(field, draft);
}

// Shows the text that another device has for the same field, and what can be done with it.
function showOther(field, draft) {
  const { form } = field;
  const box = form.querySelector(".other");
  if (!draft.other) return box?.remove();
  if (Number(box?.dataset.version) === draft.other.version) return undefined;
  const { body, version, fetchedBy } = draft.other;
  const fresh = document.getElementById("other").content.firstElementChild.cloneNode(true);
  fresh.dataset.version = version;
  fresh.querySelector("[data-text=why]").textContent = fetchedBy ? texts.fetchedDraft.replace("{}", fetchedBy) : texts.otherDraft;
  fresh.querySelector("[data-text=body]").textContent = body;
  for (const button of fresh.querySelectorAll("button")) button.hidden = (button.dataset.when === "fetched") !== Boolean(fetchedBy);
  const hadFocus = box?.contains(document.activeElement) && document.activeElement.dataset.choice;
  if (box) box.replaceWith(fresh);
  else field.after(fresh);
  if (hadFocus) fresh.querySelector(`[data-choice="${hadFocus}"]`).focus();
  if (!box) announce(fresh.querySelector("[data-text=why]").textContent);
  return undefined;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".other [data-choice]");
  if (!button) return;
  const field = button.form.querySelector("textarea");
  field.focus();
  drafts.settle(getDraft(field), button.dataset.choice);
});

// A text of a device that is away is added to the draft by the server. What is typed here goes there first.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".left-behind")) return;
  event.preventDefault();
  form.closest(".place").querySelector(".entry textarea").focus();
  await drafts.sync();
  await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => {});
  refresh();
});

document.addEventListener("draft", ({ detail: draft }) => update(draft));
document.addEventListener("compositionstart", ({ target }) => {
  composingField = target;
  if (isField(target)) drafts.setComposed(getDraft(target).place);
});
document.addEventListener("compositionend", ({ target }) => {
  composingField = null;
  drafts.setComposed("");
  if (isField(target) && getDraft(target).other) refresh(); // what could not be shown meanwhile
});
// A text that guard.js kept, and whose field is no longer on the page.
document.addEventListener("kept", ({ detail: { place, round, question, label, body } }) => {
  const draft = drafts.get(place) ?? drafts.create(place, { round, question, label });
  if (!body.trim() || draft.body.includes(body)) return;
  drafts.setText(draft, draft.body ? `${draft.body}\n${body}` : body);
  addMissingFields();
});
document.addEventListener("input", ({ target }) => {
  if (!isField(target)) return;
  const draft = getDraft(target);
  drafts.setText(draft, target.value)?.then(() => showState(draft.place));
  if (target.hasAttribute("aria-invalid")) showError(target, "");
  showState(draft.place);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || !isField(event.target)) return;
  event.preventDefault();
  if (!event.repeat) send(event.target);
});
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector(".entry textarea, .note-edit textarea") ?? event.target.querySelector("textarea");
  if (!field || !isField(field)) return;
  event.preventDefault();
  send(field);
});
