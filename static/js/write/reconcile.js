// What becomes of a draft on this device when it meets the one on the server. Nothing here touches the page or the network.
//
// A scribe may write on several devices, and the server saves a text only if it builds on the current one. So a draft knows
// `seen`, the server's version on which its text builds; `origin`, the id of this copy of the draft; `version`, which
// counts the changes of the copy; and `synced`, the last of them that the server has. `other` is a text of another device
// that this one has not taken in: { body, version, fetchedBy, becomes }. Until the person chooses, the draft stays on this
// device. `becomes` is the id of the note that the text will be. It goes with the text from device to device, so that it is
// one note whichever of them sends it, or the server when the round has closed.
import { newUid } from "./hash.js";

export const isSaved = (draft) => draft.version <= draft.synced;

// `facts` are round, question and label of a new note, or round, question and note for a new text of a note.
export const create = (facts) => ({ question: null, note: null, base: 0, becomes: newUid(), ...facts, origin: newUid(), body: "", version: 0, synced: 0, seen: 0, other: null });

// Fills in what a draft lacks that a page of an older release saved.
export const upgrade = (draft) => ({ origin: newUid(), becomes: newUid(), seen: draft.synced, other: null, ...draft });

export function setText(draft, body) {
  if (!draft.body.trim() && isSaved(draft)) draft.becomes = newUid(); // the one before was sent or removed
  draft.body = body;
  draft.version = Math.max(draft.version, draft.synced) + 1;
}

export const makeRequest = ({ round, question, note, base, body, version, origin, seen, becomes }) => ({ round, question, note, revision: note ? base : null, body: toWellFormed(body), version, origin, base: seen, becomes });

// `request` is what makeRequest returned, and `answer` what the server then said.
export function handleAnswer(draft, request, answer, mayReplace = true) {
  const { current, version, origin, origin_version: originVersion, fetched_by: fetchedBy, revision, becomes, note_body: noteBody } = answer;
  const met = draft.other?.version ?? draft.seen;
  if (met !== request.base && version <= met) return; // it has met a later version while it waited for this answer
  const wasSaved = (origin === draft.origin && originVersion === request.version) || isSame(current, request.body);
  if (wasSaved && !fetchedBy) {
    Object.assign(draft, { synced: Math.max(draft.synced, request.version), seen: version, other: null });
    if (draft.becomes === request.becomes) becomeSame(draft, { body: current, becomes }); // else it was sent meanwhile
  } else meet(draft, { body: current, version, origin, originVersion, fetchedBy, revision, becomes, noteBody }, mayReplace);
}

// Meets the server's draft as a page shows it, which may have been fetched before the last save. That of a new text for a
// note comes with the text that the note has, as `noteBody`: where it is the same, the draft has been sent. Without `mayReplace` the
// text must not change now.
export function meetFetched(draft, server, mayReplace = true) {
  if (server.version === draft.seen) return;
  if (server.version < draft.seen) {
    if (!isSame(draft.body, server.body)) draft.synced = Math.min(draft.synced, draft.version - 1); // the server is asked
    return;
  }
  meet(draft, server, mayReplace);
}

function meet(draft, server, mayReplace) {
  const { body, version, origin, originVersion, fetchedBy, becomes } = server;
  if (fetchedBy) {
    if (!draft.body.trim()) setText(draft, body);
    draft.other = { body, version, fetchedBy };
    return;
  }
  const isOwn = origin === draft.origin && originVersion <= draft.version; // its answer was lost
  const isSent = !body && server.noteBody && isSame(draft.body.trimEnd(), server.noteBody.trimEnd());
  const isNewer = isSent || isSaved(draft) || (!draft.body.trim() && body.trim()) || startsWith(body, draft.body);
  draft.other = null;
  if (isSame(draft.body, body)) {
    Object.assign(draft, { synced: draft.version, seen: version });
    becomeSame(draft, server);
  } else if (!isSaved(draft) && !isSent && (isOwn || startsWith(draft.body, body.trim()))) {
    draft.seen = version;
    if (!isOwn) becomeSame(draft, server);
  } else if (isNewer && mayReplace) take(draft, server);
  else Object.assign(draft, { other: { body, version, fetchedBy, becomes }, synced: Math.min(draft.synced, draft.version - 1) });
}

function take(draft, server) {
  const { body, version, revision } = server;
  setText(draft, body);
  Object.assign(draft, { synced: draft.version, seen: version });
  becomeSame(draft, server);
  if (revision) draft.base = revision;
}

function becomeSame(draft, { body, becomes }) {
  if (body.trim() && becomes) draft.becomes = becomes;
}

// The person has chosen: the other text is added to this one, or it is left out.
export function addOther(draft) {
  becomeSame(draft, draft.other);
  settle(draft, `${draft.body}\n\n${draft.other.body}`);
}

export function leaveOther(draft) {
  settle(draft, draft.body);
}

// The text that another scribe has fetched from here is taken out of this one.
export function removeFetched(draft) {
  settle(draft, draft.body.replace(draft.other.body, "").trim());
}

function settle(draft, body) {
  draft.seen = draft.other.version;
  draft.other = null;
  setText(draft, body);
}

// Normalizes as the server does.
const normalize = (text) => text.replace(/\r\n?/g, "\n").replace(/[\x0b\x0c]/g, " ").replace(/[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]/g, "").normalize("NFC");
export const isSame = (one, other) => one === other || normalize(one) === normalize(other);
const startsWith = (one, other) => normalize(one).startsWith(normalize(other));
export const toWellFormed = (text) => text.toWellFormed?.() ?? text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (match) => (match.length === 2 ? match : "\ufffd"));
