// Starts the scribe's page, and connects its parts: what is on this device, what the server has, and changes to either.
import * as clock from "./clock.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import { render } from "./notes.js";
import { probe, refresh, remember } from "./refresh.js";
import * as outbox from "./outbox.js";
import "./identity.js";
import "./keyboard.js";
import "./messages.js";
import { announce, getContent } from "./now.js";
import "./paste.js";
import * as rehearsal from "./rehearsal.js";
import { retryNow, schedule, setJobs } from "./sync.js";
import * as status from "./status.js";
import * as unsent from "./unsent.js";
import "./weighing.js";
import { makeSchedule } from "../schedule.js";

const { pageAddress, workerAddress } = getContent().dataset;
const SHOWN_HERE = /^(dialogueround|question|post|scribe|seminar|group|reload|weighing\.(opened|closed|reopened))/; // changes that this page shows
const FOR_ALL = /^(seminar|dialogueround|question|reload|weighing)/; // changes that all devices of a hall hear of in the same moment
const WARNING_PAUSE = 20_000; // milliseconds
const SPREAD = 1_500; // milliseconds over which they spread their requests
const refreshIn = makeSchedule(refresh);

async function start() {
  remember();
  await Promise.all([drafts.load(), outbox.load()]);
  await outbox.addForeign();
  const isShell = "shell" in getContent().dataset;
  connectFields(isShell);
  setClock();
  render();
  status.update();
  setJobs(outbox.sync, drafts.sync, probe);
  schedule();
  document.documentElement.dataset.writes = "on";
  if (isShell) refresh();
  loadWarning();
}

// The warning about personal data is not needed to begin writing. Where it does not arrive, it is fetched again.
function loadWarning() {
  const script = Object.assign(document.createElement("script"), { src: document.getElementById("personal").dataset.script });
  script.addEventListener("error", () => setTimeout(loadWarning, WARNING_PAUSE));
  document.head.append(script);
}

function connectFields(isShell) {
  for (const field of getContent().querySelectorAll(".entry textarea")) fields.connect(field, isShell);
  fields.connectEdits(isShell);
  fields.addMissingFields();
  unsent.reconcile();
  if (!isShell) rehearsal.clear();
  unsent.update();
}

function setClock() {
  const { dataset } = getContent();
  clock.setTimes(dataset, refresh);
  if (dataset.next) refreshIn(dataset.next * 1000 + Math.random() * SPREAD);
}

document.addEventListener("refreshed", () => {
  connectFields(false);
  render();
  setClock();
  status.update();
});
document.addEventListener("new-round", () => {
  announce(getContent().querySelector("h1").textContent);
  saveShell();
});

// Another page of this browser has changed a draft or the outbox.
drafts.onBroadcast(({ draft, outbox: outboxChanged, dropped }) => {
  if (dropped) outbox.forget(dropped);
  if (outboxChanged) outbox.load();
  if (draft && drafts.receive(draft)) {
    fields.update(drafts.get(draft.place));
    status.update();
  }
});

document.addEventListener("changes", ({ detail: changes }) => {
  if (!changes.some(({ verb }) => SHOWN_HERE.test(verb))) return;
  refreshIn(changes.some(({ verb }) => FOR_ALL.test(verb)) ? 100 + Math.random() * SPREAD : 150);
});
// Another device of this scribe has saved a draft.
document.addEventListener("ephemeral", ({ detail: events }) => {
  if (events.some(({ verb, origin }) => verb === "draft.saved" && !drafts.isOwnOrigin(origin))) refreshIn(150);
});
document.addEventListener("delivered", () => refreshIn(300));
document.addEventListener("refused", refresh); // the answer says why
// Another page of this browser has joined for another group.
document.addEventListener("another-scribe", () => {
  saveShell();
  location.reload();
});

// The network may be back, or the page may have been asleep.
async function wakeUp() {
  for (const draft of await drafts.load()) fields.update(draft);
  await outbox.load();
  catchUp();
}
function catchUp() {
  retryNow();
  refresh();
}
let liveState = "";
new MutationObserver(() => {
  const state = document.documentElement.dataset.live;
  if (state === "off") refreshIn(3_000); // a stream that breaks is often back at once
  else if (liveState === "off") catchUp();
  liveState = state;
}).observe(document.documentElement, { attributeFilter: ["data-live"] });
addEventListener("online", catchUp);
addEventListener("offline", refresh); // finds that nothing answers, and the page says so
addEventListener("pageshow", ({ persisted }) => { if (persisted) wakeUp(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) wakeUp(); });

// The browser asks before it closes a page whose text is neither on the server nor on this device.
addEventListener("beforeunload", (event) => {
  if (!drafts.getAll().some(drafts.isOnlyInPage) && !outbox.getAll().some(outbox.isOnlyInPage)) return;
  event.preventDefault();
  event.returnValue = true; // older browsers ask only with this
});

// Asks the service worker to save the page without anyone's text, for when there is no network.
const saveShell = () => navigator.serviceWorker?.controller?.postMessage({ keep: pageAddress });
if (navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener("controllerchange", saveShell);
  if (!performance.getEntriesByType("navigation")[0]?.workerStart) saveShell(); // the worker may have taken over before
  navigator.serviceWorker.register(workerAddress).catch(() => {}); // without it, the page opens only with network
}

start();
