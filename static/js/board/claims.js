// Shows on the edge of a card, where it moves nothing, which colleagues are on the note. A claim ends by itself.
import { byId, getCards, getPostId } from "./cards.js";

const CLAIM_LASTS = 60_000;
const claims = new Map(); // id of a person -> { post, until }

const getOwnId = () => document.querySelector("#people [data-me]")?.dataset.person;
const getName = (person) =>
  document.querySelector(`#people [data-person="${person}"]`)?.textContent || byId("board").dataset.someone;

// Returns the ids of the people who are on this card.
function findClaimants(card) {
  const id = getPostId(card);
  const now = Date.now();
  return [...claims].filter(([, { post, until }]) => post === id && until > now).map(([person]) => person);
}

export const isClaimed = (card) => findClaimants(card).length > 0;

function getClaimText(people) {
  const { claimed, claimedByMany } = byId("board").dataset;
  const names = new Intl.ListFormat(document.documentElement.lang).format(people.map(getName));
  return (people.length > 1 ? claimedByMany : claimed).replace("{name}", names);
}

function showClaims() {
  for (const card of getCards()) {
    const people = findClaimants(card);
    if (people.length) {
      card.dataset.claim = getClaimText(people);
      card.setAttribute("aria-description", card.dataset.claim);
    } else if (card.dataset.claim) {
      delete card.dataset.claim;
      card.removeAttribute("aria-description");
    }
  }
}

// Replaces all claims by those listed on a page, or on a part of one.
export function readClaims(page) {
  claims.clear();
  for (const { dataset } of page.querySelectorAll("#claims li")) {
    if (dataset.person !== getOwnId()) claims.set(dataset.person, { post: dataset.post, until: 1000 * dataset.until });
  }
  showClaims();
}

document.addEventListener("ephemeral", ({ detail }) => {
  for (const { verb, subject, by } of detail) {
    const person = String(by);
    if (person === getOwnId()) continue;
    if (verb === "claimed") claims.set(person, { post: String(subject), until: Date.now() + CLAIM_LASTS });
    if (verb === "released") claims.delete(person);
  }
  showClaims();
});

setInterval(showClaims, 5_000);
readClaims(document);
