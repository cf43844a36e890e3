// The page for writing: what was typed here before, what the server knows, and news of both.
import * as clock from "./clock.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import { paint } from "./notes.js";
import { page, probe, refresh, remember } from "./now.js";
import * as outbox from "./outbox.js";
import "./paste.js";
import { hurry, soon, work } from "./pump.js";
import * as status from "./status.js";

const { slug } = page().dataset;
const OURS = /^(dialogueround|question|post|scribe|seminar|group|reload)/;
const SPREAD = 1_500;

async function start() {
  remember();
  await Promise.all([drafts.load(), outbox.load()]);
  const isShell = "shell" in page().dataset;
  takeFields(isShell);
  time();
  paint();
  status.show();
  work(outbox.send, drafts.sync, probe);
  soon();
  document.documentElement.dataset.writes = "on";
  if (isShell) refresh();
}

function takeFields(isShell) {
  for (const field of page().querySelectorAll(".entry textarea")) fields.adopt(field, isShell);
  fields.adoptEdits(isShell);
  fields.showLost();
}

const time = () => clock.set(page().dataset, refresh);

document.addEventListener("merged", () => {
  takeFields(false);
  time();
  status.show();
});
document.addEventListener("new-round", () => {
  document.dispatchEvent(new CustomEvent("said", { detail: page().querySelector("h1").textContent }));
  keepShell();
});

// Another page of this browser.
drafts.hear(({ draft, outbox: sent, dropped }) => {
  if (dropped) outbox.forget(dropped);
  if (sent) outbox.load();
  if (draft && drafts.take(draft)) {
    fields.fill(draft.place, draft.body);
    status.show();
  }
});

// All devices of a hall hear of a round in the same moment; they do not all ask in it.
let due = 0;
document.addEventListener("changes", ({ detail }) => {
  if (!detail.some(({ verb }) => OURS.test(verb))) return;
  const everyone = detail.some(({ verb }) => /^(dialogueround|question|reload)/.test(verb));
  clearTimeout(due);
  due = setTimeout(refresh, everyone ? 100 + Math.random() * SPREAD : 150);
});
document.addEventListener("arrived", () => {
  clearTimeout(due);
  due = setTimeout(refresh, 300);
});

function wake() {
  hurry();
  refresh();
}
let live = "";
new MutationObserver(() => {
  const state = document.documentElement.dataset.live;
  if (live === "off" && state !== "off") wake();
  live = state;
}).observe(document.documentElement, { attributeFilter: ["data-live"] });
addEventListener("online", wake);
addEventListener("pageshow", ({ persisted }) => { if (persisted) drafts.load().then(() => outbox.load()).then(wake); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });

// The page itself, without what anyone wrote, for when there is no network.
const keepShell = () => navigator.serviceWorker?.controller?.postMessage({ keep: `/s/${slug}/write/` });
if (navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener("controllerchange", keepShell);
  if (!performance.getEntriesByType("navigation")[0]?.workerStart) keepShell(); // it took this page over before we listened
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // without it the page opens only where there is network
}

start();
