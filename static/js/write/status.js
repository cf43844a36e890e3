// The line at the top of the page: what is saved, what is only on this device, and what is wrong. Also announces short
// sentences to screen readers.
import { connection } from "./ask.js";
import * as drafts from "./drafts.js";
import { isSaved } from "./reconcile.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import { getLeft } from "./unsent.js";

const texts = document.getElementById("words").dataset;
const line = document.getElementById("state");
let clearTimer = 0;
let topic = ""; // what the line is about

const pluralize = (count, one, many) => (count === 1 ? one : many.replace("{}", count));

// Returns the tone, "good", "warn" or "", the sentence, and its topic: "saving", "saved" or none. Only where everything is
// on the server and sent is the tone "good".
function describe() {
  const sending = outbox.getWaiting().length;
  const unsent = drafts.getAll().filter((draft) => draft.body.trim());
  const onDevice = unsent.filter((draft) => !isSaved(draft)); // also those too long or refused, which are not sent
  const refused = outbox.getRefused().length;
  if (connection.problem === "stranger") return ["warn", document.getElementById("stranger").textContent.trim()];
  if (connection.problem === "unreadable") return ["warn", texts.unreadable];
  if (connection.problem === "later") return ["warn", connection.message || texts.later];
  if (connection.problem === "slow") return ["warn", store.isWorking ? texts.slow : texts.slowMemory];
  if (connection.problem === "down") return ["warn", describeDown(sending + onDevice.length)];
  if (refused) return ["warn", pluralize(refused, texts.refusedOne, texts.refusedMany)];
  if (sending) return ["", texts.sending];
  if (onDevice.some(drafts.isWaiting)) return ["", texts.saving, "saving"];
  if (onDevice.length) return ["warn", pluralize(onDevice.length, texts.onDeviceOne, texts.onDeviceMany)];
  if (unsent.length) return [getLeft().length ? "warn" : "", pluralize(unsent.length, texts.unsentOne, texts.unsentMany), "saved"];
  return ["good", texts.allSaved, "saved"];
}

function describeDown(count) {
  if (!store.isWorking) return texts.downMemory;
  return count ? pluralize(count, texts.downOne, texts.downMany) : texts.downNone;
}

// Drafts are saved all the time, so screen readers announce everything but them.
export function update() {
  const [tone, text, newTopic = ""] = describe();
  const isAboutDraft = newTopic === "saving" || (newTopic === "saved" && topic);
  document.getElementById("no-store").hidden = store.isWorking;
  document.getElementById("stranger").hidden = connection.problem !== "stranger";
  line.dataset.tone = tone;
  if (line.textContent === text) return;
  line.setAttribute("aria-live", isAboutDraft ? "off" : "polite");
  topic = newTopic;
  line.replaceChildren(...(connection.problem === "stranger" ? copyStranger() : [text]));
}

// The notice with its link, since the notice itself may have been scrolled out of sight.
const copyStranger = () => document.querySelector("#stranger p").cloneNode(true).childNodes;

document.addEventListener("announce", ({ detail: sentence }) => {
  const announcement = document.getElementById("announcement");
  announcement.textContent = sentence;
  clearTimeout(clearTimer);
  clearTimer = setTimeout(() => { announcement.textContent = ""; }, 10_000);
});
for (const event of ["connection", "outbox", "draft", "stored", "input"]) document.addEventListener(event, () => queueMicrotask(update));
