// Removes what was typed in a rehearsal that has been cleared. A text stays where the server does not have it as it is, or has
// got one since: then someone typed after the rehearsal, perhaps without a network.
import * as drafts from "./drafts.js";
import { fill, findField } from "./fields.js";
import { getContent } from "./now.js";

export function clear() {
  const { drafts: onServer } = getContent().dataset;
  for (const draft of drafts.getAll()) {
    if (!drafts.isOfCleared(draft) || onServer.split(" ").includes(draft.place) || findField(draft.place) === document.activeElement) continue;
    drafts.setText(draft, "");
    fill(draft.place, "");
  }
}
