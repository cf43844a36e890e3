// Keeps what surrounds the content of an open page as it is on the server: the title of the seminar, and that it is a rehearsal.
import { fetchByItself } from "./by-itself.js";

export function updateFrame(page) {
  const find = (document) => document.querySelectorAll(".seminar-title, .write-seminar, #rehearsing");
  const fresh = find(page);
  find(document).forEach((element, place) => {
    if (fresh[place] && !element.isEqualNode(fresh[place])) element.replaceWith(fresh[place]);
  });
}

let requests = 0; // an answer that is older than another request is not shown

document.addEventListener("changes", async ({ detail }) => {
  const isAbout = ({ verb }) => verb.startsWith("seminar.rehearsal_") || ["seminar.described", "reload"].includes(verb);
  if (!detail.some(isAbout)) return;
  const number = ++requests;
  try {
    const response = await fetchByItself(location.href);
    const text = await response.text();
    if (!response.ok || number !== requests) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    updateFrame(page);
  } catch {
    // No network: the page says by itself that it is old.
  }
});
