// While a note is written, points out what looks like personal data in it. It holds nothing back: Send always sends, and whoever
// wants can put words in its place first. Nothing of this leaves the page or is stored.
import { announce } from "./now.js";
import { find, mask } from "./personal.js";

const PAUSE = 800; // milliseconds without a key before a text is looked at
const FIELDS = ".entry textarea, .note-edit textarea";
const template = document.getElementById("personal").content.firstElementChild;
const words = template.dataset;
const accepted = new Set(); // what the scribe wants to keep, or has sent
const timers = new WeakMap(); // of each field
const fold = (text) => text.replace(/[\s.-]+/g, "").toLowerCase();

const getTexts = (field) => find(field.value).map(({ start, end }) => field.value.slice(start, end));
const findNew = (field) => [...new Set(getTexts(field).filter((text) => !accepted.has(fold(text))))];

function check(field) {
  const box = field.form?.querySelector(".personal");
  const texts = field.isConnected ? findNew(field) : [];
  if (!texts.length) return box?.remove();
  const shown = box ?? addBox(field);
  const sentence = texts.join(", ");
  if (shown.querySelector("[data-text=found]").textContent === sentence) return;
  shown.querySelector("[data-text=found]").textContent = sentence;
  const masks = new Set(find(field.value).map(({ kind }) => words[kind]));
  shown.querySelector("[data-choice=replace]").textContent = words.replace.replace("{}", [...masks].join(", "));
  announce(shown.querySelector("p").textContent);
}

// Under the button that sends, which therefore stays where it is.
function addBox(field) {
  const box = template.cloneNode(true);
  box.querySelector("[data-choice=keep]").addEventListener("click", () => {
    accept(field);
    field.focus();
  });
  box.querySelector("[data-choice=replace]").addEventListener("click", () => {
    field.value = mask(field.value, words);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    check(field);
    field.focus();
  });
  field.form.querySelector(".entry-foot").after(box);
  return box;
}

function accept(field) {
  for (const text of getTexts(field)) accepted.add(fold(text));
  check(field);
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches(FIELDS)) return;
  clearTimeout(timers.get(target));
  timers.set(target, setTimeout(check, PAUSE, target));
});

// Whatever is sent is no longer pointed out. These come before the listeners that send and empty the field.
document.addEventListener("submit", ({ target }) => {
  const field = target.querySelector(FIELDS);
  if (field) accept(field);
}, true);
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  if (key === "Enter" && (ctrlKey || metaKey) && target.matches(FIELDS)) accept(target);
}, true);

for (const field of document.querySelectorAll(FIELDS)) check(field);
document.documentElement.dataset.warns = "on";
