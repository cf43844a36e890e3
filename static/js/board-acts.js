// What is done to notes: shown at once, sent one after the other, and shown as it is on the server when that has answered.
import { apply, byId, numberOf, pending, put, readHere, say, showHand, showRead, steady } from "./board-cards.js";
import { settle } from "./settle.js";

const TRY_AGAIN = 3_000;
let sending = false;
let stopped = false;
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;

export function act(doing, chosen, fields) {
  if (stopped) return;
  const doings = { doing, fields, cards: chosen.map(({ id }) => id) };
  pending.push(doings);
  steady(() => chosen.forEach((card) => apply(doings, card)));
  showHand();
  byId("refused").hidden = true;
  send();
}

// Whoever may not change anything any more is told so, and the page stays for reading.
export function stop() {
  stopped = true;
  pending.length = 0;
  steady(() => trouble("gone"));
  byId("dock")?.setAttribute("inert", "");
  byId("gone").focus();
}

function trouble(name) {
  for (const id of ["waiting", "gone", "signed-out"]) byId(id).hidden = id !== name;
}

async function send() {
  if (sending) return;
  sending = true;
  while (pending.length && !stopped) {
    const batch = next();
    byId("dock").dataset.unsent = pending.length;
    const answer = await post(batch);
    if (answer) steady(() => { pending.splice(0, batch.acts); take(batch, answer); });
    else if (!stopped && pending.length) await new Promise((done) => { setTimeout(done, TRY_AGAIN); });
  }
  delete byId("dock").dataset.unsent;
  sending = false;
}

// The first act that waits; and with it those after it that put the same notes under other themes: on a slow network a
// note's themes go in one request. Of a theme that was put and taken out again, the last word holds.
function next() {
  const { doing, cards, fields } = pending[0];
  const same = (act) => act.doing === "place" && !act.fields.proposed && act.cards.join() === cards.join();
  if (!same(pending[0])) return { doing, cards, fields: Object.entries(fields), acts: 1 };
  const acts = pending.findIndex((act) => !same(act));
  const run = acts < 0 ? pending.slice() : pending.slice(0, acts);
  const last = new Map(run.flatMap((act) => Object.entries(act.fields)).map(([verb, theme]) => [theme, verb]));
  return { doing, cards, fields: [...last].map(([theme, verb]) => [verb, theme]), acts: run.length };
}

// The answer as a document, or null where there is none yet. Every act but undoing says how things should be, so that one
// whose answer got lost can be sent again.
async function post({ doing, cards: ids, fields }) {
  const body = new URLSearchParams([["csrfmiddlewaretoken", token], ...fields]);
  for (const id of ids) body.append("post", id.replace("post-", ""));
  let response;
  try {
    response = await fetch(`${doing}/${location.search}`, { method: "POST", body, redirect: "manual" });
  } catch {
    if (doing === "undo") pending.shift(); // it may have been done
    return steady(() => trouble("waiting")), null;
  }
  if (response.status === 404) return stop(), null;
  if (response.status === 403) token = (await freshToken()) ?? token;
  if (response.type === "opaqueredirect") return steady(() => trouble("signed-out")), null;
  if (!response.ok && response.status !== 409) return steady(() => trouble("waiting")), null;
  trouble("");
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  answer.refused = response.status === 409;
  return answer;
}

function take(done, answer) {
  for (const fresh of [...answer.querySelectorAll(".post")]) put(document.adoptNode(fresh));
  const themes = answer.getElementById("themes");
  if (themes) settle(byId("themes"), themes);
  showHand();
  const words = answer.getElementById("said").textContent;
  say(words);
  if ("shown" in answer.getElementById("said").dataset) byId("undo-said").textContent = words;
  if (!answer.refused) return;
  byId("refused").textContent = words;
  byId("refused").hidden = false;
  document.dispatchEvent(new CustomEvent("look-again", { detail: done.cards }));
}

// Who logged in anew has another.
async function freshToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    return page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  } catch {
    return null;
  }
}

// Where this person is and what they have read: small, and nothing is lost with it.
const read = new Set();
let here = null;
let timer = 0;

export function at(card, left = null) {
  here = card;
  if (left) markRead(left);
  clearTimeout(timer);
  timer = setTimeout(tell, 300);
}

function markRead(card) {
  if (!card.classList.contains("is-unread")) return;
  showRead(card);
  readHere.add(card.id);
  read.add(numberOf(card));
}

function tell() {
  if (stopped || !token || !byId("dock")) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token });
  if (here) body.append("post", numberOf(here));
  for (const number of read) body.append("read", number);
  read.clear();
  fetch("at/", { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}

setInterval(() => { if (here && !document.hidden && here.isConnected) tell(); }, 25_000);
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  const former = here;
  if (document.hidden) here = null;
  tell();
  here = former;
});
addEventListener("pagehide", () => { here = null; tell(); });
addEventListener("beforeunload", (event) => { if (pending.length) event.preventDefault(); });
document.addEventListener("refused", () => { if (byId("dock")) stop(); });
