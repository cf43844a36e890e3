// Says on a page that does not follow the seminar by itself that something it shows has changed since it was opened.
const template = document.getElementById("outdated");
const kinds = template.dataset.kinds?.split(" ");
let isShown = false;

document.addEventListener("changes", ({ detail }) => {
  if (isShown || (kinds && !detail.some(({ kind, verb }) => kinds.includes(kind) || verb === "reload"))) return;
  isShown = true;
  document.getElementById("messages").append(template.content.cloneNode(true));
});
