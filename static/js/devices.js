// Devices that come, go and write show in the list; the row that someone is in stays as it is until it is left.
const LOOK_EVERY = 3_000;
const LOOK_ANYWAY = 30_000; // a device that falls silent is no news

const list = document.getElementById("devices");
let timer = 0;
let looked = Date.now();

const soon = (wait = Math.max(0, looked + LOOK_EVERY - Date.now())) => { timer ||= setTimeout(look, wait); };

async function look() {
  timer = 0;
  looked = Date.now();
  try {
    const response = await fetch(location.pathname, { redirect: "manual" });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("devices");
    const held = document.activeElement?.closest(".device");
    if (!held || !list.contains(held)) list.replaceChildren(...fresh.childNodes);
    else around(held, fresh);
  } catch {
    soon(LOOK_EVERY); // no network: the stream tells when it is back, and so does the next look
  }
}

// Everything but the held row, which keeps its place and what is typed in it.
function around(held, fresh) {
  const rows = [...fresh.querySelectorAll(".device")];
  for (const row of document.querySelectorAll(".device")) if (row !== held) row.remove();
  let before = true;
  for (const row of rows) {
    if (row.id === held.id) before = false;
    else if (before) held.before(row);
    else held.parentElement.append(row);
  }
  const count = fresh.querySelector("p");
  if (count) list.querySelector("p").replaceWith(count);
}

document.addEventListener("changes", ({ detail }) => {
  if (detail.some(({ kind, verb }) => ["scribe", "group", "post"].includes(kind) || verb === "reload")) soon();
});
list.addEventListener("focusout", () => soon());
setInterval(() => { if (!document.hidden) soon(); }, LOOK_ANYWAY);
