// What stands on the page now, asked for anew and put in place: never the focus, the caret, the scroll or a sign in a field.
import { link, trouble } from "./ask.js";
import * as drafts from "./drafts.js";
import { KEPT_AFTER, paint } from "./notes.js";
import * as outbox from "./outbox.js";

const PATIENCE = 15_000;
const { slug } = document.getElementById("now").dataset;
const told = new WeakMap(); // what the server said of an element last
let asking = null;
let askedAt = 0;
let again = false;

export const page = () => document.getElementById("now");

export async function refresh() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = look().finally(() => {
    asking = null;
    if (again) refresh();
    again = false;
  });
  return asking;
}

async function look() {
  askedAt = performance.now();
  try {
    const response = await fetch(`/s/${slug}/write/now/`, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 404) trouble("stranger");
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("now");
    if (fresh?.dataset.slug !== slug) return;
    if (link.trouble !== "later" || !outbox.waiting().length) trouble("");
    merge(fresh);
  } catch {
    // the next news, or the network coming back, asks again
  }
}

// Where there is nothing to send that could tell whether the server is there again. As pump.js wants it.
export async function probe() {
  if (link.trouble) await refresh();
  return link.trouble ? 0 : null;
}

// As the page came.
export function remember(root = page()) {
  root.querySelectorAll("[data-key=head], [data-part=label], .note, [data-key]").forEach((element) => told.set(element, element.outerHTML));
}

export function merge(fresh) {
  const root = page();
  const focused = document.activeElement;
  const stood = focused?.getBoundingClientRect().top;
  const rounds = root.querySelector("[data-key=head] h1")?.textContent;
  delete root.dataset.shell;
  for (const name of ["phase", "left", "grace", "who"]) root.dataset[name] = fresh.dataset[name];
  each(root, fresh, "key", (old, young) => {
    if (old.dataset.key === "head") return swap(old, young);
    old.classList.toggle("is-closed", young.classList.contains("is-closed"));
    const [label, newLabel] = [old, young].map((place) => place.querySelector("[data-part=label]"));
    if (label && newLabel) swap(label, newLabel);
    return each(old.querySelector(".notes"), young.querySelector(".notes"), "uid", swapNote, staysNote);
  }, staysPlace);
  paint();
  document.dispatchEvent(new Event("merged"));
  if (focused && focused !== document.body && focused.isConnected) scrollBy(0, focused.getBoundingClientRect().top - stood);
  if (rounds !== root.querySelector("[data-key=head] h1")?.textContent) document.dispatchEvent(new Event("new-round"));
}

// Children by their key: those there are get what is new, new ones come in at their place, those gone go unless they stay.
function each(old, young, key, update, stays) {
  const wanted = [...young.children];
  const known = new Map([...old.children].map((child) => [child.dataset[key], child]));
  const named = new Set(wanted.map((child) => child.dataset[key]));
  let cursor = [...old.children].find((child) => named.has(child.dataset[key])) ?? null; // what is only here stays first
  for (const child of wanted) {
    const here = known.get(child.dataset[key]);
    known.delete(child.dataset[key]);
    if (here) {
      const settled = update(here, child) ?? here;
      if (cursor === here) cursor = settled.nextElementSibling;
      else if (cursor !== settled && !settled.contains(document.activeElement)) old.insertBefore(settled, cursor);
    } else {
      told.set(child, child.outerHTML);
      old.insertBefore(child, cursor);
      remember(child);
    }
  }
  for (const gone of known.values()) if (!stays(gone)) gone.remove();
}

function swap(old, young) {
  const html = young.outerHTML;
  if (told.get(old) === html) return old;
  const open = old.querySelector("details")?.open;
  if (old.contains(document.activeElement)) return old;
  old.replaceWith(young);
  told.set(young, html);
  if (open && young.querySelector("details")) young.querySelector("details").open = true;
  return young;
}

function swapNote(old, young) {
  const isAhead = outbox.of(old.dataset.uid).length || old.dataset.arrived > askedAt; // the answer is older than the page
  if (isAhead || old.querySelector(".note-edit, .met")) return old;
  const action = old.contains(document.activeElement) && document.activeElement.dataset.do;
  const html = young.outerHTML;
  if (told.get(old) === html && !old.dataset.painted) return old;
  old.replaceWith(young);
  told.set(young, html);
  if (action) (young.querySelector(`[data-do="${action}"]:not([hidden])`) ?? young.querySelector("[data-do]:not([hidden])") ?? young.closest(".place")?.querySelector("textarea"))?.focus({ preventScroll: true });
  return young;
}

const staysNote = (note) => outbox.of(note.dataset.uid).length || note.querySelector(".note-edit") || performance.now() - (note.dataset.arrived ?? -Infinity) < KEPT_AFTER;

// A field with text in it is not taken away, nor one that someone is in.
function staysPlace(place) {
  const { key } = place.dataset;
  place.classList.add("is-closed");
  if (place.contains(document.activeElement)) return true;
  return Boolean(drafts.get(key)?.body.trim()) || Boolean(place.querySelector(".note.is-waiting, .note-edit"));
}
