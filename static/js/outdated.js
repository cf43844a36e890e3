// Says on a page that does not follow the seminar by itself that something it shows has changed since it was opened.
const { kinds, post } = document.getElementById("outdated").dataset;
const PASSING = /^(draft\.|hall\.changed|scribe\.asked_to_send)/; // only a page that names their kind shows them
let isShown = false;

function isAbout({ kind, verb, subject }) {
  if (verb === "reload") return true;
  if (kind === "post" && post) return String(subject) === post;
  return kinds ? kinds.split(" ").includes(kind) : !PASSING.test(verb);
}

document.addEventListener("changes", ({ detail }) => {
  if (isShown || !detail.some(isAbout)) return;
  isShown = true;
  document.getElementById("messages").append(document.getElementById("outdated").content.cloneNode(true));
});
