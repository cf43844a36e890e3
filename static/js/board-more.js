// The next screen of notes, put after those that are here.
import { byId, cards } from "./board-cards.js";
import { claimsOf } from "./board-claims.js";

let coming = null;

export const loading = () => coming;

export function more() {
  const link = byId("more");
  if (!link || coming) return coming;
  link.setAttribute("aria-busy", "true");
  coming = fetchScreen(link.href).finally(() => { coming = null; });
  return coming;
}

async function fetchScreen(address) {
  const link = byId("more");
  try {
    const response = await fetch(address, { redirect: "manual" });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = [...page.getElementById("notes").children].filter(({ id }) => !id || id === "more" || !byId(id));
    link.remove();
    byId("notes").append(...fresh.map((node) => document.adoptNode(node)));
    claimsOf(page);
  } catch {
    link.removeAttribute("aria-busy"); // it is a link, too
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("#more");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const last = cards().at(-1);
  await more();
  const first = cards()[cards().indexOf(last) + 1];
  if (first) first.focus({ preventScroll: true });
  else location.assign(link.href);
});
