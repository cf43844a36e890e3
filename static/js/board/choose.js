// Finds a theme by its first letters, or makes a new one. Enter chooses, and the person can go on typing; Shift+Enter
// chooses and goes on to the next note.
import { byId, currentCard, findCard, getTargets, hasTheme } from "./cards.js";

const getInput = () => byId("choose-name");
const getList = () => byId("choose-list");
let choice = null; // { toggleTheme, makeTheme, goToNext, isNew }
let returnFocusTo = null;
let activeIndex = 0;

// Calls `toggleTheme` with the id of a theme, or `makeTheme` with a name. With `isNew`, a new theme is the first choice.
export function openChooser({ toggleTheme, makeTheme, goToNext, isNew = false }) {
  choice = { toggleTheme, makeTheme, goToNext, isNew };
  returnFocusTo = document.activeElement;
  byId("choose").hidden = false;
  byId("choose").classList.add("is-open");
  getInput().value = "";
  fillList();
  getInput().focus();
}

export const isChooserOpen = () => byId("choose").classList.contains("is-open");

// Where there are many themes, the field stays on the page.
function closeChooser() {
  byId("choose").classList.remove("is-open");
  byId("choose").hidden = !("stays" in byId("choose").dataset);
  getInput().value = "";
  getList().hidden = true;
  getInput().setAttribute("aria-expanded", "false");
  const isFromCard = findCard(returnFocusTo) || [document.body, getInput()].includes(returnFocusTo);
  (currentCard && isFromCard ? currentCard : returnFocusTo)?.focus({ preventScroll: true });
}

// Names that begin with the typed text come first, then names with another word that does.
function findThemes(typed) {
  const themes = [...document.querySelectorAll(".palette-put[data-theme]")].map((button) => ({
    id: button.dataset.theme,
    name: button.querySelector(".palette-name").textContent.trim(),
    button,
  }));
  const start = typed.toLocaleLowerCase();
  const rank = ({ name }) => {
    const lower = name.toLocaleLowerCase();
    if (lower.startsWith(start)) return 0;
    return lower.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(start)) ? 1 : 2;
  };
  return themes.filter((theme) => rank(theme) < 2).sort((one, other) => rank(one) - rank(other));
}

function fillList() {
  const [input, list] = [getInput(), getList()];
  const typed = input.value.trim();
  const options = choice.isNew && !typed ? [] : findThemes(typed).map(makeThemeOption);
  const exists = options.some(({ dataset }) => dataset.name.toLocaleLowerCase() === typed.toLocaleLowerCase());
  if (typed && !exists) choice.isNew ? options.unshift(makeNewOption(typed)) : options.push(makeNewOption(typed));
  list.replaceChildren(...options);
  list.hidden = !options.length;
  input.setAttribute("aria-expanded", String(options.length > 0));
  setActive(0);
}

function makeThemeOption({ id, name, button }) {
  const option = makeOption(name);
  option.dataset.theme = id;
  option.append(...[...button.childNodes].map((node) => node.cloneNode(true)));
  option.classList.add(...[...button.closest("li").classList].filter((one) => /^theme-/.test(one)));
  const targets = getTargets();
  if (targets.length && targets.every((card) => hasTheme(card, id))) option.append(" ✓");
  return option;
}

function makeNewOption(name) {
  const option = makeOption(name);
  option.append(`${getList().dataset.new} ${name}`);
  return option;
}

function makeOption(name) {
  const option = document.createElement("li");
  option.className = "choose-option";
  option.role = "option";
  option.dataset.name = name;
  return option;
}

function setActive(wanted) {
  const options = [...getList().children];
  activeIndex = Math.max(0, Math.min(wanted, options.length - 1));
  options.forEach((option, index) => {
    option.id = `choose-${index}`;
    option.setAttribute("aria-selected", String(index === activeIndex));
  });
  const active = options[activeIndex];
  active?.scrollIntoView({ block: "nearest" });
  if (active) getInput().setAttribute("aria-activedescendant", active.id);
  else getInput().removeAttribute("aria-activedescendant");
}

function choose(option, isLast = false) {
  if (!option) return;
  if (option.dataset.theme) choice.toggleTheme(option.dataset.theme);
  else choice.makeTheme(option.dataset.name);
  if (isLast || choice.isNew) {
    closeChooser();
    if (isLast) choice.goToNext();
    return;
  }
  getInput().value = "";
  fillList();
}

document.addEventListener("input", ({ target }) => {
  if (target === getInput()) fillList();
});
document.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.target !== getInput() || event.isComposing) return;
  if (steps[event.key]) setActive(activeIndex + steps[event.key]);
  else if (event.key === "Enter") choose(getList().children[activeIndex], event.shiftKey);
  else if (event.key === "Escape") closeChooser();
  else return;
  event.preventDefault();
});
document.addEventListener("click", ({ target }) => choose(target.closest(".choose-option")));
document.addEventListener("focusout", ({ target }) => {
  if (target !== getInput() || !("stays" in byId("choose").dataset)) return;
  byId("choose").classList.remove("is-open");
  getList().hidden = true;
});
