// Sends what is done to notes to the server, one action after the other, and keeps it while there is no network. A card
// shows the action at once, and then what the server answers.
import {
  announce, byId, getPostId, isEditable, keepScroll, pendingActions, previewAction, readCardIds, replaceCard,
  showAsRead, showThemes, updateDock,
} from "./cards.js";
import { fetchByItself } from "../by-itself.js";
import { untilReleased } from "../press.js";
import { fetchToken } from "../token.js";

const RETRY_AFTER = 3_000;
const REPORT_AFTER = 300;
const REPORT_EVERY = 25_000; // a claim lasts a minute
let isSending = false;
let isStopped = false;
let csrfToken = document.querySelector("[name=csrfmiddlewaretoken]")?.value;

export function sendAction(action, cards, fields) {
  if (isStopped) return;
  const pending = { action, fields, cardIds: cards.map(({ id }) => id) };
  pendingActions.push(pending);
  keepScroll(() => cards.forEach((card) => previewAction(pending, card)));
  updateDock();
  byId("refused").hidden = true;
  sendPending();
}

// Says that this person may not change anything any more. The page can still be read.
export function stopEditing() {
  isStopped = true;
  byId("unsaved").hidden = !pendingActions.length;
  pendingActions.length = 0;
  keepScroll(() => showProblem("gone"));
  byId("dock")?.setAttribute("inert", "");
  byId("gone").focus();
}

function showProblem(name) {
  for (const id of ["waiting", "gone", "signed-out"]) byId(id).hidden = id !== name;
}

async function sendPending() {
  if (isSending) return;
  isSending = true;
  while (pendingActions.length && !isStopped) {
    const request = getNextRequest();
    byId("dock").dataset.unsent = pendingActions.length;
    const answer = await post(request);
    await untilReleased();
    if (answer) keepScroll(() => { pendingActions.splice(0, request.count); showAnswer(request, answer); });
    else if (!isStopped && pendingActions.length) await new Promise((resolve) => { setTimeout(resolve, RETRY_AFTER); });
  }
  delete byId("dock").dataset.unsent;
  isSending = false;
}

// Returns the first pending action, together with the `count - 1` actions after it that add or remove themes of the same
// notes, so that a slow network needs one request for them. The last action on a theme counts.
function getNextRequest() {
  const { action, cardIds, fields } = pendingActions[0];
  const fits = (other) => other.action === "place" && !other.fields.proposed && other.cardIds.join() === cardIds.join();
  if (!fits(pendingActions[0])) return { action, cardIds, fields: Object.entries(fields), count: 1 };
  const end = pendingActions.findIndex((other) => !fits(other));
  const run = end < 0 ? pendingActions.slice() : pendingActions.slice(0, end);
  const lastByTheme = new Map(run.flatMap((one) => Object.entries(one.fields)).map(([field, theme]) => [theme, field]));
  return { action, cardIds, fields: [...lastByTheme].map(([theme, field]) => [field, theme]), count: run.length };
}

// Returns the answer as a document, or null if there is none yet. An action whose answer got lost is sent again: it says
// how things should be, and does nothing if they are. Undoing is the exception, and is sent once only.
async function post({ action, cardIds, fields }) {
  const body = new URLSearchParams([["csrfmiddlewaretoken", csrfToken], ...fields]);
  for (const id of cardIds) body.append("post", id.replace("post-", ""));
  let response, text;
  try {
    const url = byId("dock").getAttribute(`data-url-${action.replace("_", "-")}`);
    response = await fetch(url + location.search, { method: "POST", body, redirect: "manual" });
    text = await response.text(); // the network may also fail in the middle of an answer
  } catch {
    if (action === "undo") pendingActions.shift();
    return keepScroll(() => showProblem("waiting")), null;
  }
  if (response.status === 404) return stopEditing(), null;
  if (response.status === 403) csrfToken = (await fetchToken()) ?? csrfToken;
  if (response.type === "opaqueredirect") return keepScroll(() => showProblem("signed-out")), null;
  if (!response.ok && response.status !== 409) return keepScroll(() => showProblem("waiting")), null;
  showProblem("");
  const answer = new DOMParser().parseFromString(text, "text/html");
  answer.isRefused = response.status === 409;
  return answer;
}

function showAnswer({ cardIds }, answer) {
  for (const fresh of [...answer.querySelectorAll(".post")]) replaceCard(document.adoptNode(fresh));
  const { dataset, textContent: text } = answer.getElementById("announcement");
  showThemes(answer, dataset.at);
  updateDock();
  if (!answer.isRefused) {
    if ("shown" in dataset) byId("undo-announcement").textContent = text;
    else announce(text);
    return;
  }
  byId("refused").textContent = text;
  byId("refused").hidden = false;
  document.dispatchEvent(new CustomEvent("cards-outdated", { detail: cardIds }));
}

// Presence: which note this person is on, and which they have read. It is sent once and may get lost.
const unsentReads = new Set();
let presentOn = null;
let reportTimer = 0;

export function moveTo(card, leftCard) {
  presentOn = card;
  if (leftCard?.classList.contains("is-unread")) {
    showAsRead(leftCard);
    readCardIds.add(leftCard.id);
    unsentReads.add(getPostId(leftCard));
  }
  clearTimeout(reportTimer);
  reportTimer = setTimeout(reportPresence, REPORT_AFTER);
}

function reportPresence(send = fetch) {
  if (isStopped || !csrfToken || !isEditable) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrfToken });
  if (presentOn) body.append("post", getPostId(presentOn));
  for (const id of unsentReads) body.append("read", id);
  unsentReads.clear();
  send(byId("board").dataset.presenceUrl, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}

setInterval(() => { if (presentOn && !document.hidden && presentOn.isConnected) reportPresence(fetchByItself); }, REPORT_EVERY);
document.addEventListener("visibilitychange", () => {
  clearTimeout(reportTimer);
  const card = presentOn;
  if (document.hidden) presentOn = null;
  reportPresence();
  presentOn = card;
});
addEventListener("pagehide", () => { presentOn = null; reportPresence(); });
addEventListener("beforeunload", (event) => { if (pendingActions.length) event.preventDefault(); });
document.addEventListener("refused", () => { if (isEditable) stopEditing(); });
