// Shows that the notes are being added, and sends the form only once. Without script, the browser shows that it waits.
const form = document.getElementById("choices");
const progress = document.getElementById("import-progress");

form.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "confirm") return;
  if (progress.hidden) {
    progress.hidden = false;
    event.submitter.setAttribute("aria-busy", "true");
    progress.scrollIntoView({ block: "nearest" });
  } else {
    event.preventDefault();
  }
});

// After Back, the page is as it was left.
addEventListener("pageshow", () => {
  progress.hidden = true;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
