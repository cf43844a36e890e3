// A click is lost where what is pressed is replaced before it is released.
const AFTER_RELEASE = 50; // milliseconds until the click has come
const LONGEST_PRESS = 2_000; // some browsers never tell that a press has ended, as under a menu
let release = Promise.resolve();

addEventListener("pointerdown", () => {
  release = new Promise((resolve) => {
    for (const name of ["pointerup", "pointercancel"]) {
      addEventListener(name, () => setTimeout(resolve, AFTER_RELEASE), { capture: true, once: true });
    }
    setTimeout(resolve, LONGEST_PRESS);
  });
}, true);

// Resolves when no mouse button or finger is down, at once where none is. To be awaited before the page is changed.
export const untilReleased = () => release;
