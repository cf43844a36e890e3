// Text that nobody has sent when its round or its question closes: the page says so, with one button that sends all of it.
import * as drafts from "./drafts.js";
import { fill, findField } from "./fields.js";
import { newUid } from "./hash.js";
import { announce, findNote, getContent } from "./now.js";
import * as outbox from "./outbox.js";
import { isSame } from "./reconcile.js";

const texts = document.getElementById("words").dataset;
const notice = document.getElementById("unsent");
let isAsked = false; // those who run the seminar have asked for what is unsent

const findForm = (draft) => (draft.note ? findNote(draft.note)?.querySelector(".note-edit") : findField(draft.place)?.form);
const isLong = (draft) => [...draft.body].length > Number(getContent().dataset.longest);

// Drafts with text whose place no longer is open. One that is not open yet waits.
export function getLeft() {
  return drafts.getAll().filter((draft) => {
    const place = findForm(draft)?.closest(".place");
    return draft.body.trim() && place && (place.classList.contains("is-closed") || !["open", "planned"].includes(place.dataset.phase));
  });
}

export function update() {
  const left = getLeft();
  isAsked &&= left.length > 0;
  const sentences = [left.length === 1 ? texts.leftOne : texts.leftMany.replace("{}", left.length)];
  if (isAsked) sentences.push(texts.asked);
  if (left.some((draft) => draft.announced && draft.announced === draft.becomes)) sentences.push(texts.moreSince);
  if (left.some(isLong)) sentences.push(texts.leftLong.replace("{}", "20 000"));
  else if (getContent().dataset.sends && left.some((draft) => !findForm(draft).closest(".is-closed"))) sentences.push(texts.sends);
  const text = sentences.join(" ");
  const line = notice.querySelector("p");
  if (left.length && line.textContent !== text) line.textContent = text;
  notice.hidden = !left.length;
}

notice.querySelector("button").addEventListener("click", () => {
  for (const draft of getLeft()) findForm(draft)?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  if (!getLeft().length) document.getElementById("content").focus({ preventScroll: true });
});

// Reconciles drafts with the notes that the server made of them when their round closed. The field in which a word is being
// composed keeps its text, so its draft does too until then.
export function reconcile() {
  for (const draft of drafts.getAll()) {
    const note = draft.becomes && findNote(draft.becomes);
    if (!note || drafts.isComposed(draft) || outbox.getItemsOf(draft.becomes).length) continue;
    const isSent = isSame(draft.body.trimEnd(), note.querySelector(".note-body").textContent.trimEnd());
    if (draft.body.trim() && !isSent) {
      draft.announced = draft.becomes; // update says that it was sent as it was then
      continue;
    }
    if (isSent) {
      drafts.setText(draft, "");
      fill(draft.place, "");
    }
    if ("sentAtClosing" in note.dataset) announce(texts.sentAtClosing);
    draft.becomes = newUid();
    drafts.save(draft);
  }
}

document.addEventListener("compositionend", reconcile);
document.addEventListener("changes", ({ detail: changes }) => {
  if (!changes.some(({ verb }) => verb === "scribe.asked_to_send")) return;
  isAsked = true;
  update();
});
for (const event of ["draft", "outbox", "input"]) document.addEventListener(event, () => queueMicrotask(update));
