// Fetches what a page shows without anybody having pressed anything. The server does not take that for a person who is there, so
// that a page which is left open does not put off the end of the session (seminar/accounts/sessions.py).
export function fetchByItself(address, { headers, ...options } = {}) {
  return fetch(address, { redirect: "manual", ...options, headers: { ...headers, "X-Asked-By": "page" } });
}
