// The room follows what happens. Rows stay where they are and the focus stays where it is; what has it is put off.
const LOOK_EVERY = 2_000;
const REFRESH_EVERY = 60_000; // how long a device has been away is told in minutes

const address = `${location.pathname}now/${location.search}`;
const byId = (id) => document.getElementById(id);
const holdsFocus = (element) => element.contains(document.activeElement) && element !== document.activeElement;

let timer = 0;
let looked = 0;
let steered = false; // a round or a question was opened, closed, timed, or has another name
const putOff = new Set(); // ids of what had the focus when its news came

let pace = LOOK_EVERY; // a server that takes long to answer is asked less often
const soon = () => { timer ||= setTimeout(look, Math.max(0, looked + pace - Date.now())); };

document.addEventListener("changes", ({ detail }) => {
  steered ||= detail.some(({ kind }) => ["dialogueround", "question", "seminar"].includes(kind));
  soon();
});

async function look() {
  timer = 0;
  looked = Date.now();
  const whole = steered;
  steered = false;
  const answer = await ask();
  pace = Math.max(LOOK_EVERY, 5 * (Date.now() - looked));
  if (!answer) {
    steered ||= whole;
    return;
  }
  if (whole) putIfFree("steering", answer);
  putLate(answer);
  putGrid(answer);
}

async function ask() {
  try {
    const response = await fetch(address, { redirect: "manual" });
    if (response.status === 404) location.reload(); // not to be led any more: the page says so
    byId("signed-out").hidden = response.type !== "opaqueredirect";
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null; // no network: the next piece of news, or the next minute, tries again
  }
}

function putIfFree(id, answer) {
  const [old, fresh] = [byId(id), answer.getElementById(id)];
  if (!old || !fresh) return location.reload(); // the first round, or the last one, came or went
  if (holdsFocus(old)) return putOff.add(id);
  for (const { id, value } of old.querySelectorAll("input[id]")) {
    const field = value && fresh.querySelector(`#${id}`);
    if (field) field.value = value;
  }
  for (const { id } of old.querySelectorAll("details[open]")) fresh.querySelector(`#${id}`)?.setAttribute("open", "");
  old.replaceWith(fresh);
  tick();
}

function putLate(answer) {
  const open = byId("late")?.querySelector("details")?.open;
  if (holdsFocus(byId("late"))) return putOff.add("late");
  const fresh = answer.getElementById("late");
  if (open) fresh.querySelector("details")?.setAttribute("open", "");
  byId("late").replaceWith(fresh);
}

function putGrid(answer) {
  const rows = byId("rows");
  const fresh = answer.getElementById("rows");
  const heads = (page) => page.querySelector("#grid thead")?.outerHTML;
  if (!rows || !fresh || heads(document) !== heads(answer)) return putIfFree("grid", answer);
  for (const id of ["grid-title", "grid-sum", "seats"]) {
    const [old, now] = [byId(id), answer.getElementById(id)];
    if (old && now && old.outerHTML !== now.outerHTML) old.replaceWith(now);
  }
  const here = new Map([...rows.children].map((row) => [row.id, row]));
  for (const row of [...fresh.children]) {
    const old = here.get(row.id);
    here.delete(row.id);
    if (!old) rows.append(row);
    else if (old.outerHTML !== row.outerHTML) putRow(old, row);
  }
  for (const gone of here.values()) if (!gone.contains(document.activeElement)) gone.remove();
}

// What has the focus in the row's head stays; only what stands beside it changes.
function putRow(old, row) {
  if (!old.contains(document.activeElement)) return old.replaceWith(row);
  const link = old.querySelector("th a");
  if (document.activeElement === link) {
    while (link.nextSibling) link.nextSibling.remove();
    const fresh = row.querySelector("th a");
    while (fresh.nextSibling) link.parentNode.append(fresh.nextSibling);
  }
  old.className = row.className;
  [...old.children].slice(1).forEach((cell) => cell.remove());
  old.append(...[...row.children].slice(1));
}

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  for (const id of putOff) {
    const element = byId(id);
    if (element && (!element.contains(target) || element.contains(relatedTarget))) continue;
    putOff.delete(id);
    if (id === "steering") steered = true;
    soon();
  }
});

// The device's clock may be wrong: the server's is what counts, so only the time that goes by is measured here.
const started = new WeakMap();
function tick() {
  for (const clock of document.querySelectorAll(".countdown")) {
    if (!started.has(clock)) {
      started.set(clock, performance.now() + Date.parse(clock.dataset.until) - Date.parse(clock.dataset.now));
    }
    const left = Math.ceil((started.get(clock) - performance.now()) / 1000);
    if (left < 0) continue;
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const parts = (hours ? [hours, minutes, seconds] : [minutes, seconds]).map((part, place) => (place ? String(part).padStart(2, "0") : part));
    clock.querySelector("span").textContent = parts.join(":");
    if (left === 0) {
      steered = true; // the timer closes the round without an event
      soon();
    }
  }
}

setInterval(tick, 1_000);
setInterval(() => document.hidden || soon(), REFRESH_EVERY);
tick();
