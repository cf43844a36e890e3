// Keeps the codebook and its counts as they are on the server. What has the focus is neither moved nor removed.
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";

reloadOnChanges("codebook", 2_000, morph);
