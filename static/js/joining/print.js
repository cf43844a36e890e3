// Shows a button that prints the page, in place of the sentence about the browser's own.
const button = document.getElementById("print");
button.hidden = false;
document.getElementById("by-hand").hidden = true;
button.addEventListener("click", () => print());
