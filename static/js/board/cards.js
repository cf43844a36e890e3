// The cards of the board: which is current, which are picked, and how they change without moving what a person reads.
import { morph } from "../morph.js";
import { showGroups } from "./groups.js";

export const byId = (id) => document.getElementById(id);
export const mayChange = (page) => "mayChange" in page.getElementById("themes").dataset;
export const isEditable = mayChange(document); // as the page was loaded
export const getCards = () => [...document.querySelectorAll("#notes > .post")];
export const findCard = (element) => element?.closest?.("#notes > .post");
export const getPostId = (card) => card.id.replace("post-", "");
export const getPickedCards = () => getCards().filter((card) => card.classList.contains("is-picked"));
export const getTargets = () => (getPickedCards().length ? getPickedCards() : [currentCard].filter(Boolean));
export const hasTheme = (card, theme) => Boolean(card.querySelector(`.tag[data-theme="${theme}"]`));
export const getThemeButton = (theme) => document.querySelector(`.palette-put[data-theme="${theme}"]`);

export let currentCard = null; // keys and buttons act on it if no card is picked
export const pendingActions = []; // { action, fields, cardIds }: not yet answered by the server
export const readCardIds = new Set(); // read on this page, whether or not the server knows
const outdatedCardIds = new Set(); // to be updated when the person leaves the card

export function announce(text) {
  byId("announcement").textContent = text;
}

let unscrolled = 0; // less than a pixel, which the browser cannot scroll

// Makes the change, and scrolls so that what a person reads stays where it is on the screen.
export function keepScroll(change) {
  const anchor = currentCard && isOnScreen(currentCard) ? currentCard : getCards().find(isOnScreen);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (!anchor?.isConnected) return;
  unscrolled += anchor.getBoundingClientRect().top - before;
  const pixels = Math.round(unscrolled);
  unscrolled -= pixels;
  if (pixels) scrollBy({ top: pixels, behavior: "instant" });
}

function isOnScreen(card) {
  const { top, bottom } = card.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// The Tab key stops at one card only, the current one. Keys move from card to card.
export function setCurrentCard(card) {
  const previous = currentCard;
  currentCard = card;
  for (const other of getCards()) {
    other.tabIndex = other === card ? 0 : -1;
    other.classList.toggle("is-current", other === card);
  }
  updateDock();
  if (previous && previous !== card) {
    const detail = { card: previous, isOutdated: outdatedCardIds.delete(previous.id) };
    document.dispatchEvent(new CustomEvent("card-left", { detail }));
  }
}

export function setPicked(card, isPicked) {
  card.classList.toggle("is-picked", isPicked);
  const box = card.querySelector(".post-pick input");
  if (box) box.checked = isPicked;
  updateDock();
}

export function togglePicked(card) {
  setPicked(card, !card.classList.contains("is-picked"));
}

// Shows in the dock whose notes the next action is for, and which themes they have.
export function updateDock() {
  const heading = byId("in-hand");
  if (!heading) return;
  const targets = getTargets();
  const picked = getPickedCards().length;
  const getText = (part) => targets[0]?.querySelector(part)?.textContent.trim() ?? "";
  if (picked) heading.textContent = `${heading.dataset.many} ${picked}`;
  else if (targets.length) heading.textContent = `${getText(".post-group")} ${getText("time")}`;
  else heading.textContent = heading.dataset.none;
  byId("let-go").hidden = !picked;
  for (const button of document.querySelectorAll(".palette-put[data-theme]")) {
    const count = targets.filter((card) => hasTheme(card, button.dataset.theme)).length;
    button.setAttribute("aria-pressed", count === 0 ? "false" : count === targets.length ? "true" : "mixed");
  }
  showGroups();
}

// What each action changes on a card before the server has answered.
const previews = {
  place: (card, { put, take_out: takeOut }) => (put ? addTag(card, put) : removeTag(card, takeOut)),
  mark: (card, { theme }) => addTag(card, theme),
  make: (card, { name }) => addNewTag(card, name),
  turn: (card, { state }) => {
    card.classList.toggle("is-hidden", state === "hidden");
    showBadge(card, "hidden", state === "hidden");
  },
  let_in: (card) => card.querySelector(".late-actions")?.remove(),
  merge: (card) => card.classList.add("is-hidden"),
  flag: (card, { flag }) => showBadge(card, "flagged", Boolean(flag)),
};

export function previewAction({ action, fields }, card) {
  previews[action]?.(card, fields);
}

export function showAsRead(card) {
  card.classList.remove("is-unread");
  card.querySelector(".post-unread")?.remove();
}

function showBadge(card, name, isShown) {
  card.querySelector(`[data-badge="${name}"]`).hidden = !isShown;
}

function removeTag(card, theme) {
  card.querySelector(`.tag[data-theme="${theme}"]`)?.remove();
}

function addTag(card, theme) {
  card.querySelector(`.suggested[value="${theme}"]`)?.closest("li").remove();
  if (!card.querySelector(".suggested")) card.querySelector(".suggestions")?.remove();
  const button = getThemeButton(theme);
  if (hasTheme(card, theme) || !button) return;
  const tag = document.createElement("span");
  tag.className = "tag";
  tag.dataset.theme = theme;
  const mark = button.querySelector(".mark").cloneNode(true);
  mark.classList.add(...[...button.closest("li").classList].filter((name) => /^theme-/.test(name)));
  tag.append(mark, ` ${button.querySelector(".palette-name").textContent}`);
  const order = [...document.querySelectorAll(".palette-put")].map(({ dataset }) => dataset.theme);
  const next = [...card.querySelectorAll(".tag")].find(({ dataset }) => order.indexOf(dataset.theme) > order.indexOf(theme));
  card.querySelector(".tags").insertBefore(tag, next ?? card.querySelector(".tags-none"));
}

function addNewTag(card, name) {
  const tag = document.createElement("span");
  tag.className = "tag";
  tag.textContent = name;
  card.querySelector(".tags").insertBefore(tag, card.querySelector(".tags-none"));
}

let themesAt = Number(document.querySelector("meta[name=live]").dataset.after); // the number of the last change they show

// Shows the themes and the queue of an answer that knows the changes up to number `at`. One that is older than what the page
// shows is ignored, so that the key of a new theme does not stop working for a moment.
export function showThemes(answer, at) {
  if (Number(at) < themesAt) return;
  themesAt = Number(at);
  for (const id of ["themes", "queue"]) if (answer.getElementById(id)) morph(byId(id), answer.getElementById(id));
}

// Changes a card into the one the server sent. An answer that is older than the card, by the number of its last change, is
// ignored. The text of the current card, and what has the focus, are updated when the person leaves the card.
export function replaceCard(fresh) {
  const card = byId(fresh.id);
  if (!card || Number(fresh.dataset.at) < Number(card.dataset.at)) return;
  for (const pending of pendingActions) if (pending.cardIds.includes(card.id)) previewAction(pending, fresh);
  if (readCardIds.has(card.id)) showAsRead(fresh);
  fresh.tabIndex = card.tabIndex;
  for (const name of ["is-current", "is-picked"]) fresh.classList.toggle(name, card.classList.contains(name));
  for (const name of ["data-claim", "aria-description"]) {
    if (card.hasAttribute(name)) fresh.setAttribute(name, card.getAttribute(name));
  }
  fresh.style.minHeight = card.style.minHeight;
  if (keepText(card, fresh)) outdatedCardIds.add(card.id);
  if (card === currentCard && keepSuggestions(card, fresh)) outdatedCardIds.add(card.id);
  const height = card.offsetHeight;
  if (!morph(card, fresh)) outdatedCardIds.add(card.id);
  const precedesCurrent = currentCard && card.compareDocumentPosition(currentCard) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (precedesCurrent && card.offsetHeight < height) {
    card.style.minHeight = `${height}px`; // at the top of the page, keepScroll cannot scroll back
  }
}

// Puts the text that a person is reading or selecting into the fresh card. Returns true if it did.
function keepText(card, fresh) {
  const [oldBody, freshBody] = [card, fresh].map((one) => one.querySelector(".post-body"));
  if (!oldBody || !freshBody || oldBody.isEqualNode(freshBody)) return false;
  const selection = getSelection();
  const isSelecting = !selection.isCollapsed && oldBody.contains(selection.anchorNode);
  const isReading = card === document.activeElement && oldBody.textContent !== freshBody.textContent;
  if (!isSelecting && !isReading) return false;
  freshBody.replaceWith(oldBody.cloneNode(true));
  return true;
}

// A note may have several themes, so the other suggestions stay until the person leaves it. Returns true if some did.
function keepSuggestions(card, fresh) {
  const suggestions = card.querySelector(".suggestions")?.cloneNode(true);
  if (!suggestions || fresh.querySelector(".suggestions")) return false;
  for (const button of suggestions.querySelectorAll(".suggested")) {
    if (hasTheme(fresh, button.value)) button.closest("li").remove();
  }
  if (!suggestions.querySelector(".suggested")) return false;
  fresh.querySelector(".post-foot").before(suggestions);
  return true;
}

addEventListener("resize", () => {
  for (const card of getCards()) card.style.minHeight = "";
});
