// Says whether this page could last fetch what it shows (as-of.js).
export function setStale(isStale) {
  document.documentElement.toggleAttribute("data-stale", isStale);
}
