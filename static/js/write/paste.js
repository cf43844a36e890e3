// A text that may be divided: one that was pasted and answers several questions, or one that is too long for a note.
// What the parts would be is shown first, and it can be undone.
import * as drafts from "./drafts.js";
import { draftOf, fieldOf, fill, put } from "./fields.js";

const words = document.getElementById("words").dataset;
const { slug } = document.getElementById("now").dataset;
const WORTH_IT = 120; // signs

function show(form, why, doing, parts, act) {
  form.querySelector(".parts")?.remove();
  const box = document.getElementById("parts").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-text=why]").textContent = why;
  box.querySelector(".parts-list").append(...parts.map(({ label, text }) => {
    const item = document.createElement("li");
    if (label) item.append(Object.assign(document.createElement("strong"), { textContent: label }));
    item.append(Object.assign(document.createElement("p"), { className: "note-body", textContent: text.length > 400 ? `${text.slice(0, 400)} …` : text }));
    return item;
  }));
  const divide = box.querySelector("[data-do=divide]");
  divide.textContent = doing;
  divide.addEventListener("click", () => { box.remove(); act(); });
  box.querySelector("[data-do=whole]").addEventListener("click", () => { box.remove(); form.querySelector("textarea").focus(); });
  form.querySelector(".entry-foot").after(box);
}

document.addEventListener("too-long", ({ detail: { field, text, limit } }) => {
  const parts = cut(text, limit);
  show(field.form, words.partsLong, words.partsSend, parts.map((part) => ({ text: part })), () => put(field, parts));
});

// In parts of at most so many signs, between paragraphs or lines or words where there are any. All parts make the text.
function cut(text, limit) {
  const parts = [];
  let rest = [...text];
  while (rest.length > limit) {
    const piece = rest.slice(0, limit).join("");
    const at = ["\n\n", "\n", " "].map((mark) => piece.lastIndexOf(mark) + mark.length).find((place) => place > piece.length / 2);
    const part = at ? piece.slice(0, at) : piece;
    parts.push(part);
    rest = rest.slice([...part].length);
  }
  return [...parts, rest.join("")].filter((part) => part.trim());
}

async function propose(field) {
  const { round } = field.closest(".place").dataset;
  const body = drafts.wellFormed(field.value);
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ round, body }) };
  try {
    const response = await fetch(`/s/${slug}/write/split/`, { ...request, redirect: "manual", signal: AbortSignal.timeout(10_000) });
    const { parts } = await response.json();
    const known = parts.filter(({ question }) => question && fieldOf(question));
    if (new Set(known.map(({ question }) => question)).size < 2 || field.value !== body) return;
    const labels = parts.map(({ question, text }) => ({ label: fieldOf(question ?? "")?.labels[0]?.textContent.trim(), text }));
    show(field.form, words.partsQuestions, words.partsDivide, labels, () => divide(field, parts));
  } catch {
    // no network: it stays in one piece, which is safe
  }
}

function divide(field, parts) {
  const former = new Map();
  const change = (place, body) => {
    const draft = draftOf(fieldOf(place));
    if (!former.has(place)) former.set(place, draft.body);
    drafts.typed(draft, body(draft.body));
    fill(place, draft.body);
  };
  const { key } = field.closest(".place").dataset;
  change(key, () => "");
  for (const { question, text } of parts) {
    change(question && fieldOf(question) ? question : key, (body) => (body.trim() ? `${body}\n${text}` : text));
  }
  const after = new Map([...former.keys()].map((place) => [place, draftOf(fieldOf(place)).body]));
  undo(field, () => former.forEach((body, place) => {
    const now = draftOf(fieldOf(place)).body;
    const kept = now === after.get(place) ? "" : now.replace(after.get(place), "").trim();
    change(place, () => [body, kept].filter(Boolean).join("\n"));
  }));
}

function undo(field, act) {
  const box = Object.assign(document.createElement("p"), { className: "parts row", role: "status" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: words.undo });
  button.addEventListener("click", () => { box.remove(); act(); field.focus(); });
  box.append(words.divided, " ", button);
  field.form.querySelector(".entry-foot").after(box);
  field.focus();
}

document.addEventListener("paste", ({ target }) => {
  if (!target.matches?.(".entry textarea")) return;
  setTimeout(() => { if (target.value.length > WORTH_IT && target.value.includes("\n")) propose(target); });
});
