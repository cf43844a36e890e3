// Says on a page that does not follow the seminar by itself that something it shows has changed since it was opened.
// `kinds` are kinds of rows or events, such as "group comparison.closed".
const { kinds, post } = document.getElementById("outdated").dataset;
const PASSING = /^(draft\.|hall\.changed|scribe\.asked_to_send)/; // only a page that names their kind shows them
let isShown = false;
let isEdited = false;

function isAbout({ kind, verb, subject }) {
  if (verb === "reload") return true;
  if (kind === "post" && post) return String(subject) === post;
  return kinds ? kinds.split(" ").some((name) => name === kind || name === verb) : !PASSING.test(verb);
}

document.addEventListener("changes", ({ detail }) => {
  if (isShown || !detail.some(isAbout)) return;
  isShown = true;
  document.getElementById("messages").append(document.getElementById("outdated").content.cloneNode(true));
});

// What somebody has typed or ticked stays: the fresh page opens beside it.
document.addEventListener("input", () => { isEdited = true; });
document.addEventListener("click", ({ target }) => {
  const link = target.closest(".outdated a");
  if (link && isEdited) link.target = "_blank";
});
