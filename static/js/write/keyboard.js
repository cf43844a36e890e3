// Keeps the line that is being typed and its Send button in sight while a keyboard covers a part of the page. Where the
// browser resizes the page itself (see the viewport of the page), only the field has to be scrolled to.
const viewport = globalThis.visualViewport;
const bar = document.querySelector(".write-bar");
const MARGIN = 8; // pixels between the button and the keyboard
const LOW = 400; // where the keyboard leaves fewer pixels, the line at the top takes less
let barHeight = bar.offsetHeight;

// A button that is hidden by more than `most` pixels stays hidden, since the person has scrolled away from it.
function fit(most = Infinity) {
  if (viewport.scale > 1.01) return; // the person has zoomed in, and looks where they want
  document.documentElement.style.setProperty("--free", `${Math.round(viewport.height)}px`);
  document.documentElement.classList.toggle("is-low", viewport.height < LOW);
  const field = document.activeElement;
  const foot = field?.matches(".entry textarea, .note-edit textarea") && field.form.querySelector(".entry-foot");
  if (!foot) return;
  const end = bar.getBoundingClientRect().bottom;
  const { bottom } = foot.getBoundingClientRect();
  const hidden = bottom + MARGIN - (viewport.offsetTop + viewport.height); // where it is negative, there is room
  const covered = end - field.getBoundingClientRect().top;
  if (hidden > 0 && hidden <= most + MARGIN) scrollBy(0, hidden);
  else if (hidden < 0 && covered > 0 && bottom > end) scrollBy(0, -Math.min(-hidden, covered));
}

const fitSoon = () => requestAnimationFrame(() => fit()); // after the field has its new height
if (viewport) {
  viewport.addEventListener("resize", () => fit());
  document.addEventListener("focusin", fitSoon);
  document.addEventListener("input", fitSoon);
  fit();
  new ResizeObserver(() => {
    const growth = bar.offsetHeight - barHeight;
    barHeight += growth;
    fit(Math.max(0, growth));
  }).observe(bar);
}
