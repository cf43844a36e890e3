// Shows that the browser waits for what was asked for: other notes, or a file that is made in the background.
const waiting = () => document.querySelectorAll("[aria-busy=true]");

document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (defaultPrevented) return;
  if (target.matches(".filter")) target.setAttribute("aria-busy", "true");
  else if (target.method === "post") submitter?.setAttribute("aria-busy", "true"); // a download leaves the page as it is
});
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.target.closest(".filter a[href]")?.closest(".filter").setAttribute("aria-busy", "true");
});

// After Back, the page is as it was left.
addEventListener("pageshow", () => waiting().forEach((element) => element.removeAttribute("aria-busy")));
