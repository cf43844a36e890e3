// What those who run the seminar write to the groups is shown in the line at the top when it comes, wherever the page is
// scrolled to. A call for help leaves the page open.
import { announce, getContent } from "./now.js";
import { refresh } from "./refresh.js";
import { withTimeout } from "../timeout.js";

const TIMEOUT = 10_000;
const getTexts = () => [...getContent().querySelectorAll("[data-key=messages] strong")].map(({ textContent }) => textContent);
const call = document.getElementById("message");
let texts = getTexts();
let unread = [];

document.addEventListener("refreshed", () => {
  const current = getTexts();
  unread = current.filter((text) => !texts.includes(text) || unread.includes(text));
  texts = current;
  const line = call.querySelector("p");
  const text = unread.join(" · ");
  if (line.textContent !== text) line.textContent = text;
  call.hidden = !unread.length;
});
call.querySelector("button").addEventListener("click", () => {
  unread = [];
  call.hidden = true;
});

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.closest("[data-key=help]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (submitter) body.set(submitter.name, submitter.value);
  submitter?.blur(); // what has the focus is not replaced
  const isSent = await send(form.action, body);
  if (isSent) return refresh();
  const line = form.querySelector("p");
  line.textContent = form.dataset.failed;
  announce(form.dataset.failed);
});

// The answer to a form is the way back to the page.
async function send(url, body) {
  try {
    return (await withTimeout(TIMEOUT, (signal) => fetch(url, { method: "POST", body, redirect: "manual", signal }))).type === "opaqueredirect";
  } catch {
    return false;
  }
}
