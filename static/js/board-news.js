// What others do shows on the board, but nothing moves that someone reads, and the focus stays where it is.
const LOOK_EVERY = 2_000;
const NEWS_EVERY = 5_000;

const wanted = new Set(); // cards to be looked up
const late = new Set(); // what held the focus when its news came
let everything = false;
let timer = 0;
let looked = 0;
let told = 0;
let done = 0; // what was done on this page, and answered: news asked for before it is older than what it shows

const byId = (id) => document.getElementById(id);
const soon = (wait = looked + LOOK_EVERY - Date.now()) => { timer ||= setTimeout(look, Math.max(0, wait)); };

document.addEventListener("changes", ({ detail }) => {
  for (const { kind, subject } of detail) {
    if (kind === "post") wanted.add(`post-${subject}`);
    else if (kind !== "quote" && kind !== "comparison") everything = true; // a theme or a group has another name, a wall was loaded
  }
  soon();
});

async function look() {
  const cards = [...document.querySelectorAll("#notes > .post")].filter(({ id }) => everything || wanted.has(id));
  const ids = cards.map(({ id }) => id);
  const query = new URLSearchParams(location.search);
  for (const id of ids) query.append("post", id.replace("post-", ""));
  query.set("newest", byId("board").dataset.newest);
  wanted.clear();
  everything = false;
  timer = 0;
  looked = Date.now();
  const before = done;
  const answer = await ask(query);
  if (!answer || done !== before) {
    ids.forEach((id) => wanted.add(id));
    soon(answer ? LOOK_EVERY : NEWS_EVERY);
    return;
  }
  for (const id of [...ids, "themes"]) put(id, answer.getElementById(id));
  announce(answer.getElementById("news"));
}

async function ask(query) {
  try {
    const response = await fetch(`cards/?${query}`, { redirect: "manual" });
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function put(id, fresh) {
  const old = byId(id);
  if (!old) return;
  if (!fresh) return old.classList.add("is-hidden"); // not there any more; opening it says so
  if (old.contains(document.activeElement) || old.querySelector(".htmx-request")) return late.add(id);
  if (old.matches(".post")) fresh.tabIndex = old.tabIndex;
  if (old.querySelector(".placing[open]")) fresh.querySelector(".placing")?.setAttribute("open", "");
  old.replaceWith(fresh);
  htmx.process(fresh);
}

// Read out by screen readers: only what is new, and not all the time.
function announce(fresh) {
  const news = byId("news");
  if (news.textContent === fresh.textContent) return;
  const wait = told + NEWS_EVERY - Date.now();
  if (wait > 0 || news.contains(document.activeElement)) return soon(Math.max(wait, LOOK_EVERY));
  told = Date.now();
  news.replaceChildren(...fresh.childNodes);
  htmx.process(news);
}

document.addEventListener("htmx:afterRequest", () => { done += 1; });

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const left = target.closest("#notes > .post, #themes");
  if (!left || left.contains(relatedTarget) || !late.delete(left.id)) return;
  wanted.add(left.id);
  soon(0);
});
