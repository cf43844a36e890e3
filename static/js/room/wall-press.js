// Sends what is pressed beside a note without leaving the page.
import { morph } from "../morph.js";

// Updates the elements with these ids from the page that the server leads back to, and returns that page. Throws where there
// is no such answer, as where the session has ended. The focus stays where it is, if that is still there.
export async function press(form, button, ids) {
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  const response = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok || !page.getElementById("wall-form")) throw new Error(`not done: ${response.status}`);
  const focused = document.activeElement;
  if (ids.some((id) => document.getElementById(id).contains(focused))) focused.blur();
  for (const id of ids) morph(document.getElementById(id), page.getElementById(id));
  if (focused.isConnected) focused.focus({ preventScroll: true });
  return page;
}
