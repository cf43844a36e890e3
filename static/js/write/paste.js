// Offers to split a text: one that was pasted and answers several questions, or one that is too long for a note. The
// parts are shown before anything happens, and splitting by questions can be undone.
import * as drafts from "./drafts.js";
import { fill, findField, getDraft, sendNotes } from "./fields.js";
import { getContent } from "./now.js";
import { toWellFormed } from "./reconcile.js";
import { withTimeout } from "../timeout.js";

const texts = document.getElementById("words").dataset;
const { splitAddress } = getContent().dataset;
const SHORTEST = 120; // characters; a shorter text is not worth splitting
const PREVIEW = 400; // characters of each part
const TIMEOUT = 10_000;
const create = (name, properties = {}) => Object.assign(document.createElement(name), properties);

const abbreviate = (text) => (text.length > PREVIEW ? `${text.slice(0, PREVIEW)} …` : text);

// `parts` are { label, text }; `leftOut` is what is in none of them; `accept` is called when the person accepts.
function offer(form, reason, buttonText, { parts, leftOut = "" }, accept) {
  form.querySelector(".parts")?.remove();
  const box = document.getElementById("parts").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-text=why]").textContent = reason;
  box.querySelector(".parts-list").append(...parts.map(({ label, text }) => {
    const item = create("li");
    if (label) item.append(create("strong", { textContent: label }));
    item.append(create("p", { className: "note-body", textContent: abbreviate(text) }));
    return item;
  }));
  const leftOutLine = box.querySelector("[data-part=left-out]");
  leftOutLine.hidden = !leftOut;
  leftOutLine.querySelector("q").textContent = abbreviate(leftOut);
  const button = box.querySelector("[data-do=accept]");
  button.textContent = buttonText;
  button.addEventListener("click", () => { box.remove(); accept(); });
  box.querySelector("[data-do=whole]").addEventListener("click", () => { box.remove(); form.querySelector("textarea").focus(); });
  form.querySelector(".entry-foot").after(box);
}

document.addEventListener("too-long", ({ detail: { field, text, limit } }) => {
  const parts = cut(text, limit).map((part) => ({ text: part }));
  const send = () => sendNotes(field, cut(toWellFormed(field.value), limit)); // with what was typed since
  offer(field.form, texts.partsLong, texts.partsSend, { parts }, send);
});

// Cuts a text into parts of at most `limit` characters, where possible between paragraphs, lines or words. Joined, the
// parts are the text; only parts of nothing but white space are left out.
function cut(text, limit) {
  const parts = [];
  let rest = [...text];
  while (rest.length > limit) {
    const longest = rest.slice(0, limit).join("");
    const end = ["\n\n", "\n", " "].map((mark) => longest.lastIndexOf(mark) + mark.length).find((end) => end > longest.length / 2);
    const part = end ? longest.slice(0, end) : longest;
    parts.push(part);
    rest = rest.slice([...part].length);
  }
  return [...parts, rest.join("")].filter((part) => part.trim());
}

// Asks the server where a pasted text may be split. Without an answer, the text stays in one piece.
async function propose(field) {
  const { round } = field.closest(".place").dataset;
  const body = toWellFormed(field.value);
  const headers = { "Content-Type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify({ round, body }), redirect: "manual" };
  try {
    const { parts, left_out: leftOut } = await withTimeout(TIMEOUT, async (signal) => (await fetch(splitAddress, { ...request, signal })).json());
    const questions = new Set(parts.map(({ question }) => question).filter((question) => question && findField(question)));
    if (questions.size < 2 || field.value !== body) return;
    const labelled = parts.map(({ question, text }) => ({ label: findField(question ?? "")?.labels[0]?.textContent.trim(), text }));
    const accept = () => (field.value === body ? split(field, parts) : propose(field)); // it was typed in since
    offer(field.form, texts.partsQuestions, texts.partsSplit, { parts: labelled, leftOut }, accept);
  } catch {
    // no network, or an answer that is not ours
  }
}

function split(field, parts) {
  const before = new Map(); // the text of each field that changes, by its key
  const change = (key, getText) => {
    const draft = getDraft(findField(key));
    if (!before.has(key)) before.set(key, draft.body);
    drafts.setText(draft, getText(draft.body));
    fill(key, draft.body);
  };
  const { key: pastedInto } = field.closest(".place").dataset;
  change(pastedInto, () => "");
  for (const { question, text } of parts) {
    change(question && findField(question) ? question : pastedInto, (body) => (body.trim() ? `${body}\n${text}` : text));
  }
  const after = new Map([...before.keys()].map((key) => [key, getDraft(findField(key)).body]));
  offerUndo(field, () => before.forEach((body, key) => {
    const current = getDraft(findField(key)).body;
    const typedSince = current === after.get(key) ? "" : current.replace(after.get(key), "").trim();
    change(key, () => [body, typedSince].filter(Boolean).join("\n"));
  }));
}

function offerUndo(field, undo) {
  const box = create("p", { className: "parts row", role: "status" });
  const button = create("button", { type: "button", className: "button button-quiet", textContent: texts.undo });
  button.addEventListener("click", () => { box.remove(); undo(); field.focus(); });
  box.append(texts.splitDone, " ", button);
  field.form.querySelector(".entry-foot").after(box);
  field.focus();
}

document.addEventListener("paste", ({ target }) => {
  if (!target.matches?.(".entry textarea")) return;
  setTimeout(() => { if (target.value.length > SHORTEST && target.value.includes("\n")) propose(target); });
});
