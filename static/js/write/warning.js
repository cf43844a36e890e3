// Before a note is sent, asks whether it needs what looks like personal data. It never holds a text back: the same press
// again sends it. Each name or number is asked about once in a page. Nothing of this leaves the page or is stored.
import { find, mask } from "./personal.js";

const DOUBLE_CLICK = 600; // milliseconds in which a second press is no answer
const template = document.getElementById("personal").content.firstElementChild;
const words = template.dataset;
const accepted = new Set();
const askedAt = new WeakMap(); // when each field was asked about
const findBox = (field) => field.form.querySelector(".personal");
const fold = (text) => text.replace(/[\s.-]+/g, "").toLowerCase();

const getNew = (text) => find(text).filter(({ start, end }) => !accepted.has(fold(text.slice(start, end))));
const listTexts = (text) => [...new Set(getNew(text).map(({ start, end }) => text.slice(start, end)))].join(", ");

// Whether the text can be sent now. If not, its field has the question.
function mayBeSent(field) {
  const text = field.value;
  const box = findBox(field);
  const found = getNew(text);
  if (found.length && (!box || performance.now() - askedAt.get(field) < DOUBLE_CLICK)) {
    if (!box) ask(field, found);
    return false;
  }
  for (const { start, end } of found) accepted.add(fold(text.slice(start, end)));
  box?.remove();
  return true;
}

function ask(field, found) {
  const box = template.cloneNode(true);
  const masks = [...new Set(found.map(({ kind }) => words[kind]))];
  box.querySelector("[data-text=found]").textContent = listTexts(field.value);
  const replace = box.querySelector("[type=button]");
  replace.textContent = words.replace.replace("{}", masks.join(", "));
  replace.addEventListener("click", () => {
    field.value = mask(field.value, words);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  field.form.querySelector(".entry-foot").before(box);
  askedAt.set(field, performance.now());
  box.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("announce", { detail: box.querySelector("p").textContent }));
}

// These come before the listeners that send.
function stopWhereAsked(event, field) {
  if (!field?.matches(".entry textarea, .note-edit textarea") || mayBeSent(field)) return;
  event.preventDefault();
  event.stopPropagation();
}
document.addEventListener("submit", (event) => stopWhereAsked(event, event.target.querySelector("textarea")), true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing && !event.repeat) stopWhereAsked(event, event.target.closest("textarea"));
}, true);
// What was asked about is no longer what is in the text.
document.addEventListener("input", ({ target }) => {
  const box = target.form && findBox(target);
  if (box && box.querySelector("[data-text=found]").textContent !== listTexts(target.value)) box.remove();
});
document.documentElement.dataset.warns = "on";
