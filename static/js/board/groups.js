// Themes that have others under them can be folded in the dock. A theme that the current note has is always shown.
const MOST_UNFOLDED = 60; // themes; of more, only the groups are shown to begin with
const folded = new Set(); // ids of rows

const getRows = () => [...document.querySelectorAll("#dock .palette-theme")];
const getFold = (row) => row.querySelector(".palette-fold");

if (getRows().length > MOST_UNFOLDED) getRows().filter(getFold).forEach(({ id }) => folded.add(id));

export function toggleGroup(id) {
  if (!folded.delete(id)) folded.add(id);
  showGroups();
}

export function showGroups() {
  let hiddenBelow = Infinity; // the depth of the folded theme
  for (const row of getRows()) {
    const depth = Number(row.dataset.depth);
    if (depth <= hiddenBelow) hiddenBelow = Infinity;
    const isPlaced = row.querySelector("[aria-pressed=true], [aria-pressed=mixed]");
    row.classList.toggle("is-folded", depth > hiddenBelow && !isPlaced);
    getFold(row)?.setAttribute("aria-expanded", String(!folded.has(row.id)));
    if (folded.has(row.id)) hiddenBelow = Math.min(hiddenBelow, depth);
  }
}
