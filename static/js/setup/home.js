// Keeps the list of a person's seminars and their states as they are on the server. No stream tells of several seminars.
import { morph } from "../morph.js";
import { reloadInSight } from "../reload.js";

reloadInSight("seminars", 10_000, (old, fresh) => {
  const details = fresh.querySelectorAll("details");
  old.querySelectorAll("details").forEach(({ open }, place) => details[place]?.toggleAttribute("open", open));
  return morph(old, fresh);
});
