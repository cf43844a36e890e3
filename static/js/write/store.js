// Saves drafts and unsent notes in IndexedDB, so that they outlive the page. There are two object stores, "drafts" and
// "outbox"; each row names its seminar.
const STORES = ["drafts", "outbox"];
const TIMEOUT = 3000; // some browsers neither allow nor refuse IndexedDB, and never answer
let opening = null;

// Whether the last write succeeded. The page warns where it did not.
export let isWorking = true;

const withTimeout = (promise) => Promise.race([promise, new Promise((_, reject) => setTimeout(reject, TIMEOUT, new Error("IndexedDB does not answer")))]);

function open() {
  opening ??= withTimeout(new Promise((resolve, reject) => {
    const request = indexedDB.open("rundebord-write", 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => { opening = null; };
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  }));
  opening.catch(() => { opening = null; });
  return opening;
}

async function runTransaction(mode, work) {
  const transaction = (await open()).transaction(STORES, mode, { durability: "strict" });
  const result = work((name) => transaction.objectStore(name));
  if (mode === "readwrite") transaction.commit?.(); // now, since a page that is being closed would never commit by itself
  await withTimeout(new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  }));
  return result;
}

// Reads the rows of a seminar, or of all, in one of the stores; null where the browser refuses.
export async function readAll(name, slug) {
  try {
    const request = await runTransaction("readonly", (store) => store(name).getAll());
    return request.result.filter((row) => !slug || row.slug === slug);
  } catch {
    isWorking = false;
    return null;
  }
}

// Puts rows, each { store, row }, and deletes rows, each { store, id }: all of them or none. Resolves to isWorking.
export async function write(...changes) {
  const work = (store) => changes.forEach(({ store: name, row, id }) => (row ? store(name).put(row) : store(name).delete(id)));
  try {
    await runTransaction("readwrite", work);
    isWorking = true;
  } catch {
    opening = null;
    isWorking = await runTransaction("readwrite", work).then(() => true, () => false);
  }
  document.dispatchEvent(new Event("stored"));
  return isWorking;
}
