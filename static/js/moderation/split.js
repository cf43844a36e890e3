// Cuts a part of a note where the cursor is. Without script, a line with three dashes marks the cut. Ctrl+Enter splits the
// note, since there may be many fields before the button.
"use strict";
{
  const form = document.querySelector(".split");
  const showCutsButton = form.querySelector("[name=again]");
  const MARKER = "\n---\n";

  for (const element of form.querySelectorAll(".split-plain")) element.hidden = true;
  form.querySelector(".button-primary > kbd").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    form.querySelector(".button-primary").click();
  });

  for (const button of form.querySelectorAll("[data-cut]")) {
    const field = document.getElementById(button.dataset.cut);
    const hasTextOnBothSides = () => {
      const cursor = field.selectionStart;
      return field.value.slice(0, cursor).trim() !== "" && field.value.slice(cursor).trim() !== "";
    };
    const updateButton = () => { button.disabled = !hasTextOnBothSides(); };
    button.hidden = false;
    updateButton();
    for (const event of ["select", "selectionchange", "keyup", "pointerup", "input", "focus"]) {
      field.addEventListener(event, updateButton);
    }
    button.addEventListener("click", () => {
      field.setRangeText(MARKER, field.selectionStart, field.selectionStart);
      showCutsButton.click();
    });
  }
}
