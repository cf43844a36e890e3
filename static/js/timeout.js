// Calls `work` with a signal that aborts its requests after some milliseconds, unless the work is done before. A request
// includes reading the body. AbortSignal.timeout would do the same, but Safari 15 does not have it.
export async function withTimeout(milliseconds, work) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
