// The board by keyboard, pointer and touch. Without script its notes can be read, and sorted on their own pages.
import { act, at } from "./board-acts.js";
import { button, byId, cardOf, cards, hand, isUnder, numberOf, pick, picked, say, showHand, take, targets } from "./board-cards.js";
import { open } from "./board-choose.js";
import { claimedBy } from "./board-claims.js";
import { loading, more } from "./board-more.js";
import { begin, key as markingKey, letGo, marked, marking } from "./board-words.js";
import "./board-news.js";

const BEFORE_THE_END = 10; // notes: time to fetch the next screen
const editable = Boolean(byId("dock"));
let held = null; // words that were marked when a finger came down: a touch elsewhere lets them go

function goTo(card) {
  if (marking()) letGo();
  card.focus({ preventScroll: true });
  const tall = card.offsetHeight > innerHeight / 2 || innerWidth < 640;
  card.scrollIntoView({ block: tall ? "start" : "nearest", behavior: "instant" });
}

function step(by) {
  const all = cards();
  const place = all.indexOf(hand);
  const free = by > 0 ? all.slice(place + 1).find((card) => !claimedBy(card)) : all[place - 1];
  if (by > 0 && place >= all.length - BEFORE_THE_END) more();
  if (free) return goTo(free);
  if (by < 0) return;
  say(byId("notes").dataset.last);
}

const suggestionOf = (card, theme) => card.querySelector(`.suggested[value="${theme}"]`);

function place(theme) {
  const words = marked() || held;
  held = null;
  if (words) return markWords(theme, words);
  const all = targets();
  const put = !all.every((card) => isUnder(card, theme));
  const concerned = all.filter((card) => isUnder(card, theme) !== put);
  const proposed = put && concerned.every((card) => suggestionOf(card, theme));
  if (concerned.length) act("place", concerned, { [put ? "put" : "take_out"]: theme, ...(proposed && { proposed: 1 }) });
}

// The same words once more: the mark comes off them.
function markWords(theme, { card, start, end, revision, passages }) {
  const key = button(theme).dataset.key;
  const there = passages.find((mark) => mark.dataset.keys.split(" ").includes(key) && isUnder(card, theme));
  letGo();
  if (there) act("unmark", [card], { passage: there.dataset.passages.split(" ")[0], theme });
  else act("mark", [card], { theme, start, end, revision });
}

function make(name) {
  act("make", targets(), { name });
}

// Chosen notes go into the one in hand; a note alone, into one that is found on its page.
function merge() {
  const others = picked().filter((card) => card !== hand);
  if (others.length) act("merge", others, { into: numberOf(hand) });
  else if (hand) location.assign(`${hand.querySelector(".post-link").pathname}merge/`);
}

const isHidden = (card) => card.classList.contains("is-hidden");
const isFlagged = (card) => !card.querySelector("[data-badge=flagged]").hidden;
const editing = {
  hide: () => act("turn", targets(), { state: targets().every(isHidden) ? "visible" : "hidden" }),
  flag: () => act("flag", targets(), targets().every(isFlagged) ? {} : { flag: "on" }),
  pick: () => hand && pick(hand),
  type: () => open({ place, make }),
  make: () => open({ place, make, anew: true }),
  words: () => hand && begin(hand),
  undo: () => act("undo", [], {}),
  split: () => hand && location.assign(`${hand.querySelector(".post-link").pathname}split/`),
  merge,
};
const doings = {
  next: () => step(1),
  previous: () => step(-1),
  open: () => hand?.querySelector(".post-link").click(),
  search: () => document.querySelector(".filter [type=search]").select(),
  keys: () => byId("keys").showModal(),
  ...(editable && editing),
};
const KEYS = {
  j: "next", arrowdown: "next", k: "previous", arrowup: "previous", o: "open", "/": "search", "?": "keys",
  h: "hide", f: "flag", x: "pick", ".": "type", n: "make", m: "words", u: "undo", S: "split", M: "merge",
};

// Keys act only while the focus is among the notes, so that they disturb nobody who speaks or types (WCAG 2.1.4); and they
// can be switched off. While the next screen is on its way they wait for it.
const waiting = [];
document.addEventListener("keydown", (event) => {
  if (!cardOf(event.target) || event.altKey) return;
  if (event.ctrlKey || event.metaKey) return (event.key === "z" && editable) ? (event.preventDefault(), doings.undo()) : undefined;
  if (!byId("keys-on").checked || event.target.matches(".post-pick input") && event.key === " ") return;
  if (markingKey(event)) return event.preventDefault();
  const key = event.shiftKey && KEYS[event.key] ? event.key : event.key.toLowerCase();
  const theme = /^[1-9a-z]$/.test(key) && document.querySelector(`.palette-put[data-key="${key}"]`);
  const doing = doings[KEYS[key]];
  if (key === "escape") letGoOfAll();
  else if (theme && editable && !event.repeat) obey(() => place(theme.dataset.theme));
  else if (doing && (!event.repeat || /^(next|previous)$/.test(KEYS[key]))) obey(doing);
  else return;
  event.preventDefault();
});

function obey(doing) {
  const atTheEnd = doing === doings.next && hand === cards().at(-1) && more();
  if (!waiting.length && !atTheEnd) return doing();
  waiting.push(doing);
  if (waiting.length === 1) loading().then(() => waiting.splice(0).forEach((late, place) => (place ? obey(late) : late())));
}

function letGoOfAll() {
  letGo();
  picked().forEach((card) => pick(card, false));
}

// Buttons leave the focus, and the marked words, where they are.
byId("dock")?.addEventListener("pointerdown", (event) => { held = marked(); if (!event.target.closest("input")) event.preventDefault(); });
byId("dock")?.addEventListener("mousedown", (event) => { if (!event.target.closest("input")) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const put = event.target.closest("#dock .palette-put");
  const suggested = event.target.closest("#notes .suggested");
  const late = event.target.closest("#notes .late-doings button");
  const doing = event.target.closest("[data-act]")?.dataset.act;
  const again = event.detail > 1; // the second half of a double click means nothing
  if (put && !again) place(put.dataset.theme);
  if (doing && doings[doing] && !(again && doing !== "next")) doings[doing]();
  if (late) {
    event.preventDefault();
    const card = cardOf(late);
    card.focus({ preventScroll: true });
    if (late.value === "hide") act("turn", [card], { state: "hidden" });
    else act("let_in", [card], {});
  }
  if (suggested) {
    event.preventDefault();
    const card = cardOf(suggested);
    card.focus({ preventScroll: true }); // the suggestion goes
    if (!isUnder(card, suggested.value)) act("place", [card], { put: suggested.value, proposed: 1 });
  }
});
byId("undo-mine")?.addEventListener("submit", (event) => { event.preventDefault(); doings.undo(); });
// What an undo said goes when the person goes on.
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => { byId("undo-said").textContent = ""; });
}
byId("let-go")?.addEventListener("click", letGoOfAll);

document.addEventListener("change", ({ target }) => {
  if (target.matches(".post-pick input")) pick(cardOf(target), target.checked);
});

document.addEventListener("focusin", ({ target }) => {
  const card = cardOf(target);
  if (!card || card === hand) return;
  take(card);
});
document.addEventListener("left", ({ detail: { card } }) => at(hand, card));

function fold(control, part) {
  control?.addEventListener("click", () => {
    const open_ = control.getAttribute("aria-expanded") !== "true";
    control.setAttribute("aria-expanded", String(open_));
    part.classList.toggle("is-open", open_);
    part.classList.toggle("is-folded", !open_);
  });
}
fold(byId("fold"), byId("dock-body"));
fold(byId("show-acts"), byId("more-acts"));

byId("show-keys").addEventListener("click", () => byId("keys").showModal());
byId("keys-on").checked = localStorage.getItem("board-keys") !== "off";
byId("keys-on").addEventListener("change", ({ target }) => localStorage.setItem("board-keys", target.checked ? "on" : "off"));

// After the choices above the notes brought others.
document.addEventListener("htmx:afterSettle", () => { if (!hand?.isConnected) start(); });
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asked = new URL(detail.pathInfo.finalRequestPath, location.href).pathname;
  if (new URL(detail.xhr.responseURL).pathname === asked) return;
  detail.shouldSwap = false; // led to the log-in page
  byId("signed-out").hidden = false;
});

function start() {
  const asked = cardOf(document.activeElement) || (location.hash && cardOf(document.querySelector(location.hash)));
  const card = asked || cards()[0];
  if (card) take(card);
  else showHand();
}

// What lies under a dock at the foot of the screen is not in sight.
if (editable) {
  new ResizeObserver(([{ target }]) => {
    const fixed = getComputedStyle(target).position === "fixed";
    document.documentElement.style.setProperty("--dock", fixed ? `${target.offsetHeight}px` : "0px");
  }).observe(byId("dock"));
}
start();

// On a small screen the dock would hide the very first note.
if (editable && hand && scrollY === 0) {
  const dock = byId("dock");
  const isHidden = hand.getBoundingClientRect().top + hand.offsetHeight / 2 > dock.getBoundingClientRect().top;
  if (isHidden && getComputedStyle(dock).position === "fixed") hand.scrollIntoView({ block: "start", behavior: "instant" });
}
