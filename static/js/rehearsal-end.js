// Keeps up to date what ends with the rehearsal, so that nobody clears more or less than the page lists. What has been ticked
// stays.
import { morph } from "./morph.js";
import { reloadOnChanges } from "./reload.js";

reloadOnChanges("rehearsal-end", 1_000, morph);
