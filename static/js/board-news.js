// What others do shows on the board, but nothing moves that someone reads, and the focus stays where it is.
import { byId, cards, put, showHand, steady } from "./board-cards.js";
import { stop } from "./board-acts.js";
import { claimsOf } from "./board-claims.js";
import { settle } from "./settle.js";

const LOOK_EVERY = 2_000;
const FIRST_LOOK = 150; // what comes in one moment is looked up together
const NEWS_EVERY = 5_000;
const MOST_AT_ONCE = 50;

const wanted = new Set(); // cards to be looked up
const whole = new Set(); // notes shown uncut
let timer = 0;
let looking = false;
let looked = 0;
let told = 0;

const soon = (wait = Math.max(FIRST_LOOK, looked + LOOK_EVERY - Date.now())) => { timer ||= setTimeout(look, wait); };

document.addEventListener("changes", ({ detail }) => {
  for (const { kind, subject } of detail) {
    if (kind === "post") wanted.add(`post-${subject}`);
    else if (kind !== "quote" && kind !== "comparison") cards().forEach(({ id }) => wanted.add(id)); // a theme or a group
  }
  soon();
});
document.addEventListener("look-again", ({ detail }) => { detail.forEach((id) => wanted.add(id)); soon(0); });
document.addEventListener("left", ({ detail: { card, late } }) => {
  if (!late) return;
  wanted.add(card.id);
  soon(0);
});

async function look() {
  timer = 0;
  if (looking) return soon();
  looking = true;
  const ids = [...wanted].filter((id) => byId(id)).slice(0, MOST_AT_ONCE);
  if (ids.length < MOST_AT_ONCE) wanted.clear();
  ids.forEach((id) => wanted.delete(id));
  looked = Date.now();
  const answer = await ask(ids);
  looking = false;
  if (!answer) {
    ids.forEach((id) => wanted.add(id));
    return soon(NEWS_EVERY);
  }
  steady(() => show(ids, answer));
  if (wanted.size) soon();
}

async function ask(ids) {
  const query = new URLSearchParams(location.search);
  for (const id of ids) query.append("post", id.replace("post-", ""));
  for (const number of whole) query.append("whole", number);
  query.set("newest", byId("board").dataset.newest);
  try {
    const response = await fetch(`cards/?${query}`, { redirect: "manual" });
    if (response.status === 404 && byId("dock")) stop();
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function show(ids, answer) {
  claimsOf(answer);
  for (const id of ids) {
    const fresh = answer.getElementById(id);
    if (fresh) put(document.adoptNode(fresh));
    else byId(id)?.classList.add("is-hidden"); // not there any more; opening it says so
  }
  for (const id of ["themes", "queue"]) settle(byId(id), answer.getElementById(id));
  if (byId("dock") && answer.querySelector("#themes li") && !answer.querySelector("button.palette-put")) stop();
  showHand();
  announce(answer.getElementById("news"));
}

// Read out by screen readers: only what is new, and not all the time.
function announce(fresh) {
  const news = byId("news");
  if (news.textContent === fresh.textContent) return;
  const wait = told + NEWS_EVERY - Date.now();
  if (wait > 0 || news.contains(document.activeElement)) return soon(Math.max(wait, LOOK_EVERY));
  told = Date.now();
  news.replaceChildren(...fresh.childNodes);
  htmx.process(news);
}

// A long note is cut on its card; the rest comes where it stands.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".post-whole");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const card = link.closest(".post");
  whole.add(card.id.replace("post-", ""));
  wanted.add(card.id);
  card.focus({ preventScroll: true });
  card.dataset.at = "0";
  soon(0);
});
