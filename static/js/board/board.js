// Runs the board by keyboard, pointer and touch. Without script, its notes can be read, and sorted on their own pages.
import { moveTo, sendAction } from "./actions.js";
import {
  announce, byId, currentCard, findCard, getCards, getPickedCards, getPostId, getTargets, getThemeButton, hasTheme, isEditable,
  setCurrentCard, setPicked, togglePicked, updateDock,
} from "./cards.js";
import { isChooserOpen, openChooser } from "./choose.js";
import { isClaimed } from "./claims.js";
import { toggleGroup } from "./groups.js";
import { clearSelection, getSelectedWords, handleKey, isSelectingByKeyboard, startSelecting } from "./highlights.js";
import { getLoading, loadMore } from "./more.js";
import "./news.js";
import { findPlace } from "./place.js";
import { openQuotes } from "./quotes.js";

const LOAD_BEFORE_END = 10; // notes
const LEAST_HEIGHT = 500; // of a screen with an open dock
let wordsBeforeTap = null; // a touch on the dock clears the selection

function goTo(card) {
  if (isSelectingByKeyboard()) clearSelection();
  card.focus({ preventScroll: true });
  const isTall = card.offsetHeight > innerHeight / 2 || innerWidth < 640;
  card.scrollIntoView({ block: isTall ? "start" : "nearest", behavior: "instant" });
}

// Goes past the notes that a colleague is on.
function goToNext() {
  const cards = getCards();
  const index = cards.indexOf(currentCard);
  const next = cards.slice(index + 1).find((card) => !isClaimed(card));
  if (index >= cards.length - LOAD_BEFORE_END) loadMore();
  if (next) goTo(next);
  else announce(byId("notes").dataset.last);
}

function goToPrevious() {
  const cards = getCards();
  const previous = cards[cards.indexOf(currentCard) - 1];
  if (previous) goTo(previous);
}

// Adds the theme to the selected words or the target notes, or removes it if they all have it.
function toggleTheme(theme) {
  const words = getSelectedWords() || wordsBeforeTap;
  wordsBeforeTap = null;
  if (words) return togglePassage(theme, words);
  const targets = getTargets();
  const isAdded = !targets.every((card) => hasTheme(card, theme));
  const cards = targets.filter((card) => hasTheme(card, theme) !== isAdded);
  if (cards.length) sendAction("place", cards, { [isAdded ? "put" : "take_out"]: theme });
}

function togglePassage(theme, { card, start, end, revision, passages }) {
  const { key } = getThemeButton(theme).dataset;
  const passage = passages.find(({ dataset }) => dataset.keys.split(" ").includes(key) && hasTheme(card, theme));
  clearSelection();
  if (passage) sendAction("unmark", [card], { passage: passage.dataset.passages.split(" ")[0], theme });
  else sendAction("mark", [card], { theme, start, end, revision });
}

function makeTheme(name) {
  sendAction("make", getTargets(), { name });
}

// Shows the selected words on the big screen, or the whole of the current note.
function showQuote() {
  const { card, start, end, revision } = getSelectedWords() || wordsBeforeTap || { card: currentCard };
  wordsBeforeTap = null;
  clearSelection();
  if (card) sendAction("quote", [card], start === undefined ? {} : { start, end, revision });
}

// Merges the picked notes into the current one. If none is picked, the note to merge into is found on a page of its own.
function mergeCards() {
  const others = getPickedCards().filter((card) => card !== currentCard);
  if (others.length) {
    sendAction("merge", others, { into: getPostId(currentCard) });
    getPickedCards().forEach((card) => setPicked(card, false)); // the next action is for the current note again
  } else if (currentCard) location.assign(currentCard.querySelector(".post-link").dataset.mergeUrl);
}

function toggleHidden() {
  const isHidden = (card) => card.classList.contains("is-hidden");
  sendAction("turn", getTargets(), { state: getTargets().every(isHidden) ? "visible" : "hidden" });
}

function toggleFlag() {
  const isFlagged = (card) => !card.querySelector("[data-badge=flagged]").hidden;
  sendAction("flag", getTargets(), getTargets().every(isFlagged) ? {} : { flag: "on" });
}

const editingCommands = {
  hide: toggleHidden,
  flag: toggleFlag,
  quote: showQuote,
  quotes: openQuotes,
  pick: () => currentCard && togglePicked(currentCard),
  type: () => openChooser({ toggleTheme, makeTheme, goToNext }),
  make: () => openChooser({ toggleTheme, makeTheme, goToNext, isNew: true }),
  words: () => currentCard && startSelecting(currentCard),
  undo: () => sendAction("undo", [], {}),
  split: () => currentCard && location.assign(currentCard.querySelector(".post-link").dataset.splitUrl),
  merge: mergeCards,
};
const commands = {
  next: goToNext,
  previous: goToPrevious,
  open: () => currentCard?.querySelector(".post-link").click(),
  search: () => document.querySelector(".filter [type=search]").select(),
  keys: () => byId("keys").showModal(),
  ...(isEditable && editingCommands),
};
// Lower-case letters that a theme may have (KEYS in themes/models/theme.py) are not free for commands.
const KEYS = {
  j: "next", arrowdown: "next", k: "previous", arrowup: "previous", O: "open", "/": "search", "?": "keys",
  h: "hide", f: "flag", x: "pick", ".": "type", n: "make", m: "words", u: "undo", S: "split", M: "merge", Q: "quote",
  A: "quotes",
};

// Single keys work while the focus is among the notes, or nowhere as when the page was opened, so that they do not disturb
// people who dictate or type. They can be switched off (WCAG 2.2, criterion 2.1.4).
document.addEventListener("keydown", (event) => {
  if (!(findCard(event.target) || event.target === document.body) || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== "z" || !isEditable) return;
    commands.undo();
    return event.preventDefault();
  }
  if (!byId("keys-on").checked || event.target.matches(".post-pick input") && event.key === " ") return;
  if (handleKey(event)) return event.preventDefault();
  const key = event.shiftKey && KEYS[event.key] ? event.key : event.key.toLowerCase();
  const theme = /^[1-9a-z]$/.test(key) && document.querySelector(`.palette-put[data-key="${key}"]`);
  const command = commands[KEYS[key]];
  if (key === "escape") clearTargets();
  else if (theme && isEditable && !event.repeat) run(() => toggleTheme(theme.dataset.theme));
  else if (command && (!event.repeat || command === commands.next || command === commands.previous)) run(command);
  else return;
  event.preventDefault();
});

// Runs the command now, or in its turn once the next screen of notes is loaded.
const waiting = [];
function run(command) {
  const isAtEnd = command === commands.next && currentCard === getCards().at(-1) && loadMore();
  if (!waiting.length && !isAtEnd) return command();
  waiting.push(command);
  if (waiting.length > 1) return;
  getLoading().then(() => {
    const [first, ...others] = waiting.splice(0);
    first();
    others.forEach(run);
  });
}

function clearTargets() {
  clearSelection();
  getPickedCards().forEach((card) => setPicked(card, false));
}

// Buttons in the dock take neither the focus nor the selection.
for (const name of ["pointerdown", "mousedown"]) {
  document.addEventListener(name, (event) => {
    if (!event.target.closest("#dock")) return;
    if (name === "pointerdown") wordsBeforeTap = getSelectedWords();
    if (!event.target.closest("input")) event.preventDefault();
  });
}

document.addEventListener("click", (event) => {
  const themeButton = event.target.closest("#dock .palette-put");
  const suggestion = event.target.closest("#notes .suggested");
  const lateButton = event.target.closest("#notes .late-actions button");
  const foldButton = event.target.closest("button.dock-fold");
  const groupButton = event.target.closest(".palette-fold");
  const command = commands[event.target.closest("[data-act]")?.dataset.act];
  const isDoubleClick = event.detail > 1;
  if (themeButton && !isDoubleClick) toggleTheme(themeButton.dataset.theme);
  if (command && !(isDoubleClick && command !== commands.next)) command();
  if (foldButton) toggleFold(foldButton);
  if (groupButton) toggleGroup(groupButton.closest(".palette-theme").id);
  if (event.target.closest("#let-go")) clearTargets();
  if (lateButton) {
    event.preventDefault();
    const card = findCard(lateButton);
    card.focus({ preventScroll: true });
    if (lateButton.value === "hide") sendAction("turn", [card], { state: "hidden" });
    else sendAction("let_in", [card], {});
  }
  if (suggestion) {
    event.preventDefault();
    const card = findCard(suggestion);
    card.focus({ preventScroll: true }); // the suggestion is about to be removed
    if (!hasTheme(card, suggestion.value)) sendAction("place", [card], { put: suggestion.value, proposed: 1 });
  }
});
byId("undo-mine")?.addEventListener("submit", (event) => { event.preventDefault(); commands.undo(); });
// The sentence about what was undone disappears when the person goes on.
for (const event of ["pointerdown", "keydown"]) {
  document.addEventListener(event, () => { byId("undo-announcement").textContent = ""; });
}

document.addEventListener("change", ({ target }) => {
  if (target.matches(".post-pick input")) setPicked(findCard(target), target.checked);
});

// In the search field, Enter leads to the first note that is found, and Escape back to the current one.
const isSearch = (element) => element.matches?.(".filter [type=search]");
let searchedFor = ""; // what the field had when it got the focus
let isGoingToFound = false;
document.addEventListener("keydown", (event) => {
  if (!isSearch(event.target) || event.isComposing) return;
  if (event.key === "Enter") isGoingToFound = true;
  if (event.key !== "Escape" || !currentCard) return;
  event.preventDefault();
  event.target.value = searchedFor;
  goTo(currentCard);
});

document.addEventListener("focusin", ({ target }) => {
  if (isSearch(target)) searchedFor = target.value;
  const card = findCard(target);
  if (card && card !== currentCard) setCurrentCard(card);
  if (target.id === "choose-name" && !isChooserOpen()) commands.type();
});
document.addEventListener("card-left", ({ detail: { card } }) => moveTo(currentCard, card));

function toggleFold(button) {
  const isOpen = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(isOpen));
  const element = byId(button.getAttribute("aria-controls"));
  element.classList.toggle("is-open", isOpen);
  element.classList.toggle("is-folded", !isOpen);
}

byId("show-keys").addEventListener("click", () => byId("keys").showModal());
byId("keys-on").checked = localStorage.getItem("board-keys") !== "off";
byId("keys-on").addEventListener("change", ({ target }) => localStorage.setItem("board-keys", target.checked ? "on" : "off"));

// htmx has put other notes on the page, and another dock with them. That is why listeners are on the document.
const getOpenParts = () => [...document.querySelectorAll("button.dock-fold[aria-expanded=true]")].map(({ id }) => id);
let openParts = getOpenParts(); // of the dock
document.addEventListener("htmx:afterSettle", () => {
  if (!currentCard?.isConnected) chooseCurrentCard();
  for (const button of document.querySelectorAll("button.dock-fold")) {
    if (getOpenParts().includes(button.id) !== openParts.includes(button.id)) toggleFold(button);
  }
  observeDock();
  if (isGoingToFound && getCards().length) goTo(getCards()[0]);
  isGoingToFound = false;
});
document.addEventListener("cards-added", chooseCurrentCard);
document.addEventListener("htmx:beforeRequest", ({ target }) => target.matches(".filter") && byId("board").setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", () => byId("board").removeAttribute("aria-busy"));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  openParts = getOpenParts();
  for (const card of getCards()) card.removeAttribute("style"); // htmx would copy it, which the policy of the page refuses
  const requested = new URL(detail.pathInfo.finalRequestPath, location.href).pathname;
  if (new URL(detail.xhr.responseURL).pathname === requested) return;
  detail.shouldSwap = false; // redirected to the login page
  byId("signed-out").hidden = false;
});

function chooseCurrentCard() {
  const wanted = findCard(document.activeElement) || (location.hash && findCard(document.querySelector(location.hash)));
  const card = wanted || getCards()[0];
  if (card) setCurrentCard(card);
  else updateDock();
}

// Tells the style sheet how much of the screen the dock covers.
const dockObserver = new ResizeObserver(([{ target }]) => {
  const isFixed = getComputedStyle(target).position === "fixed";
  document.documentElement.style.setProperty("--dock", isFixed ? `${target.offsetHeight}px` : "0px");
});
function observeDock() {
  dockObserver.disconnect();
  if (isEditable) dockObserver.observe(byId("dock"));
}
observeDock();

// On a low screen the dock would leave no room for the notes.
if (isEditable && innerHeight < LEAST_HEIGHT && getComputedStyle(byId("dock")).position === "fixed") toggleFold(byId("fold"));

findPlace().catch(() => null).then((place) => {
  if (place && !currentCard) goTo(place);
  else if (!currentCard) chooseCurrentCard();
  if (currentCard) moveTo(currentCard); // colleagues see which note this person starts with
  if (!place) uncoverFirst();
});

// On a small screen the dock would cover the first note.
function uncoverFirst() {
  if (!isEditable || !currentCard || scrollY > 0) return;
  const dock = byId("dock");
  const middle = currentCard.getBoundingClientRect().top + currentCard.offsetHeight / 2;
  const isCovered = middle > dock.getBoundingClientRect().top && getComputedStyle(dock).position === "fixed";
  if (isCovered) currentCard.scrollIntoView({ block: "start", behavior: "instant" });
}
