// Sends the file of an import, shows the progress, and marks the drop zone. Without script, the browser sends the form.
const form = document.getElementById("upload");
const dropZone = form.querySelector(".drop");
const button = form.querySelector("button:not([type])");
const progress = document.getElementById("upload-progress");
const bar = document.getElementById("upload-bar");
const label = progress.querySelector("label");

for (const [event, isOver] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  dropZone.addEventListener(event, () => dropZone.classList.toggle("is-over", isOver));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  progress.hidden = false;
  label.textContent = label.dataset.sending;

  const request = new XMLHttpRequest(); // fetch reports no progress of what it sends
  request.upload.addEventListener("progress", (sent) => { bar.value = (100 * sent.loaded) / sent.total; });
  request.upload.addEventListener("load", () => { bar.removeAttribute("value"); label.textContent = label.dataset.reading; });
  request.addEventListener("load", () => {
    const isRedirected = request.status === 200 && request.responseURL !== location.href;
    if (isRedirected) location.assign(request.responseURL);
    else showErrors(request.responseText);
  });
  // The network failed. Sent again by the browser, the form leads to the browser's own error page.
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
});

// Copies the errors into the form on this page, where the chosen file is still in its field.
function showErrors(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const errorLists = answer.querySelectorAll("#upload .field-errors");
  if (!errorLists.length) return form.submit();
  for (const field of form.querySelectorAll(".field")) field.querySelector(".field-errors")?.remove();
  for (const list of errorLists) {
    const input = form.querySelector(`#${list.closest(".field").querySelector("input[type=file], textarea").id}`);
    input.setAttribute("aria-invalid", "true");
    input.closest(".field").append(list);
    input.setAttribute("aria-describedby", `${input.id}_helptext ${list.id}`);
    input.focus();
  }
  progress.hidden = true;
  button.removeAttribute("aria-busy");
}
