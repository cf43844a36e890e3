// A theme by its first letters, or a new one: type, Enter, and go on typing.
import { byId, cardOf, hand, isUnder, targets } from "./board-cards.js";

const box = byId("choose");
const input = byId("choose-name");
const list = byId("choose-list");
let doings = null;
let back = null; // where the focus came from
let active = 0;

export function open({ place, make, anew = false }) {
  doings = { place, make, anew };
  back = document.activeElement;
  box.hidden = false;
  input.value = "";
  fill();
  input.focus();
}

function close() {
  box.hidden = true;
  input.setAttribute("aria-expanded", "false");
  (hand && (cardOf(back) || back === document.body) ? hand : back)?.focus({ preventScroll: true });
}

// Names that begin with what is typed come first, then those in which another word does.
function found(typed) {
  const themes = [...document.querySelectorAll(".palette-put[data-theme]")].map((put) => ({
    id: put.dataset.theme,
    name: put.querySelector(".palette-name").textContent.trim(),
    look: put,
  }));
  const wanted = typed.toLocaleLowerCase();
  const rank = ({ name }) => {
    const low = name.toLocaleLowerCase();
    if (low.startsWith(wanted)) return 0;
    return low.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return themes.filter((theme) => rank(theme) < 2).sort((one, other) => rank(one) - rank(other));
}

function fill() {
  const typed = input.value.trim();
  const rows = doings.anew && !typed ? [] : found(typed).map(option);
  const same = rows.some((row) => row.dataset.name.toLocaleLowerCase() === typed.toLocaleLowerCase());
  if (typed && !same) doings.anew ? rows.unshift(newOption(typed)) : rows.push(newOption(typed));
  list.replaceChildren(...rows);
  list.hidden = !rows.length;
  input.setAttribute("aria-expanded", String(rows.length > 0));
  choose(0);
}

function option({ id, name, look }) {
  const row = newRow(name);
  row.dataset.theme = id;
  row.append(...[...look.childNodes].map((node) => node.cloneNode(true)));
  row.classList.add(...[...look.closest("li").classList].filter((one) => /^theme-/.test(one)));
  const all = targets();
  if (all.length && all.every((card) => isUnder(card, id))) row.append(" ✓");
  return row;
}

function newOption(name) {
  const row = newRow(name);
  row.append(`${list.dataset.new} ${name}`);
  return row;
}

function newRow(name) {
  const row = document.createElement("li");
  row.className = "choose-option";
  row.role = "option";
  row.dataset.name = name;
  return row;
}

function choose(number) {
  const rows = [...list.children];
  active = Math.max(0, Math.min(number, rows.length - 1));
  rows.forEach((row, place) => {
    row.id = `choose-${place}`;
    row.setAttribute("aria-selected", String(place === active));
  });
  rows[active]?.scrollIntoView({ block: "nearest" });
  if (rows[active]) input.setAttribute("aria-activedescendant", rows[active].id);
  else input.removeAttribute("aria-activedescendant");
}

function carryOut(row) {
  if (!row) return;
  if (row.dataset.theme) doings.place(row.dataset.theme);
  else doings.make(row.dataset.name);
  if (doings.anew) return close();
  input.value = "";
  fill();
}

input?.addEventListener("input", fill);
input?.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.isComposing) return;
  if (steps[event.key]) choose(active + steps[event.key]);
  else if (event.key === "Enter") carryOut(list.children[active]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
list?.addEventListener("pointerdown", (event) => event.preventDefault());
list?.addEventListener("click", (event) => carryOut(event.target.closest(".choose-option")));
