// Remembers which note a person was on and how many were on the page, for the way back from the page of a note.
import { byId, currentCard, getCards } from "./cards.js";
import { addMissing, fetchPage, MAX_ADDED } from "./news.js";

const KEY = "board-place";
const getAddress = () => location.pathname + location.search;

addEventListener("pagehide", () => {
  const place = { address: getAddress(), id: currentCard?.id, shown: getCards().length };
  sessionStorage.setItem(KEY, JSON.stringify(place));
});

// Returns the card that the person comes back to, after the notes down to it are on the page; else nothing.
export async function findPlace() {
  const place = JSON.parse(sessionStorage.getItem(KEY));
  const isWayBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const id = location.hash.slice(1) || (isWayBack && place?.id);
  if (!id || place?.address !== getAddress()) return null;
  if (!byId(id) && place.shown > getCards().length) await showAll(Math.min(place.shown, MAX_ADDED));
  return getCards().find((card) => card.id === id);
}

async function showAll(shown) {
  const url = new URL(location.href);
  url.searchParams.set("shown", shown);
  const page = await fetchPage(url);
  if (!page) return;
  byId("more")?.remove(); // that of the answer goes on where its notes end
  const more = page.getElementById("more");
  if (more) more.href = more.getAttribute("href").replace(/shown=\d+&?/, "");
  addMissing(byId("notes"), page.getElementById("notes"));
}
