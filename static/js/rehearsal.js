// While the button is pressed, and this page open, pretend scribes write every few seconds.
const EVERY = 4_000;
const form = document.getElementById("wave");
const button = document.getElementById("go-on");
const words = { true: button.dataset.stop, false: button.textContent };
let timer = 0;

async function wave() {
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const figures = fresh.getElementById("rehearsal-figures");
    if (!figures) return turn(false); // it has ended, or this person is signed out
    document.getElementById("rehearsal-figures").replaceChildren(...figures.childNodes);
    document.getElementById("messages").replaceChildren(...fresh.getElementById("messages").childNodes);
  } catch {
    // no network: the next one may come through
  }
  if (timer) timer = setTimeout(wave, EVERY);
}

function turn(on) {
  clearTimeout(timer);
  timer = on ? setTimeout(wave, 0) : 0;
  button.setAttribute("aria-pressed", on);
  button.textContent = words[on];
}

button.hidden = false;
button.addEventListener("click", () => turn(!timer));
