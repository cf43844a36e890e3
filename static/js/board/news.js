// Shows on the board what others do. Nothing moves that a person reads, and the focus stays where it is.
import { stopEditing } from "./actions.js";
import { byId, currentCard, getCards, getPostId, isEditable, keepScroll, mayChange, pendingActions, replaceCard, showThemes, updateDock } from "./cards.js";
import { readClaims } from "./claims.js";
import { fetchByItself } from "../by-itself.js";
import { morph } from "../morph.js";
import { untilReleased } from "../press.js";
import { setStale } from "../stale.js";

const UPDATE_EVERY = 2_000;
const FIRST_UPDATE_AFTER = 150; // changes of the same moment come in one request
const ANNOUNCE_EVERY = 5_000;
const RETRY_AFTER = 5_000;
const MAX_CARDS = 50;
const RETURNS = ["post.visible", "post.left", "post.joined"];
const MAX_RETURNED = 50;
export const MAX_ADDED = 500; // MOST_AT_ONCE in themes/board/queue.py

const outdatedIds = new Set(); // of cards to be fetched
const returnedPosts = new Set(); // ids of posts that may be back among those the board shows, and are not on it yet
const uncutPosts = new Set(); // ids of posts whose whole text is shown
let timer = 0;
let isUpdating = false;
let updatedAt = 0;
let announcedAt = 0;
let seenChange = document.querySelector("meta[name=live]").dataset.after; // what others undid since is shown

function scheduleUpdate(wait = Math.max(FIRST_UPDATE_AFTER, updatedAt + UPDATE_EVERY - Date.now())) {
  timer ||= setTimeout(update, wait);
}

// A theme or a group may be on any card.
document.addEventListener("changes", ({ detail }) => {
  if (detail.some(({ verb }) => verb === "seminar.rehearsal_ended")) reloadSoon();
  for (const { kind, subject, verb } of detail) {
    if (verb.startsWith("weighing.")) continue; // no card shows it
    if (kind === "post") {
      outdatedIds.add(`post-${subject}`);
      if (RETURNS.includes(verb) && returnedPosts.size < MAX_RETURNED) returnedPosts.add(String(subject));
    } else if (kind !== "quote" && kind !== "comparison") getCards().forEach(({ id }) => outdatedIds.add(id));
  }
  scheduleUpdate();
});

// When a rehearsal is cleared, most cards may be gone. Not while somebody types or an action is on its way.
function reloadSoon() {
  const isTyping = document.activeElement?.matches("textarea, input:not([type=checkbox], [type=radio])") && document.activeElement.value;
  if (isTyping || pendingActions.length) setTimeout(reloadSoon, UPDATE_EVERY);
  else location.reload();
}

document.addEventListener("cards-outdated", ({ detail: ids }) => {
  ids.forEach((id) => outdatedIds.add(id));
  scheduleUpdate(0);
});
document.addEventListener("card-left", ({ detail: { card, isOutdated } }) => {
  if (!isOutdated) return;
  outdatedIds.add(card.id);
  scheduleUpdate(0);
});

async function update() {
  timer = 0;
  if (isUpdating) return scheduleUpdate();
  isUpdating = true;
  const ids = [...outdatedIds].filter((id) => byId(id)).slice(0, MAX_CARDS);
  if (ids.length < MAX_CARDS) outdatedIds.clear();
  ids.forEach((id) => outdatedIds.delete(id));
  updatedAt = Date.now();
  const answer = await fetchCards(ids);
  setStale(!answer);
  await untilReleased();
  isUpdating = false;
  if (!answer) {
    ids.forEach((id) => outdatedIds.add(id));
    return scheduleUpdate(RETRY_AFTER);
  }
  keepScroll(() => showCards(ids, answer));
  if (outdatedIds.size) scheduleUpdate();
}

async function fetchCards(ids) {
  const query = new URLSearchParams(location.search);
  for (const id of ids) query.append("post", id.replace("post-", ""));
  for (const id of uncutPosts) query.append("whole", id);
  for (const id of returnedPosts) if (!byId(`post-${id}`)) query.append("returned", id);
  query.set("newest", byId("board").dataset.newest);
  query.set("since", seenChange);
  try {
    const response = await fetchByItself(`${byId("board").dataset.cardsUrl}?${query}`);
    if (response.status === 404 && isEditable) stopEditing();
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function showCards(ids, answer) {
  readClaims(answer);
  const undone = answer.getElementById("undone");
  seenChange = undone.dataset.last;
  if (undone.textContent) byId("undo-announcement").textContent = undone.textContent;
  for (const id of ids) {
    const fresh = answer.getElementById(id);
    if (fresh) replaceCard(document.adoptNode(fresh));
    else byId(id)?.classList.add("is-hidden"); // the note no longer exists; its page says so
  }
  for (const heading of answer.querySelectorAll("[id^=round-], [id^=group-]")) if (byId(heading.id)) morph(byId(heading.id), heading);
  showThemes(answer, seenChange);
  if (isEditable && !mayChange(answer)) stopEditing();
  updateDock();
  showNewCount(answer.getElementById("news"));
}

// Screen readers read this out, so it changes only if the number did, and not all the time.
function showNewCount(fresh) {
  const news = byId("news");
  if (news.textContent === fresh.textContent) return;
  const wait = announcedAt + ANNOUNCE_EVERY - Date.now();
  if (wait > 0 || news.contains(document.activeElement)) return scheduleUpdate(Math.max(wait, UPDATE_EVERY));
  announcedAt = Date.now();
  news.replaceChildren(...fresh.childNodes);
}

// Adds the notes that came, each in its place. The person stays where they are.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("#news a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const shown = getCards().length + Number(link.dataset.new);
  if (shown > MAX_ADDED) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  const url = new URL(link.href);
  url.searchParams.set("shown", shown);
  const page = await fetchPage(url);
  if (!page) return location.assign(link.href);
  await untilReleased();
  keepScroll(() => {
    for (const card of addMissing(byId("notes"), page.getElementById("notes"))) card.classList.add("is-new");
  });
  byId("board").dataset.newest = page.getElementById("board").dataset.newest;
  showThemes(page, page.querySelector("meta[name=live]").dataset.after);
  byId("found").textContent = page.getElementById("found").textContent;
  byId("news").replaceChildren();
  if (currentCard?.isConnected) currentCard.focus({ preventScroll: true });
  else document.dispatchEvent(new CustomEvent("cards-added"));
});

export async function fetchPage(url) {
  try {
    const response = await fetch(url, { redirect: "manual" });
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

// Both lists are in the same order, and their headings and cards have ids. Returns the cards that were added.
export function addMissing(list, fresh) {
  list.querySelector(".empty")?.remove();
  const added = [];
  let previous = null;
  for (const element of [...fresh.children]) {
    let own = byId(element.id);
    if (!own) {
      own = document.adoptNode(element);
      if (own.matches(".post")) added.push(own);
      if (previous) previous.after(own);
      else list.prepend(own);
    }
    previous = own;
  }
  return added;
}

// A long note is cut on its card. The link to its page shows the rest on the card instead.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".post-whole");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const card = link.closest(".post");
  uncutPosts.add(getPostId(card));
  outdatedIds.add(card.id);
  card.focus({ preventScroll: true });
  card.dataset.at = "0"; // any answer is newer
  scheduleUpdate(0);
});
