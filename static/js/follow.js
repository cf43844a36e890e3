// Keeps elements of a page as they are on the server while the seminar changes: those with data-follow, which is the number of
// milliseconds between two fetches. What has been typed or ticked stays, and what has the focus is neither moved nor removed.
import { morph } from "./morph.js";
import { reloadOnChanges } from "./reload.js";

for (const { id, dataset } of document.querySelectorAll("[data-follow]")) reloadOnChanges(id, Number(dataset.follow), morph);
