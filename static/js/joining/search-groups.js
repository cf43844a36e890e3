// Shows only the groups whose names contain every word that is typed. What is chosen, and "I do not know my group", always
// stays.
const field = document.getElementById("search");
const status = document.getElementById("found");
const noneText = document.getElementById("none").content.textContent;
const getChoices = () => document.querySelectorAll(":is(.join-groups, .many-groups) .choice");
const hideButton = () => { document.querySelector(".search-groups .button").hidden = true; };

function filterGroups() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const choice of getChoices()) {
    const input = choice.querySelector("input");
    const matches = words.every((word) => choice.textContent.toLowerCase().includes(word));
    count += matches && input.value !== "";
    choice.hidden = !matches && !input.checked && input.value !== "";
  }
  status.textContent = words.length && !count ? noneText : "";
}

hideButton();
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", filterGroups);
document.addEventListener("refreshed", () => { // as it came from the server
  hideButton();
  if (field.value !== field.defaultValue) filterGroups();
});
