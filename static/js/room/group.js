// Keeps the page of one group as it is on the server.
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";

reloadOnChanges("group", 2_000, morph);
