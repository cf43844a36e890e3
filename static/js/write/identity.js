// The seminar's title, and the scribe's group and name, which others can change while the page is open.
import { getContent } from "./now.js";

const moved = document.getElementById("moved");
let { group } = getContent().dataset;

moved.querySelector("button").addEventListener("click", () => { moved.hidden = true; });

document.addEventListener("refreshed", () => {
  const now = getContent().dataset;
  for (const id of ["title", "group", "who"]) document.getElementById(id).textContent = now[id];
  if (now.group === group) return;
  document.title = document.title.replace(group, now.group);
  group = now.group;
  moved.querySelector("p").textContent = now.moved;
  moved.hidden = false;
});
