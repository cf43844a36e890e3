// Cuts a part where the cursor is. Without this file the cut is written as a line with three dashes.
"use strict";
{
  const form = document.querySelector(".split");
  const again = form.querySelector("[name=again]");
  const MARKER = "\n---\n";

  for (const plain of form.querySelectorAll(".split-plain")) plain.hidden = true;

  for (const button of form.querySelectorAll("[data-cut]")) {
    const text = document.getElementById(button.dataset.cut);
    const isInside = () => {
      const at = text.selectionStart;
      return text.value.slice(0, at).trim() !== "" && text.value.slice(at).trim() !== "";
    };
    const show = () => { button.disabled = !isInside(); };
    button.hidden = false;
    show();
    for (const kind of ["select", "selectionchange", "keyup", "pointerup", "input", "focus"]) text.addEventListener(kind, show);
    button.addEventListener("click", () => {
      text.setRangeText(MARKER, text.selectionStart, text.selectionStart);
      form.requestSubmit(again);
    });
  }
}
