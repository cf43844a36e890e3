// Shows on every open page of a member that a rehearsal has started, and takes that away when it has ended.
document.addEventListener("changes", async ({ detail }) => {
  const banner = document.getElementById("rehearsing");
  if (!banner || !detail.some(({ verb }) => verb.startsWith("seminar.rehearsal_") || verb === "reload")) return;
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    const fresh = response.ok && new DOMParser().parseFromString(await response.text(), "text/html").getElementById("rehearsing");
    if (fresh) banner.replaceChildren(...fresh.childNodes);
  } catch {
    // No network: the page says by itself that it is old.
  }
});
