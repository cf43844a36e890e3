// The scribe's group and name, which others can change while the page is open.
const content = () => document.getElementById("now").dataset;
const moved = document.getElementById("moved");
let group = content().group;

moved.querySelector("button").addEventListener("click", () => { moved.hidden = true; });

document.addEventListener("refreshed", () => {
  const { group: newGroup, who, moved: sentence } = content();
  document.getElementById("group").textContent = newGroup;
  document.getElementById("name").textContent = who;
  if (newGroup === group) return;
  document.title = document.title.replace(group, newGroup);
  group = newGroup;
  moved.querySelector("p").textContent = sentence;
  moved.hidden = false;
});
