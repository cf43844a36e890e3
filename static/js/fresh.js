// A part of this page as it is on the server now, at most once in `every` milliseconds while news comes, and more seldom
// where the server needs long for it. `show(old, fresh)` puts it in place; where it answers false, something held the
// focus, and it is asked again when that is left.
export function follow(id, every, show) {
  let timer = 0;
  let looked = 0;
  let pause = every;
  let held = false;

  function soon(wait = looked + pause - Date.now()) {
    timer ||= setTimeout(look, Math.max(0, wait));
  }

  async function look() {
    timer = 0;
    looked = Date.now();
    const fresh = await ask(id);
    pause = Math.max(every, 4 * (Date.now() - looked));
    if (!fresh) soon();
    else held = show(document.getElementById(id), fresh) === false;
  }

  document.addEventListener("changes", () => soon());
  document.addEventListener("focusout", () => {
    if (held) soon();
  });
  return soon;
}

async function ask(id) {
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    return response.ok && new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
  } catch {
    return null;
  }
}
