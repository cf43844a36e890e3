// Tagging by keyboard: a theme's key marks it, Enter goes on. Without this file the same is done with Tab and Space.
"use strict";
{
  const form = document.getElementById("tagging");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("a, button, [popover]")) return;
    const box = /^[1-9a-z]$/i.test(event.key) && form.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (box) box.click();
    else if (event.key === "Enter") form.requestSubmit();
    else return;
    event.preventDefault();
  });
}
