// The stage follows what happens without a flicker: only what differs is changed, and themes change places no sooner than
// ten seconds after they last did, so that nobody loses the line they read. Arrows and page keys step from page to page.
import { follow } from "./fresh.js";
import { settle } from "./settle.js";

const HOLD = 10_000;
const byId = (id) => document.getElementById(id);
const pages = () => [...document.querySelectorAll(".stage-page")];
let ordered = Date.now();
let current = pages()[0]?.id;

const order = (stage) => [...stage.querySelectorAll("[id]")].map(({ id }) => id).join();

const again = follow("stage", 2_000, (old, fresh) => {
  const wait = ordered + HOLD - Date.now();
  const moves = order(old) !== order(fresh);
  if (moves && wait > 0) {
    for (const row of fresh.querySelectorAll(".stage-row")) if (byId(row.id)) settle(byId(row.id), row);
    again(wait);
    return true;
  }
  if (moves) ordered = Date.now();
  const top = byId(current)?.getBoundingClientRect().top;
  const done = settle(old, fresh);
  const page = byId(current);
  if (moves && page) scrollBy({ top: page.getBoundingClientRect().top - top, behavior: "instant" });
  tell();
  return done;
});

function at() {
  const all = pages();
  const middle = innerHeight / 2;
  return Math.max(0, all.findLastIndex((page) => page.getBoundingClientRect().top < middle));
}

function tell() {
  const all = pages();
  const place = at();
  current = all[place]?.id;
  byId("stage-place").textContent = `${place + 1} / ${all.length}`;
  byId("stage-previous").disabled = place === 0;
  byId("stage-next").disabled = place === all.length - 1;
}

function goTo(place) {
  const page = pages().at(Math.min(Math.max(place, 0), pages().length - 1));
  page.scrollIntoView({ behavior: "instant", block: "start" });
  page.focus({ preventScroll: true });
  tell();
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

// Taller than the screen, as on a phone: the keys scroll in it first.
const more = (down) => {
  const { top, bottom } = pages()[at()].getBoundingClientRect();
  return down ? bottom > innerHeight + 4 : top < -4;
};

const doings = {
  ArrowRight: () => goTo(at() + 1),
  ArrowLeft: () => goTo(at() - 1),
  ArrowDown: () => more(true) || goTo(at() + 1),
  ArrowUp: () => more(false) || goTo(at() - 1),
  PageDown: () => more(true) || goTo(at() + 1),
  PageUp: () => more(false) || goTo(at() - 1),
  Home: () => goTo(0),
  End: () => goTo(pages().length - 1),
  f: fullScreen,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".stage-bar a")) return;
  if (doings[event.key] && doings[event.key]() !== true) event.preventDefault();
});
addEventListener("scroll", tell, { passive: true });
addEventListener("resize", tell);
byId("stage-previous").addEventListener("click", () => goTo(at() - 1));
byId("stage-next").addEventListener("click", () => goTo(at() + 1));
byId("stage-full").addEventListener("click", fullScreen);
byId("stage-tools").hidden = false;
tell();
