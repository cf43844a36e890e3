// The quotes on the big screen, in a dialog: which come first, with the group's name or without. It shows the page of the
// quotes and sends its forms.
import { byId } from "./cards.js";

const getRows = () => [...byId("quotes").querySelectorAll("[id^=quote-]")];

export async function openQuotes() {
  byId("quotes-dialog").showModal();
  if (await show(fetch(byId("quotes-dialog").dataset.url, { redirect: "manual" }))) getRows()[0]?.focus();
}

// Shows the list that the answer has. Returns false if there was none.
async function show(request) {
  const text = await request.then((response) => (response.ok ? response.text() : "")).catch(() => "");
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("quotes");
  byId("quotes-failed").hidden = Boolean(fresh);
  if (fresh) byId("quotes").replaceChildren(...fresh.childNodes);
  return Boolean(fresh);
}

// Sends the form with this button. The focus stays on the quote, or goes to the one that took its place.
async function press(button) {
  const { form, value } = button;
  const row = button.closest("[id^=quote-]");
  const index = getRows().indexOf(row);
  const hadFocus = row === document.activeElement;
  const body = new URLSearchParams([...new FormData(form), ["do", value]]);
  const isShown = await show(fetch(form.action, { method: "POST", body }));
  if (!isShown) return;
  const fresh = byId(row.id);
  const same = fresh?.querySelector(`button[value="${value}"]:enabled`);
  (hadFocus ? fresh : same ?? fresh ?? getRows().at(Math.min(index, getRows().length - 1)) ?? byId("quotes-title"))?.focus();
  byId("quotes-announcement").textContent = fresh?.querySelector(".small")?.textContent ?? "";
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#quotes")) return;
  event.preventDefault();
  press(event.submitter);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = event.target.closest?.("#quotes [id^=quote-]");
  if (!step || !byId("quotes-dialog")?.contains(event.target)) return;
  event.preventDefault();
  if (!event.shiftKey) return getRows()[row ? getRows().indexOf(row) + step : 0]?.focus();
  const button = row?.querySelector(`button[value="${step < 0 ? "up" : "down"}"]:enabled`);
  if (button) press(button);
});
