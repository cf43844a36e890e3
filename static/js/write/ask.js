// Asking the server, and what its answers, and its silence, mean. Only an answer that is JSON and ours counts: a network
// that wants a log-in answers everything with a page of its own, and says 200.
const PATIENCE = 15_000;
const REFUSED = [400, 409, 413, 415, 422, 423]; // asking again would not help

// What is wrong between this page and the server: "", "down", "unreadable", "stranger" or "later".
export const link = { trouble: "", sentence: "" };

export function trouble(kind, sentence = "") {
  if (link.trouble === kind && link.sentence === sentence) return;
  Object.assign(link, { trouble: kind, sentence });
  document.dispatchEvent(new Event("link"));
}

// { answer } where it worked and `proves` finds what it looks for; { refused: sentence }; or { again: seconds or 0 }.
export async function ask(method, address, data, proves = () => true) {
  let response, answer;
  try {
    response = await fetch(address, {
      method,
      body: JSON.stringify(data),
      headers: { "Content-Type": "application/json" },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    answer = response.headers.get("content-type")?.startsWith("application/json") ? parsed(text) : null;
  } catch {
    trouble("down");
    return { again: 0 };
  }
  const { status } = response;
  if (answer && response.ok && (await proves(answer))) {
    trouble("");
    return { answer };
  }
  const wait = Math.min(Number(response.headers.get("retry-after")) || 0, 120);
  if (answer?.error && REFUSED.includes(status)) {
    trouble("");
    return { refused: answer.error };
  }
  if (status === 413) return { refused: document.getElementById("words").dataset.tooLong.replace("{}", "20 000") };
  if (answer?.error && status === 404) trouble("stranger");
  else if (status === 429 || status >= 500) trouble("later", answer?.error ?? "");
  else trouble(response.type === "basic" && !response.headers.get("content-type") ? "down" : "unreadable");
  return { again: wait };
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
