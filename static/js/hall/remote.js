// The remote control: a press is sent without leaving the page, and what others press is followed.
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";
import { press as pressOnWall } from "../room/wall-press.js";
import { setStale } from "../stale.js";
import { steer } from "./steer.js";

const form = document.getElementById("remote");
const wallForm = document.getElementById("wall-form");
reloadOnChanges("steering", 700, morph);

async function press(button) {
  if (button.disabled) return;
  form.setAttribute("aria-busy", "true");
  try {
    morph(form, (await steer(form, button.value)).getElementById("remote"));
    setStale(false);
  } catch {
    setStale(true); // the page says that it is old, and the hall shows what it did
  } finally {
    form.removeAttribute("aria-busy");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  press(event.submitter);
});

wallForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await pressOnWall(wallForm, event.submitter, ["messages", "wall-done", "steering"]);
    setStale(false);
  } catch {
    setStale(true);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = (event.key === "PageDown" ? "ArrowRight" : event.key === "PageUp" ? "ArrowLeft" : event.key).toLowerCase();
  const button = [...form.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key.toLowerCase() === key);
  if (!button) return;
  event.preventDefault();
  press(button);
});
