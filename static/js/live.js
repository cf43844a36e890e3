// Follows the seminar over a stream of server-sent events, and polls while no stream gets through. A message says that
// something changed, not what: other modules listen to the events sent here and fetch what they show.
// The browser's own EventSource is not used, since it gives up for good after one 502.
import { withTimeout } from "./timeout.js";

const { content: streamUrl, dataset } = document.querySelector("meta[name=live]");
const MAX_SILENCE = Number(dataset.silence ?? 45) * 1000; // three heartbeats
const MAX_PAUSE = 30_000;
const POLL_EVERY = 5_000;

let lastChange = Number(dataset.after); // the number of the last change that this page knows of
let failures = 0; // streams in a row that ended before the first byte
let retryPause = null; // milliseconds that the server asks the page to wait
let stream = new AbortController();
let pollTimer = 0;
let endPause = () => {};
let isRefused = false;

// "on", "polling" or "off", as an attribute of the document.
function showState(state) {
  document.documentElement.dataset.live = state;
}

// Messages without a number are ephemeral: nobody misses one that got lost.
function publish(messages) {
  const numbered = messages.filter(({ number }) => number !== undefined);
  const ephemeral = messages.filter(({ number }) => number === undefined);
  if (ephemeral.length) document.dispatchEvent(new CustomEvent("ephemeral", { detail: ephemeral }));
  const fresh = numbered.filter(({ number, verb }) => number > lastChange || verb === "reload");
  if (!fresh.length) return;
  lastChange = fresh.at(-1).number;
  document.dispatchEvent(new CustomEvent("changes", { detail: fresh }));
}

// Returns the messages in one event of the stream. An event with only an id says that the changes up to it are not for
// this page.
function parseEvent(event) {
  const lines = event.split("\n");
  const number = !event.includes("data:") && /^id: (\d+)/m.exec(event)?.[1];
  if (number) lastChange = Math.max(lastChange, Number(number));
  const retry = lines.find((line) => line.startsWith("retry:"));
  if (retry) retryPause = Number(retry.slice(6));
  return lines.filter((line) => line.startsWith("data:")).map((line) => JSON.parse(line.slice(5)));
}

// Reads one stream until it ends, breaks or falls silent. Returns true if this page may not follow the seminar.
async function readStream() {
  stream = new AbortController();
  const { signal } = stream;
  const abortAfter = (limit) => setTimeout(() => stream.abort(), limit);
  let timeout = abortAfter(MAX_SILENCE / 3); // the server sends the first bytes at once, but a proxy may hold them back
  try {
    const response = await fetch(`${streamUrl}?after=${lastChange}`, { signal, redirect: "manual", cache: "no-store" });
    if ([401, 403, 404].includes(response.status)) return true;
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return false;
    const reader = response.body.getReader();
    const decoder = new TextDecoder(); // Firefox has TextDecoderStream only since 105
    for (let rest = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return false;
      clearTimeout(timeout);
      timeout = abortAfter(MAX_SILENCE);
      markConnected();
      const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = events.pop();
      publish(events.flatMap(parseEvent));
    }
  } catch {
    return false; // cut off: the next stream goes on from lastChange
  } finally {
    clearTimeout(timeout);
    stream.abort();
  }
}

function markConnected() {
  failures = 0;
  isRefused = false;
  retryPause = null;
  stopPolling();
  showState("on");
}

async function fetchChanges(after, signal) {
  const headers = { "If-None-Match": `"${after}"` };
  const response = await fetch(`${dataset.changes}?after=${after}`, { headers, signal, redirect: "manual" });
  const { changes, last } = response.ok ? await response.json() : { changes: [], last: lastChange };
  return { response, changes, last };
}

async function poll() {
  const after = lastChange;
  let state = "off";
  try {
    const { response, changes, last } = await withTimeout(MAX_SILENCE, (signal) => fetchChanges(after, signal));
    if (after === lastChange) {
      publish(changes);
      lastChange = Math.max(lastChange, last);
    }
    if (response.ok || response.status === 304) state = "polling";
  } catch {
    // No network, or an answer that is not from our server: the next poll tries again.
  }
  if (pollTimer) showState(state);
}

function startPolling() {
  if (pollTimer) return;
  pollTimer = setInterval(poll, POLL_EVERY);
  poll();
}

function stopPolling() {
  clearInterval(pollTimer);
  pollTimer = 0;
}

// Waits for `time` milliseconds, or until endPause is called if no time is given.
function wait(time) {
  return new Promise((resolve) => {
    endPause = resolve;
    if (time) setTimeout(resolve, time);
  });
}

async function followSeminar() {
  for (;;) {
    if (await readStream()) {
      refuse();
      await wait(MAX_PAUSE); // whoever was shut out may be let in again
    } else {
      failures += 1;
      if (!pollTimer) showState("off");
      if (failures > 1 && !document.hidden) startPolling();
      const pause = Math.min(MAX_PAUSE, 500 * 2 ** failures);
      await wait(retryPause ?? pause * (0.5 + Math.random() / 2));
    }
    while (document.hidden) await wait();
  }
}

// This page may not follow the seminar. Other modules hear of it once.
function refuse() {
  stopPolling();
  showState("off");
  if (!isRefused) document.dispatchEvent(new Event("refused"));
  isRefused = true;
}

// A browser opens at most six connections to a server, so a hidden page leaves its own to the visible ones.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    stopPolling();
    stream.abort();
  } else {
    endPause();
  }
});
addEventListener("online", () => endPause());
followSeminar();
