// Plays a random schedule on some devices of one scribe. They decide with the page's own reconcile.js and talk to the real
// server; only the network between them is made up. Resolves to the words that were typed and may not be lost, and to the
// texts that the devices show in the end.
async ({ seed, deviceCount, steps, slug, round, question }) => {
  const reconcile = await import("/static/js/write/reconcile.js");
  let state = seed * 2654435761 % 4294967296;
  const random = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const address = `/s/${slug}/write/`;
  const create = () => reconcile.create({ round, question });
  const devices = Array.from({ length: deviceCount }, () => ({ draft: create(), late: [], outbox: [] }));
  const kept = new Set(); // words that must be somewhere
  const words = (text) => text.split(/\s+/).filter(Boolean);
  const drop = (text, but = "") => words(text).filter((word) => !words(but).includes(word)).forEach((word) => kept.delete(word));
  let count = 0;

  const put = async (path, data) => (await fetch(address + path, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data) })).json();
  const fetchServer = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(`${address}now/`)).text(), "text/html");
    const field = page.querySelector(`[data-key="${question}"] .entry textarea`);
    const { version, origin, originVersion, fetchedBy, becomes } = field.dataset;
    return { body: field.defaultValue, version: Number(version), origin, originVersion: Number(originVersion), fetchedBy, becomes };
  };
  const isWaiting = ({ draft }) => !reconcile.isSaved(draft) && !draft.other;
  const save = async (device) => {
    if (!isWaiting(device)) return;
    const request = reconcile.makeRequest(device.draft);
    reconcile.handleAnswer(device.draft, request, await put("drafts/", request));
  };

  const actions = {
    type({ draft }) {
      count += 1;
      const word = `${seed}-${count}.`; // the dot, since a text that begins with another one is taken for its continuation
      kept.add(word);
      reconcile.setText(draft, draft.body ? `${draft.body} ${word}` : word);
    },
    save,
    async saveAndType(device) { // something is typed before the answer comes
      if (!isWaiting(device)) return;
      const request = reconcile.makeRequest(device.draft);
      const answer = await put("drafts/", request);
      actions.type(device);
      reconcile.handleAnswer(device.draft, request, answer);
    },
    async loseTheAnswer(device) {
      if (isWaiting(device)) await put("drafts/", reconcile.makeRequest(device.draft));
    },
    delay(device) { // the request arrives later, and its answer is lost
      if (isWaiting(device)) device.late.push(reconcile.makeRequest(device.draft));
    },
    async arrive(device) {
      const request = device.late.shift();
      if (request) await put("drafts/", request);
    },
    async fetchPage(device) { device.page = await fetchServer(); },
    showPage(device) { // perhaps long after it was fetched
      if (device.page) reconcile.meetFetched(device.draft, device.page);
      device.page = null;
    },
    async refresh(device) { reconcile.meetFetched(device.draft, await fetchServer()); },
    async reload(device) {
      device.draft = reconcile.upgrade(JSON.parse(JSON.stringify(device.draft)));
      device.page = null;
      await actions.refresh(device);
    },
    async loseStorage(device) {
      if (!reconcile.isSaved(device.draft)) drop(device.draft.body);
      device.draft = create();
      device.page = null;
      await actions.refresh(device);
    },
    clear({ draft }) {
      drop(draft.body);
      reconcile.setText(draft, "");
    },
    send(device) {
      const { draft } = device;
      if (!draft.body) return;
      device.outbox.push({ uid: draft.becomes, body: draft.body });
      reconcile.setText(draft, "");
      draft.becomes = crypto.randomUUID();
    },
    async deliver(device) {
      const note = device.outbox.shift();
      if (note) await put(`notes/${note.uid}/`, { round, question, body: note.body, base: 0 });
    },
    add({ draft }) { if (draft.other) reconcile.addOther(draft); },
    leave({ draft }) {
      if (!draft.other) return;
      drop(draft.other.body, draft.body);
      reconcile.leaveOther(draft);
    },
  };
  const names = [...Object.keys(actions), ...Array(10).fill("type"), ...Array(5).fill("save"), ...Array(2).fill("refresh")];
  const log = [];
  for (let step = 0; step < steps; step += 1) {
    const [number, name] = [Math.floor(random() * deviceCount), pick(names)];
    log.push(`${number} ${name}`);
    await actions[name](devices[number]);
  }

  // All are online again, and whoever is offered a text adds it.
  for (const device of devices) {
    while (device.late.length) await actions.arrive(device);
    while (device.outbox.length) await actions.deliver(device);
    actions.showPage(device);
  }
  const areEqual = () => devices.every(({ draft }) => reconcile.isSaved(draft) && draft.body === devices[0].draft.body && draft.seen === devices[0].draft.seen);
  for (let times = 0; times < 4 * deviceCount && !(times && areEqual()); times += 1) {
    for (const device of devices) {
      await actions.refresh(device);
      actions.add(device);
      await save(device);
    }
  }
  return { kept: [...kept], texts: devices.map(({ draft }) => draft.body), saved: devices.every(({ draft }) => reconcile.isSaved(draft)), log };
}
