// Keeps what surrounds the content of an open page as it is on the server: the title of the seminar, and that it is a rehearsal.

export function updateFrame(page) {
  const find = (document) => document.querySelectorAll(".seminar-title, .write-seminar, #rehearsing");
  const fresh = find(page);
  find(document).forEach((element, place) => {
    if (fresh[place] && !element.isEqualNode(fresh[place])) element.replaceWith(fresh[place]);
  });
}

document.addEventListener("changes", async ({ detail }) => {
  const isAbout = ({ verb }) => verb.startsWith("seminar.rehearsal_") || ["seminar.described", "reload"].includes(verb);
  if (!detail.some(isAbout)) return;
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = page.title;
    updateFrame(page);
  } catch {
    // No network: the page says by itself that it is old.
  }
});
