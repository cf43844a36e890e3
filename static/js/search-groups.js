// Shows the groups whose names hold what is typed. The one that is chosen, and "I do not know my group", always stay.
const field = document.getElementById("search");
const found = document.getElementById("found");
const none = document.getElementById("none").content.textContent;
const choices = [...document.querySelectorAll(".join-groups .choice")];

function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const choice of choices) {
    const input = choice.querySelector("input");
    const fits = words.every((word) => choice.textContent.toLowerCase().includes(word));
    count += fits && input.value !== "";
    choice.hidden = !fits && !input.checked && input.value !== "";
  }
  found.textContent = words.length && !count ? none : "";
}

document.querySelector(".search-groups .button").hidden = true;
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", show);
