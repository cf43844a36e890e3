// Sends what is pressed in the rounds, one after the other, and keeps it while the server does not answer. Each press has
// a key of its own, so that one whose answer got lost is done once.
import { newUid } from "../write/hash.js";
import { withTimeout } from "../timeout.js";
import { fetchToken } from "../token.js";

const TIMEOUT = 15_000;
const RETRY_AFTER = 3_000;
const SAY_AFTER = 2_000; // without an answer
const TOO_OLD = 600_000; // what was pressed so long ago may not be meant any more

const findById = (id) => document.getElementById(id);
const notice = findById("waiting");
const presses = []; // those that are not done, oldest first
let isSending = false;
let isSignedOut = false;
let lastOwn = 0; // number of the change that was made last from here; the page may not show it yet
let csrfToken = "";

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.closest("#steering")) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form));
  if (submitter?.name) data.set(submitter.name, submitter.value);
  csrfToken ||= data.get("csrfmiddlewaretoken");
  if (presses.some((press) => press.url === form.action && press.what === String(data))) return;
  const label = (submitter ?? form.querySelector("button")).textContent.trim();
  const seen = Math.max(lastOwn, Number(findById("steering").dataset.seen));
  presses.push({ url: form.action, what: String(data), data, label, seen, key: newUid(), pressedAt: Date.now(), tries: 0, form });
  submitter?.setAttribute("aria-busy", "true");
  sendAll();
});

notice.querySelector("button").addEventListener("click", () => {
  presses.length = 0;
  notice.hidden = true;
  document.dispatchEvent(new Event("steered"));
});

addEventListener("beforeunload", (event) => { if (presses.length) event.preventDefault(); });
addEventListener("online", () => sendAll());

async function sendAll() {
  if (isSending) return;
  isSending = true;
  while (presses.length) {
    const [press] = presses;
    if (Date.now() - press.pressedAt > TOO_OLD) {
      forget(press);
      say("warn", fill(notice.dataset.tooOld, press));
      continue;
    }
    const sayUnanswered = setTimeout(showWaiting, SAY_AFTER);
    const answer = await send(press);
    clearTimeout(sayUnanswered);
    if (!presses.includes(press)) continue; // given up in the meantime
    if (answer) show(press, answer);
    else {
      showWaiting();
      await new Promise((resolve) => { setTimeout(resolve, RETRY_AFTER); });
    }
  }
  isSending = false;
}

// Returns the answer of the server, or null where there is none yet.
async function send(press) {
  const data = new URLSearchParams(press.data);
  data.set("key", press.key);
  if (csrfToken) data.set("csrfmiddlewaretoken", csrfToken);
  if (press.tries) data.set("seen", press.seen); // what had to wait is not done where somebody else came first
  press.tries += 1;
  const headers = { Accept: "application/json" };
  try {
    const response = await withTimeout(TIMEOUT, (signal) =>
      fetch(press.url, { method: "POST", body: data, headers, redirect: "manual", signal }));
    isSignedOut = response.type === "opaqueredirect";
    if (response.status === 404) leave(); // this person may no longer do it, or the round is gone
    if (response.status === 403) csrfToken = (await fetchToken()) || csrfToken; // another since the last login
    if (![200, 409].includes(response.status)) return null;
    return { isDone: response.ok, ...(await response.json()) };
  } catch {
    return null;
  }
}

function show(press, { isDone, sentence, last }) {
  forget(press);
  if (isDone) {
    lastOwn = last;
    for (const other of presses) other.seen = last;
    for (const field of press.form.querySelectorAll("input[type=number]")) field.value = "";
  }
  say(isDone ? "good" : "warn", sentence);
  document.dispatchEvent(new Event("steered"));
}

function forget(press) {
  presses.splice(presses.indexOf(press), 1);
  notice.hidden = true;
}

function leave() {
  presses.length = 0;
  location.reload();
}

function showWaiting() {
  if (!presses.length) return;
  const text = fill(isSignedOut ? notice.dataset.signedOut : notice.dataset.unanswered, ...presses);
  const line = notice.querySelector("p");
  if (line.textContent !== text) line.textContent = text;
  notice.querySelector("a").hidden = !isSignedOut;
  notice.hidden = false;
}

const quote = ({ label }) => notice.dataset.quoted.replace("{}", label);
const fill = (text, ...some) => text.replace("{}", some.map(quote).join(", "));

function say(kind, sentence) {
  const fresh = findById(kind === "good" ? "done" : "not-done").content.cloneNode(true);
  fresh.querySelector("p").append(sentence);
  findById("messages").replaceChildren(fresh);
}
