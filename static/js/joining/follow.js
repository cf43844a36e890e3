// Keeps the page on which a device joins, or chooses its name and group, as it is on the server: the groups, the doors, a
// rehearsal. No stream tells a device of other groups, so the page asks while it is in sight. A form that was refused stays as it
// is: the page leaves this script out.
import { morph } from "../morph.js";
import { reloadInSight } from "../reload.js";

const isClosed = (page) => Boolean(page.querySelector("[data-closed]"));

reloadInSight("content", 10_000, (old, fresh) => {
  if (isClosed(old) !== isClosed(fresh)) return location.reload(); // the doors have been opened or closed, or the device is let in again
  morph(document.getElementById("messages"), fresh.ownerDocument.getElementById("messages"));
  const isWhole = morph(old, fresh);
  document.dispatchEvent(new Event("refreshed"));
  return isWhole;
});
