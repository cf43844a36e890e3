// Loads the next screen of notes with htmx, in place of the link to it.
import { byId, getCards } from "./cards.js";
import { readClaims } from "./claims.js";

const PARTS = { select: "#notes > *", selectOOB: "#claims", swap: "outerHTML settle:0ms" };
let loading = null;

export const getLoading = () => loading;

// Returns a promise that resolves when the notes are on the page or could not be fetched, or null if there are no more.
export function loadMore() {
  const link = byId("more");
  if (!link || loading) return loading;
  link.setAttribute("aria-busy", "true");
  loading = htmx.ajax("GET", link.href, { source: link, target: link, ...PARTS }).catch(() => {}).then(showScreen);
  return loading;
}

function showScreen() {
  loading = null;
  byId("more")?.removeAttribute("aria-busy"); // if nothing came, the person can follow the link
  for (const element of document.querySelectorAll("#notes > [id]")) {
    if (byId(element.id) !== element) element.remove(); // a heading or a note that was already there
  }
  readClaims(document);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("#more");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const last = getCards().at(-1);
  await loadMore();
  const first = getCards()[getCards().indexOf(last) + 1];
  if (first) first.focus({ preventScroll: true });
  else location.assign(link.href);
});
