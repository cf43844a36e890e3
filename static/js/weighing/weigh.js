// The page on which a group weighs the themes. Counts what is left while they choose, sends the answer and tries again until
// the server has it, and shows what other devices of the group save.
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";
import { withTimeout } from "../timeout.js";

const byId = (id) => document.getElementById(id);
const words = byId("weigh-words").dataset;
const TIMEOUT = 15_000;
const RETRY_AFTER = 3_000;
const SPREAD = 1_500; // milliseconds over which the devices of a hall spread their requests
let savedValues = "";
let isSending = false;
let retryTimer = 0;

const getForm = () => byId("weigh-form");
const getFields = () => [...getForm().querySelectorAll(".weigh-theme input")];
const getPoints = (field) => (field.type === "checkbox" ? Number(field.checked) : Math.max(0, Math.trunc(Number(field.value)) || 0));
const getValues = () => JSON.stringify(getFields().map((field) => [field.name, getPoints(field)]));
const isUnsaved = () => Boolean(getForm()) && getValues() !== savedValues;
const getLeft = () => Number(getForm().dataset.limit) - getFields().reduce((sum, field) => sum + getPoints(field), 0);

function say(sentence) {
  if (byId("weigh-state").textContent !== sentence) byId("weigh-state").textContent = sentence;
}

function update() {
  const left = getLeft();
  byId("weigh-left").textContent = left < 0 ? words.over.replace("{}", -left) : left;
  byId("weigh-left").classList.toggle("is-over", left < 0);
  for (const button of getForm().querySelectorAll("[data-step]")) {
    const field = button.parentElement.querySelector("input");
    button.setAttribute("aria-disabled", button.dataset.step === "1" ? left <= 0 : getPoints(field) === 0);
  }
  for (const field of getFields()) {
    if (field.type === "checkbox") field.setAttribute("aria-disabled", !field.checked && left <= 0);
  }
}

// The server's answer is what the page shows now.
function connect() {
  if (!getForm()) return;
  for (const field of getFields()) {
    field.value = field.getAttribute("value");
    field.checked = field.hasAttribute("checked");
  }
  savedValues = getValues();
  // A form that was refused has values that are not saved.
  if (byId("weigh-error")) savedValues = "";
  update();
}

function show(fresh) {
  const hadUnsaved = isUnsaved();
  const isSame = Boolean(getForm()) === Boolean(fresh.querySelector("#weigh-form"));
  const hadFocus = byId("weigh").contains(document.activeElement);
  if (isSame) {
    morph(byId("weigh"), fresh);
  } else {
    byId("weigh").replaceWith(fresh); // also what has the focus
    if (hadFocus) byId("content").focus({ preventScroll: true });
  }
  if (!getForm() && hadUnsaved) say(words.lost);
  connect();
}

document.addEventListener("click", (event) => {
  const field = event.target.closest(".weigh-theme input[aria-disabled=true]");
  if (field) event.preventDefault();
  const button = event.target.closest("[data-step]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  const input = button.parentElement.querySelector("input");
  input.value = getPoints(input) + Number(button.dataset.step);
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", () => {
  update();
  say(isUnsaved() ? words.unsaved : "");
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});

async function send(form) {
  if (isSending) return;
  isSending = true;
  clearTimeout(retryTimer);
  say(words.saving);
  const sent = getForm() && getValues();
  try {
    const { response, text } = await withTimeout(TIMEOUT, async (signal) => {
      const response = await fetch(location.href, { method: "POST", body: new FormData(form), signal });
      return { response, text: await response.text() };
    });
    if (response.status >= 500 || response.status === 429) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("weigh");
    if (!fresh && response.ok && !response.redirected) throw new Error("not from our server");
    if (!fresh) return location.reload(); // the device is no longer known here, and the page says so
    const changed = response.ok && getForm() && getValues() !== sent && getFields().map((field) => [field.name, field.value, field.checked]);
    savedValues = getForm() ? getValues() : "";
    show(fresh);
    if (changed) restore(changed);
    else if (!response.ok) byId("weigh").querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  } catch {
    say(words.offline);
    retryTimer = setTimeout(() => { if (form.isConnected) send(form); }, RETRY_AFTER);
  } finally {
    isSending = false;
  }
}

// What was chosen while the answer was on its way.
function restore(values) {
  for (const [name, value, checked] of values) {
    const field = getForm()?.elements[name];
    if (field) Object.assign(field, field.type === "checkbox" ? { checked } : { value });
  }
  if (getForm()) update();
  say(isUnsaved() ? words.unsaved : "");
}

reloadOnChanges("weigh", 500, (old, fresh) => {
  const top = (page) => page.querySelector(".write-who");
  morph(top(document), top(fresh.ownerDocument));
  if (isSending) return false;
  const isFormThere = getForm() && fresh.querySelector("#weigh-form");
  const hasChoice = isUnsaved() || byId("weigh-met");
  if (!(isFormThere && hasChoice)) show(fresh);
  return true;
}, SPREAD);

addEventListener("beforeunload", (event) => {
  if (!isUnsaved()) return;
  event.preventDefault();
  event.returnValue = true; // older browsers ask only with this
});

document.addEventListener("refused", () => location.reload()); // the page says why
document.documentElement.dataset.weighs = "on";
connect();
