// Tags a note by keyboard: a theme's key ticks the theme, Enter sends the form. Without script, Tab and Space do the same.
"use strict";
{
  const form = document.getElementById("tagging");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("a, button, [popover]")) return;
    const box = /^[1-9a-z]$/i.test(event.key) && form.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (box) box.click();
    else if (event.key === "Enter") form.querySelector("button:not([type])").click();
    else return;
    event.preventDefault();
  });
}
