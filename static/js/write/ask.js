// Sends JSON to the server and judges the answer. Only JSON from our own server counts as an answer, since a network that
// asks for a login answers every request with a page of its own and the status 200.
import { withTimeout } from "../timeout.js";

const TIMEOUT = 15_000;
const LONGEST_SILENCE = 2_500; // after that, the page says that there is no answer yet
const REFUSALS = [400, 409, 413, 415, 422, 423]; // statuses after which sending the same again cannot help

// What is wrong between this page and the server: "", "slow", "down", "unreadable", "stranger" or "later".
export const connection = { problem: "", message: "" };

export function setProblem(problem, message = "") {
  if (connection.problem === problem && connection.message === message) return;
  Object.assign(connection, { problem, message });
  document.dispatchEvent(new Event("connection"));
}

// Resolves to { answer } where the server has saved the data, which `isProof` checks; to { refusal: sentence }; or to
// { retryAfter: seconds }, which is 0 where the server does not say. A request that was cut on its way is no refusal of the
// text: its answer has a "retry" and no "error".
export async function ask(method, address, data, isProof = () => true) {
  const body = JSON.stringify(data);
  const request = { method, body, headers: { "Content-Type": "application/json" }, redirect: "manual", cache: "no-store" };
  const silence = setTimeout(() => { if (!connection.problem) setProblem("slow"); }, LONGEST_SILENCE);
  const received = await withTimeout(TIMEOUT, (signal) => fetchText(address, { ...request, signal }));
  clearTimeout(silence);
  if (!received) {
    setProblem("down");
    return { retryAfter: 0 };
  }
  const { response, text } = received;
  const { status } = response;
  const answer = response.headers.get("content-type")?.startsWith("application/json") ? parse(text) : null;
  if (answer && response.ok && (await isProof(answer))) {
    setProblem("");
    return { answer };
  }
  if (answer?.error && REFUSALS.includes(status)) {
    setProblem("");
    return { refusal: answer.error };
  }
  if (connection.problem === "slow") setProblem("");
  if (status === 413) return { refusal: document.getElementById("words").dataset.tooLong.replace("{}", "20 000") };
  if (answer?.error && status === 404) setProblem("stranger");
  else if ((answer?.error && status === 403) || status === 408 || status === 429 || status >= 500 || answer?.retry) setProblem("later", answer?.error ?? answer?.retry ?? "");
  else setProblem(response.type === "basic" && !response.headers.get("content-type") ? "down" : "unreadable");
  return { retryAfter: Math.min(Number(response.headers.get("retry-after")) || 0, 120) };
}

// Resolves to null where no whole answer arrives.
async function fetchText(address, request) {
  try {
    const response = await fetch(address, request);
    return { response, text: await response.text() };
  } catch {
    return null;
  }
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
