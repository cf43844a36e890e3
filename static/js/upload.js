// Shows how far a file has come on its way, and marks the drop zone. Without this script the form is sent as any form is.
const form = document.getElementById("upload");
const drop = form.querySelector(".drop");
const progress = document.getElementById("upload-progress");
const bar = document.getElementById("upload-bar");
const label = progress.querySelector("label");

for (const [event, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  drop.addEventListener(event, () => drop.classList.toggle("is-over", over));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = form.querySelector("button:not([type])");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  progress.hidden = false;
  label.textContent = label.dataset.sending;

  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (sent) => { bar.value = (100 * sent.loaded) / sent.total; });
  request.upload.addEventListener("load", () => { bar.removeAttribute("value"); label.textContent = label.dataset.reading; });
  request.addEventListener("load", () => {
    if (request.status === 200 && request.responseURL !== location.href) {
      location.assign(request.responseURL);
    } else {
      showAnswer(request.responseText);
    }
  });
  // The network failed: the browser's own sending shows its own, honest, error page.
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.send(new FormData(form));
});

function showAnswer(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const errors = answer.querySelectorAll("#upload .field-errors");
  if (!errors.length) return form.submit();
  for (const field of form.querySelectorAll(".field")) field.querySelector(".field-errors")?.remove();
  for (const list of errors) {
    const input = form.querySelector(`#${list.closest(".field").querySelector("input[type=file], textarea").id}`);
    input.setAttribute("aria-invalid", "true");
    input.closest(".field").append(list);
    input.setAttribute("aria-describedby", `${input.id}_helptext ${list.id}`);
    input.focus();
  }
  progress.hidden = true;
  form.querySelector("button:not([type])").removeAttribute("aria-busy");
}
