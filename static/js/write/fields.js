// The fields: each keystroke to its draft, and a draft to the outbox when it is sent.
import * as drafts from "./drafts.js";
import { newUid } from "./hash.js";
import { saveEdit } from "./notes.js";
import * as outbox from "./outbox.js";
import { soon } from "./pump.js";
import * as store from "./store.js";

const words = document.getElementById("words").dataset;
const now = () => document.getElementById("now");
const LONGEST = Number(now().dataset.longest);
const TELL_FROM = 0.8;
let composing = null;

const isField = (element) => element.matches?.(".entry textarea, .note-edit textarea");
export const fieldOf = (place) => now().querySelector(`.place[data-key="${place}"] .entry textarea`);
const fieldsOf = (place) => [fieldOf(place), ...now().querySelectorAll(`.note-edit textarea[data-place="${place}"]`)].filter(Boolean);

// As the server counts: signs, not halves of them.
export const length = (text) => (text.length > LONGEST * TELL_FROM ? [...text].length : text.length);

export function draftOf(field) {
  if (field.dataset.place) return drafts.get(field.dataset.place);
  const { key, round, question } = field.closest(".place").dataset;
  return drafts.get(key) ?? drafts.make(key, { round, question: question || null, label: field.labels[0]?.textContent ?? "" });
}

// A field that came with the page: the server's draft meets this device's. Out of a shell only the device's speaks.
export function adopt(field, isShell) {
  const { key } = field.closest(".place").dataset;
  if (field.dataset.adopted) return;
  field.dataset.adopted = true;
  const typedAlready = field.value !== field.defaultValue;
  const draft = draftOf(field);
  const other = isShell ? "" : drafts.meet(draft, field.defaultValue, Number(field.dataset.version) || 0);
  if (typedAlready) drafts.typed(draft, draft.body.trim() && !field.value.includes(draft.body) ? `${draft.body}\n${field.value}` : field.value);
  fill(key, draft.body);
  if (draft.body) drafts.keep(draft);
  if (other) offerOther(draft, other);
}

// New texts for notes that were begun, here or on another device.
export function adoptEdits(isShell) {
  for (const hidden of now().querySelectorAll("textarea[data-edit]")) {
    const { uid } = hidden.closest(".note").dataset;
    const { round, question } = hidden.closest(".place").dataset;
    const draft = drafts.get(`note:${uid}`) ?? drafts.make(`note:${uid}`, { round: round ?? "", question: question || null, note: uid });
    if (draft.version === 0) draft.base = Number(hidden.dataset.base);
    if (!isShell) drafts.meet(draft, hidden.defaultValue, Number(hidden.dataset.version));
  }
}

// What is on this device for a place that the page does not show any more.
export function showLost() {
  for (const draft of drafts.places()) {
    if (draft.note || !draft.body.trim() || fieldOf(draft.place)) continue;
    const place = document.getElementById("place").content.firstElementChild.cloneNode(true);
    Object.assign(place.dataset, { key: draft.place, round: draft.round, question: draft.question ?? "" });
    place.classList.add("is-closed");
    const field = place.querySelector("textarea");
    const label = place.querySelector("label");
    [field.id, label.htmlFor] = [`field-${draft.place}`, `field-${draft.place}`];
    label.textContent = draft.label || words.notSent;
    now().querySelector("[data-key=head]").after(place);
    field.dataset.adopted = true;
    fill(draft.place, draft.body);
  }
}

// Into the fields of a place, but not into one in which a word is being composed; the caret stays.
export function fill(place, body) {
  for (const field of fieldsOf(place)) {
    if (field.value === body || field === composing) continue;
    const { selectionStart, selectionEnd } = field;
    field.value = body;
    if (field === document.activeElement) field.setSelectionRange(selectionStart, selectionEnd);
  }
  tell(place);
}

// What is said of a draft, under its field.
export function tell(place) {
  const draft = drafts.get(place);
  for (const field of fieldsOf(place)) {
    const form = field.form;
    form.closest(".place").classList.toggle("has-text", Boolean(fieldOf(place)?.value.trim()));
    const state = form.querySelector(".entry-state");
    const size = length(field.value);
    const here = store.keeps ? words.here : words.hereMemory;
    const parts = [];
    if (draft?.body.trim()) parts.push(drafts.isLong(draft) ? words.draftLong : drafts.isSaved(draft) ? words.draftSaved : here);
    if (size > LONGEST) parts.push(words.over.replace("{}", number(size - LONGEST)));
    else if (size > LONGEST * TELL_FROM) parts.push(words.left.replace("{}", number(LONGEST - size)));
    state.classList.toggle("is-over", size > LONGEST);
    const text = parts.join(" · ");
    if (state.textContent !== text) state.textContent = text;
  }
}

const number = (value) => value.toLocaleString(document.documentElement.lang);

export function refuse(field, sentence) {
  const box = field.form.querySelector(".field-errors");
  box.replaceChildren(...(sentence ? [Object.assign(document.createElement("p"), { textContent: sentence, role: "alert" })] : []));
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (sentence) field.setAttribute("aria-invalid", "true");
}

function send(field) {
  const body = drafts.wellFormed(field.value);
  if (!body.trim()) {
    const justSent = performance.now() - Number(field.dataset.sent ?? -Infinity) < 1_000;
    if (!justSent) refuse(field, words.empty);
    field.focus();
    return;
  }
  if (length(body) > LONGEST) {
    refuse(field, words.tooLong.replace("{}", number(LONGEST)));
    document.dispatchEvent(new CustomEvent("too-long", { detail: { field, text: body, limit: LONGEST } }));
    return;
  }
  if (field.dataset.place) saveEdit(field.form);
  else put(field, [body]);
}

// As so many notes: into the outbox and out of the field, on the device in one breath.
export function put(field, texts) {
  const draft = draftOf(field);
  Object.assign(draft, { body: "", version: Math.max(draft.version, draft.synced) + 1 });
  field.value = "";
  field.dataset.sent = performance.now();
  refuse(field, "");
  field.form.querySelector(".parts")?.remove();
  tell(draft.place);
  drafts.tell(draft);
  for (const body of texts) {
    const facts = { kind: "note", uid: newUid(), round: draft.round, question: draft.question, body, base: 0 };
    outbox.add(facts, drafts.change(draft)).then(() => soon());
  }
  field.focus();
}

function offerOther(draft, other) {
  const form = fieldOf(draft.place)?.form;
  if (!form) return;
  form.querySelector(".other")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "other notice" });
  const button = (text, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
    made.addEventListener("click", () => { box.remove(); act?.(); form.querySelector("textarea").focus(); });
    return made;
  };
  const add = () => { drafts.typed(draft, `${draft.body}\n\n${other}`); fill(draft.place, draft.body); };
  const row = Object.assign(document.createElement("p"), { className: "row" });
  row.append(button(words.addIt, add), button(words.dropIt));
  box.append(Object.assign(document.createElement("p"), { textContent: words.otherDraft }));
  box.append(Object.assign(document.createElement("p"), { className: "note-body", textContent: other }), row);
  form.querySelector("textarea").after(box);
}

document.addEventListener("other-draft", ({ detail: { draft, other } }) => offerOther(draft, other));
document.addEventListener("draft", ({ detail: draft }) => fill(draft.place, draft.body));
document.addEventListener("compositionstart", ({ target }) => { composing = target; });
document.addEventListener("compositionend", () => { composing = null; });
document.addEventListener("input", ({ target }) => {
  if (!isField(target)) return;
  const draft = draftOf(target);
  drafts.typed(draft, target.value)?.then(() => tell(draft.place));
  if (target.hasAttribute("aria-invalid")) refuse(target, "");
  tell(draft.place);
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
