// News for this page. The stream says that something changed; the page asks what. A client of our own, since the
// browser's EventSource gives up for good at one 502. `after` is its place: the last change the page was told of.
const { content: address, dataset } = document.querySelector("meta[name=live]");
const silence = Number(dataset.silence ?? 45) * 1000; // three heartbeats
const LONGEST_PAUSE = 30_000;
const POLL_EVERY = 5_000;

let after = Number(dataset.after);
let failures = 0; // streams in a row that brought no byte
let pause = null; // asked for by the server
let stream = new AbortController();
let polling = 0;
let hurry = () => {};

// "on", "polling" or "off", for anyone who wants to show it.
const tell = (state) => { document.documentElement.dataset.live = state; };

function take(told) {
  const changes = told.filter(({ number }) => number !== undefined);
  const whispers = told.filter(({ number }) => number === undefined);
  if (whispers.length) document.dispatchEvent(new CustomEvent("whispers", { detail: whispers }));
  const fresh = changes.filter(({ number, verb }) => number > after || verb === "reload");
  if (!fresh.length) return;
  after = fresh.at(-1).number;
  document.dispatchEvent(new CustomEvent("changes", { detail: fresh }));
}

// An id alone: of what came since, nothing was for this page.
function read(event) {
  const lines = event.split("\n");
  const number = !event.includes("data:") && /^id: (\d+)/m.exec(event)?.[1];
  if (number) after = Math.max(after, Number(number));
  const retry = lines.find((line) => line.startsWith("retry:"));
  if (retry) pause = Number(retry.slice(6));
  return lines.filter((line) => line.startsWith("data:")).map((line) => JSON.parse(line.slice(5)));
}

// Until the stream ends, breaks, or falls silent. True where there is no use in trying again.
async function follow() {
  stream = new AbortController();
  const { signal } = stream;
  const endAfter = (limit) => setTimeout(() => stream.abort(), limit);
  let watch = endAfter(silence / 3); // the first bytes come at once, unless something on the way keeps them back
  try {
    const response = await fetch(`${address}?after=${after}`, { signal, redirect: "manual", cache: "no-store" });
    if ([401, 403, 404].includes(response.status)) return true;
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return false;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return false;
      clearTimeout(watch);
      watch = endAfter(silence);
      works();
      const events = (part + value).split("\n\n");
      part = events.pop();
      take(events.flatMap(read));
    }
  } catch {
    return false; // cut off: whatever the reason, the place is kept
  } finally {
    clearTimeout(watch);
    stream.abort();
  }
}

function works() {
  failures = 0;
  pause = null;
  stopPolling();
  tell("on");
}

async function poll() {
  const asked = after;
  let state = "off";
  try {
    const headers = { "If-None-Match": `"${asked}"` };
    const signal = AbortSignal.timeout(silence);
    const response = await fetch(`${dataset.changes}?after=${asked}`, { headers, signal, redirect: "manual" });
    const { changes, last } = response.ok ? await response.json() : { changes: [], last: after };
    if (asked === after) {
      take(changes);
      after = Math.max(after, last);
    }
    if (response.ok || response.status === 304) state = "polling";
  } catch {
    // no network, or an answer that is not ours: the next one may be
  }
  if (polling) tell(state);
}

function startPolling() {
  if (polling) return;
  polling = setInterval(poll, POLL_EVERY);
  poll();
}

function stopPolling() {
  clearInterval(polling);
  polling = 0;
}

const rest = (time) => new Promise((done) => { hurry = done; if (time) setTimeout(done, time); });

async function run() {
  while (!(await follow())) {
    failures += 1;
    if (!polling) tell("off");
    if (failures > 1 && !document.hidden) startPolling();
    const longest = Math.min(LONGEST_PAUSE, 500 * 2 ** failures);
    await rest(pause ?? longest * (0.5 + Math.random() / 2));
    while (document.hidden) await rest();
  }
  stopPolling();
  tell("off");
  document.dispatchEvent(new Event("refused"));
}

// A browser opens six connections to a server: a page that nobody sees leaves its own to the others.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    stopPolling();
    stream.abort();
  } else {
    hurry();
  }
});
addEventListener("online", () => hurry());
run();
