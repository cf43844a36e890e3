// Follows what the hall is to see. On the machine of the projector, and with a presenter, the keys steer it too.
import { updateCountdowns } from "../countdown.js";
import { toggleFullScreen } from "../full-screen.js";
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";
import { press } from "../room/wall-press.js";
import { setStale } from "../stale.js";
import { steer } from "./steer.js";

const REFRESH_EVERY = 30_000; // a round that closes by its timer makes no change
const SHOW_DONE = 15_000;
const handles = document.querySelector("[data-steer]");

const schedule = reloadOnChanges("hall", 700, (old, fresh) => {
  const isWhole = morph(old, fresh);
  updateCountdowns(schedule);
  return isWhole;
});

setInterval(() => updateCountdowns(schedule), 1_000);
setInterval(() => schedule(), REFRESH_EVERY);
updateCountdowns(schedule);

const isBlank = () => document.getElementById("hall").matches(".hall-blank");
const COMMANDS = {
  ArrowRight: () => "next",
  PageDown: () => "next",
  ArrowLeft: () => "previous",
  PageUp: () => "previous",
  b: () => (isBlank() ? "light" : "blank"),
  ".": () => (isBlank() ? "light" : "blank"),
  1: () => "welcome",
  2: () => "question",
  3: () => "wall",
  4: () => "stage",
};
const clickUndo = () => document.getElementById("undo")?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "f") toggleFullScreen();
  else if (key === "u") clickUndo();
  else if (handles && COMMANDS[key]) steer(handles, COMMANDS[key]()).catch(() => setStale(true));
  else return;
  event.preventDefault();
});

// Before the hall, what was done is shown for a while only.
let clearing = 0;
function clearDoneLater() {
  clearTimeout(clearing);
  clearing = setTimeout(() => document.getElementById("wall-done")?.replaceChildren(), SHOW_DONE);
}

const wallForm = document.getElementById("wall-form");
wallForm?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await press(wallForm, event.submitter, ["wall-done", "hall"]);
    clearDoneLater();
  } catch {
    setStale(true);
  }
});

const fullButton = document.getElementById("hall-full");
if (fullButton) {
  fullButton.hidden = !document.fullscreenEnabled;
  fullButton.addEventListener("click", toggleFullScreen);
}
