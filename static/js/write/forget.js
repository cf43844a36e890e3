// Deletes everything that this device has saved of a seminar it has left. What it has of other seminars stays.
import { readAll, write } from "./store.js";

const slug = document.querySelector("meta[name=left]").content;

for (const store of ["drafts", "outbox"]) {
  const rows = [...((await readAll(store, slug)) ?? []), ...((await readAll(store, `guard ${slug}`)) ?? [])];
  await write(...rows.map(({ id }) => ({ store, id })));
}
for (const name of (await self.caches?.keys()) ?? []) {
  await (await caches.open(name)).delete(`/s/${slug}/write/`);
}
