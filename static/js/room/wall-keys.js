// Hides and locks notes straight on the wall, freezes it, and undoes that: with the mouse, by touch and with keys. The keys
// act only while the focus is in the content (WCAG 2.1.4), which has it when the page opens.
import { setStale } from "../stale.js";
import { press } from "./wall-press.js";
import { showPage } from "./wall.js";

const form = document.getElementById("wall-form");
const content = document.getElementById("content");
const getNotes = () => [...document.querySelectorAll(".wall-note")];
const getCurrent = () => document.activeElement.closest(".wall-note");

async function send(button) {
  const notes = getNotes();
  const place = notes.indexOf(button.closest(".wall-note"));
  try {
    showPage(await press(form, button, ["messages", "wall-done", "wall-state"]));
    if (place < 0 || button.isConnected) return;
    const left = getNotes(); // of a note that is gone, the next one gets the focus
    (left[Math.min(place, left.length - 1)] ?? content).focus({ preventScroll: true });
  } catch {
    setStale(true);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.submitter);
});

function move(step) {
  const notes = getNotes();
  const place = notes.indexOf(getCurrent());
  const isInSight = ({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > scrollY;
  const next = place < 0 ? notes.find(isInSight) : notes[place + step];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const click = (selector, within = document) => within?.querySelector(selector)?.click();
const COMMANDS = {
  j: () => move(1),
  k: () => move(-1),
  h: () => click("[name=hide]", getCurrent()),
  l: () => click("[name=lock], [name=unlock]", getCurrent()),
  z: () => click("#freeze"),
  u: () => click("#undo"),
};

content.addEventListener("keydown", (event) => {
  const command = COMMANDS[event.key.toLowerCase()];
  if (!command || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("select, input, textarea")) return;
  event.preventDefault();
  command();
});
