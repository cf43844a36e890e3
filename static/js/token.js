// A person who logs in again gets another token. Returns nothing where the page cannot be fetched.
export async function fetchToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    return page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  } catch {
    return null;
  }
}
