// Says that this device has text of a seminar that it has to join again.
import { readAll } from "../write/store.js";

const notice = document.getElementById("waiting");

async function findText() {
  if (!(await hasDatabase())) return;
  const known = notice.dataset.known.split(" ");
  const rows = [...(await readAll("outbox")) ?? [], ...(await readAll("drafts")) ?? []];
  const isWaiting = ({ slug, body, state }) => !known.includes(slug) && (!notice.dataset.slug || slug === notice.dataset.slug) && (body?.trim() || state);
  notice.hidden = !rows.some(isWaiting);
}

// Safari 14 and Firefox before 126 cannot list databases; there, reading creates an empty one.
const hasDatabase = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === "rundebord-write");

if (notice) findText().catch(() => {});
