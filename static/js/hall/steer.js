// Sends one press. Returns the page of the remote control as it is then; throws where the server did not do it.
export async function steer(form, command) {
  const body = new URLSearchParams({ do: command });
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  const response = await fetch(form.dataset.steer ?? form.action, { method: "POST", body });
  if (!response.ok || !response.url.endsWith("/hall/remote/")) throw new Error(`steering: ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
