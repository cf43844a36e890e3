// Who else is on which note just now. It is shown on the card's edge, where it moves nothing, and forgotten by itself.
import { byId, cards, numberOf } from "./board-cards.js";

const LASTS = 60_000;
const claims = new Map(); // person -> { post, until }

const mine = () => document.querySelector("#people [data-me]")?.dataset.person;
const nameOf = (person) =>
  document.querySelector(`#people [data-person="${person}"]`)?.textContent || byId("board").dataset.someone;

export function claimedBy(card) {
  const number = numberOf(card);
  const now = Date.now();
  return [...claims].find(([, { post, until }]) => post === number && until > now)?.[0];
}

function show() {
  for (const card of cards()) {
    const person = claimedBy(card);
    if (person) {
      card.dataset.claim = byId("board").dataset.claimed.replace("{name}", nameOf(person));
      card.setAttribute("aria-description", card.dataset.claim);
    } else if (card.dataset.claim) {
      delete card.dataset.claim;
      card.removeAttribute("aria-description");
    }
  }
}

// All of them, from a page or a part of one.
export function claimsOf(page) {
  claims.clear();
  for (const { dataset } of page.querySelectorAll("#claims li")) {
    if (dataset.person !== mine()) claims.set(dataset.person, { post: dataset.post, until: 1000 * dataset.until });
  }
  show();
}

document.addEventListener("whispers", ({ detail }) => {
  for (const { verb, subject, by } of detail) {
    if (String(by) === mine()) continue;
    if (verb === "claimed") claims.set(String(by), { post: String(subject), until: Date.now() + LASTS });
    if (verb === "released") claims.delete(String(by));
  }
  show();
});

setInterval(show, 5_000);
claimsOf(document);
