// A device that left a seminar keeps nothing of it. What it keeps of others stays.
import { all, write } from "./store.js";

const slug = document.querySelector("meta[name=left]").content;

for (const store of ["drafts", "outbox"]) {
  const rows = (await all(store, slug)) ?? [];
  await write(...rows.map(({ id }) => ({ store, id })));
}
for (const name of (await self.caches?.keys()) ?? []) {
  await (await caches.open(name)).delete(`/s/${slug}/write/`);
}
