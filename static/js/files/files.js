// Shows how far the files are that are being made, until all of them are ready.
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";

const EVERY = 2_000; // milliseconds
const reload = reloadOnChanges("files", EVERY, morph);
const timer = setInterval(() => {
  if (!document.querySelector("#files[data-waiting]")) clearInterval(timer);
  else if (!document.hidden) reload();
}, EVERY);
