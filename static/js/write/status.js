// One honest line: what is saved, what is only here, and what is wrong.
import { link } from "./ask.js";
import * as drafts from "./drafts.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const words = document.getElementById("words").dataset;
const line = document.getElementById("state");
let quiet = 0;

const count = (number, one, many) => (number === 1 ? one : many.replace("{}", number));

function sentence() {
  const sending = outbox.waiting().length;
  const typing = drafts.places().filter((draft) => draft.body.trim() && drafts.isWaiting(draft)).length;
  const refused = outbox.refused().length;
  if (link.trouble === "stranger") return ["warn", document.getElementById("stranger").textContent.trim()];
  if (link.trouble === "unreadable") return ["warn", words.unreadable];
  if (link.trouble === "later") return ["warn", link.sentence || words.later];
  if (link.trouble === "down") return ["warn", down(sending + typing)];
  if (refused) return ["warn", count(refused, words.refusedOne, words.refusedMany)];
  if (sending) return ["", words.sending];
  if (typing) return ["", words.saving];
  return ["good", words.allSaved];
}

function down(number) {
  if (!store.keeps) return words.downMemory;
  return number ? count(number, words.downOne, words.downMany) : words.downNone;
}

// A draft that is saved again and again is not told aloud; everything else is, once.
export function show() {
  const [tone, text] = sentence();
  const ofDraft = text === words.saving || (text === words.allSaved && line.textContent === words.saving);
  document.getElementById("no-store").hidden = store.keeps;
  document.getElementById("stranger").hidden = link.trouble !== "stranger";
  if (line.textContent === text) return;
  line.setAttribute("aria-live", ofDraft ? "off" : "polite");
  line.dataset.tone = tone;
  line.textContent = text;
}

// What a screen reader says once.
document.addEventListener("said", ({ detail }) => {
  const said = document.getElementById("said");
  said.textContent = detail;
  clearTimeout(quiet);
  quiet = setTimeout(() => { said.textContent = ""; }, 10_000);
});
for (const event of ["link", "outbox", "draft", "kept", "input"]) document.addEventListener(event, () => queueMicrotask(show));
