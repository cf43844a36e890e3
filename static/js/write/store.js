// What this device keeps, in IndexedDB: on the disk before anything is said of it. Text leaves it as soon as the server
// has it. Two stores: "drafts" by place, "outbox" by id; what is in them is kept apart by seminar.
const STORES = ["drafts", "outbox"];
const PATIENCE = 3000; // a browser that refuses may also just never answer
let opening = null;

// Whether the last thing that was written is on the device. The page says so where it is not.
export let keeps = true;

const patiently = (promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, PATIENCE, new Error("silent")))]);

function open() {
  opening ??= patiently(new Promise((done, fail) => {
    const request = indexedDB.open("rundebord-write", 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => { opening = null; };
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
  }));
  opening.catch(() => { opening = null; });
  return opening;
}

async function transact(mode, work) {
  const transaction = (await open()).transaction(STORES, mode, { durability: "strict" });
  const result = work((name) => transaction.objectStore(name));
  if (mode === "readwrite") transaction.commit?.(); // at once: a page that goes away would not get round to it
  await patiently(new Promise((done, fail) => {
    transaction.oncomplete = done;
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  }));
  return result;
}

// Everything of this seminar in one of the stores; null where the browser does not tell.
export async function all(name, slug) {
  try {
    const request = await transact("readonly", (store) => store(name).getAll());
    return request.result.filter((row) => row.slug === slug);
  } catch {
    keeps = false;
    return null;
  }
}

// Rows to put ({ store, row }) and to drop ({ store, id }), all or none.
export async function write(...changes) {
  const work = (store) => changes.forEach(({ store: name, row, id }) => (row ? store(name).put(row) : store(name).delete(id)));
  try {
    await transact("readwrite", work);
    keeps = true;
  } catch {
    opening = null;
    keeps = await transact("readwrite", work).then(() => true, () => false);
  }
  document.dispatchEvent(new Event("kept"));
  return keeps;
}
