// Asks before the page of the summary is left with a text that is not saved.
let sent = null;

const isUnsaved = (field) => field.form !== sent && field.value !== field.defaultValue;

addEventListener("submit", ({ target }) => { sent = target; });
addEventListener("pageshow", () => { sent = null; });
addEventListener("beforeunload", (event) => {
  if (![...document.querySelectorAll(".remark textarea")].some(isUnsaved)) return;
  event.preventDefault();
  event.returnValue = true; // older browsers ask only with this
});
