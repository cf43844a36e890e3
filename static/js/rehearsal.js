// Lets pretend scribes write every few seconds, as long as the button is pressed and the page is open.
const INTERVAL = 4_000;
const form = document.getElementById("wave");
const button = document.getElementById("go-on");
const buttonTexts = { true: button.dataset.stop, false: button.textContent };
let timer = 0;

async function sendWave() {
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (response.status >= 500) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const figures = fresh.getElementById("rehearsal-figures");
    if (!figures) return setRunning(false); // the rehearsal has ended, or this person is logged out
    document.getElementById("rehearsal-figures").replaceChildren(...figures.childNodes);
    document.getElementById("messages").replaceChildren(...fresh.getElementById("messages").childNodes);
  } catch {
    // no network, or a busy server: the next wave may succeed
  }
  if (timer) timer = setTimeout(sendWave, INTERVAL);
}

function setRunning(isRunning) {
  clearTimeout(timer);
  timer = isRunning ? setTimeout(sendWave, 0) : 0;
  button.setAttribute("aria-pressed", isRunning);
  button.textContent = buttonTexts[isRunning];
}

button.hidden = false;
button.addEventListener("click", () => setRunning(!timer));
