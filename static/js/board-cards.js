// The cards of the board: which is in hand, which are chosen, and how what the server says gets into them while acts are
// on their way, without moving what someone reads.
import { settle } from "./settle.js";

export const byId = (id) => document.getElementById(id);
export const cards = () => [...document.querySelectorAll("#notes > .post")];
export const cardOf = (element) => element?.closest?.("#notes > .post");
export const numberOf = (card) => card.id.replace("post-", "");
export const picked = () => cards().filter((card) => card.classList.contains("is-picked"));
export const targets = () => (picked().length ? picked() : [hand].filter(Boolean));
export const isUnder = (card, theme) => Boolean(card.querySelector(`.tag[data-theme="${theme}"]`));
export const button = (theme) => document.querySelector(`.palette-put[data-theme="${theme}"]`);

export let hand = null; // the card that keys and buttons act on
export const pending = []; // acts that the server has not answered
export const readHere = new Set(); // notes that were read on this page, told to the server or not yet
const late = new Set(); // cards whose text changed while it was read

export function say(words) {
  byId("said").textContent = words;
}

let owed = 0; // less than a pixel, which the page cannot scroll

// What is read stays where it is on the screen, whatever changes above it.
export function steady(change) {
  const anchor = hand && inSight(hand) ? hand : cards().find(inSight);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (!anchor?.isConnected) return;
  owed += anchor.getBoundingClientRect().top - before;
  const whole = Math.round(owed);
  owed -= whole;
  if (whole) scrollBy({ top: whole, behavior: "instant" });
}

function inSight(card) {
  const { top, bottom } = card.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// One card is a stop for the Tab key, and the keys move it.
export function take(card) {
  const former = hand;
  hand = card;
  for (const other of cards()) {
    other.tabIndex = other === card ? 0 : -1;
    other.classList.toggle("is-current", other === card);
  }
  showHand();
  if (former && former !== card) {
    document.dispatchEvent(new CustomEvent("left", { detail: { card: former, late: late.delete(former.id) } }));
  }
}

export function pick(card, on = !card.classList.contains("is-picked")) {
  card.classList.toggle("is-picked", on);
  const box = card.querySelector(".post-pick input");
  if (box) box.checked = on;
  showHand();
}

// Whose note the acts are for, and which themes it has.
export function showHand() {
  const line = byId("in-hand");
  if (!line) return;
  const all = targets();
  const many = picked().length;
  const told = (part) => all[0]?.querySelector(part)?.textContent.trim() ?? "";
  line.textContent = many ? `${line.dataset.many} ${many}` : all.length ? `${told(".post-group")} ${told("time")}` : line.dataset.none;
  byId("let-go").hidden = !many;
  for (const put of document.querySelectorAll(".palette-put[data-theme]")) {
    const under = all.filter((card) => isUnder(card, put.dataset.theme)).length;
    put.setAttribute("aria-pressed", under === 0 ? "false" : under === all.length ? "true" : "mixed");
  }
}

// How an act shows before it is answered.
const shows = {
  place: (card, { put, take_out: out }) => (put ? tag(card, put) : untag(card, out)),
  mark: (card, { theme }) => tag(card, theme),
  make: (card, { name }) => newTag(card, name),
  turn: (card, { state }) => {
    card.classList.toggle("is-hidden", state === "hidden");
    badge(card, "hidden", state === "hidden");
  },
  let_in: (card) => card.querySelector(".late-doings")?.remove(),
  merge: (card) => card.classList.add("is-hidden"),
  flag: (card, { flag }) => badge(card, "flagged", Boolean(flag)),
};

export function apply(act, card) {
  shows[act.doing]?.(card, act.fields);
}

export function showRead(card) {
  card.classList.remove("is-unread");
  card.querySelector(".post-unread")?.remove();
}

function badge(card, name, on) {
  card.querySelector(`[data-badge="${name}"]`).hidden = !on;
}

function untag(card, theme) {
  card.querySelector(`.tag[data-theme="${theme}"]`)?.remove();
}

function tag(card, theme) {
  card.querySelector(".suggestions")?.remove();
  if (isUnder(card, theme) || !button(theme)) return;
  const made = document.createElement("span");
  made.className = "tag";
  made.dataset.theme = theme;
  const mark = button(theme).querySelector(".mark").cloneNode(true);
  mark.classList.add(...[...button(theme).closest("li").classList].filter((name) => /^theme-/.test(name)));
  made.append(mark, ` ${button(theme).querySelector(".palette-name").textContent}`);
  const order = [...document.querySelectorAll(".palette-put")].map((put) => put.dataset.theme);
  const after = [...card.querySelectorAll(".tag")].find((other) => order.indexOf(other.dataset.theme) > order.indexOf(theme));
  card.querySelector(".tags").insertBefore(made, after ?? card.querySelector(".tags-none"));
}

function newTag(card, name) {
  const made = document.createElement("span");
  made.className = "tag";
  made.textContent = name;
  card.querySelector(".tags").insertBefore(made, card.querySelector(".tags-none"));
}

// Puts a card as the server has it in place of what is shown. News that was overtaken on its way is left out: the number
// of the last change it knew of says so. True where something has to wait until the card is left.
export function put(fresh) {
  const card = byId(fresh.id);
  if (!card || Number(fresh.dataset.at) < Number(card.dataset.at)) return;
  for (const act of pending) if (act.cards.includes(card.id)) apply(act, fresh);
  if (readHere.has(card.id)) showRead(fresh);
  fresh.tabIndex = card.tabIndex;
  for (const name of ["is-current", "is-picked"]) fresh.classList.toggle(name, card.classList.contains(name));
  for (const name of ["data-claim", "aria-description", "style"]) {
    if (card.hasAttribute(name)) fresh.setAttribute(name, card.getAttribute(name));
  }
  if (keepsText(card, fresh)) late.add(card.id);
  const height = card.offsetHeight;
  if (!settle(card, fresh)) late.add(card.id);
  if (hand && card.offsetHeight < height && card.compareDocumentPosition(hand) & Node.DOCUMENT_POSITION_FOLLOWING) {
    card.style.minHeight = `${height}px`; // at the top of the page there is nothing to scroll back
  }
}

function keepsText(card, fresh) {
  const [old, other] = [card, fresh].map((one) => one.querySelector(".post-body"));
  if (!old || !other || old.isEqualNode(other)) return false;
  const selection = getSelection();
  const marking = !selection.isCollapsed && old.contains(selection.anchorNode);
  if (!marking && (card !== document.activeElement || old.textContent === other.textContent)) return false;
  other.replaceWith(old.cloneNode(true));
  return true;
}

addEventListener("resize", () => {
  for (const card of cards()) card.style.minHeight = "";
});
