// Keeps the stage as it is on the server, and steps from page to page with arrows and page keys. The order of the themes
// changes at most once in ten seconds, so that nobody loses the line they are reading.
import { toggleFullScreen } from "../full-screen.js";
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";

const KEEP_ORDER_FOR = 10_000;
const byId = (id) => document.getElementById(id);
const getPages = () => [...document.querySelectorAll(".stage-page")];
let orderedAt = Date.now();
let currentId = getPages()[0]?.id;

const getOrder = (stage) => [...stage.querySelectorAll("[id]")].map(({ id }) => id).join();

const scheduleReload = reloadOnChanges("stage", 2_000, (old, fresh) => {
  const wait = orderedAt + KEEP_ORDER_FOR - Date.now();
  const isReordered = getOrder(old) !== getOrder(fresh);
  // What no longer exists does not stay, such as the themes of a rehearsal that was cleared.
  const isGone = [...old.querySelectorAll(".stage-row[id], .stage-quote[id]")].some(({ id }) => !fresh.querySelector(`[id="${id}"]`));
  if (isReordered && !isGone && wait > 0) {
    for (const row of fresh.querySelectorAll(".stage-row")) if (byId(row.id)) morph(byId(row.id), row);
    scheduleReload(wait);
    return true;
  }
  if (isReordered) orderedAt = Date.now();
  const top = byId(currentId)?.getBoundingClientRect().top;
  const complete = morph(old, fresh);
  const page = byId(currentId);
  if (isReordered && page) scrollBy({ top: page.getBoundingClientRect().top - top, behavior: "instant" });
  showPosition();
  byId("stage-figures").replaceChildren(...fresh.ownerDocument.getElementById("stage-figures").childNodes);
  return complete;
});

function getCurrentIndex() {
  const pages = getPages();
  const middle = innerHeight / 2;
  return Math.max(0, pages.map((page) => page.getBoundingClientRect().top < middle).lastIndexOf(true));
}

function showPosition() {
  const pages = getPages();
  const index = getCurrentIndex();
  currentId = pages[index]?.id;
  byId("stage-place").textContent = `${index + 1} / ${pages.length}`;
  byId("stage-previous").disabled = index === 0;
  byId("stage-next").disabled = index === pages.length - 1;
}

function goTo(index) {
  const page = getPages().at(Math.min(Math.max(index, 0), getPages().length - 1));
  page.scrollIntoView({ behavior: "instant", block: "start" });
  page.focus({ preventScroll: true });
  showPosition();
}

// A page may be taller than the screen, as on a phone. Then the keys scroll within it first.
function canScrollInPage(down) {
  const { top, bottom } = getPages()[getCurrentIndex()].getBoundingClientRect();
  return down ? bottom > innerHeight + 4 : top < -4;
}

const goForward = () => goTo(getCurrentIndex() + 1);
const goBack = () => goTo(getCurrentIndex() - 1);
const commands = {
  ArrowRight: goForward,
  ArrowLeft: goBack,
  ArrowDown: () => canScrollInPage(true) || goForward(),
  ArrowUp: () => canScrollInPage(false) || goBack(),
  PageDown: () => canScrollInPage(true) || goForward(),
  PageUp: () => canScrollInPage(false) || goBack(),
  Home: () => goTo(0),
  End: () => goTo(getPages().length - 1),
  f: toggleFullScreen,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".stage-bar a")) return;
  if (commands[event.key] && commands[event.key]() !== true) event.preventDefault();
});
addEventListener("scroll", showPosition, { passive: true });
addEventListener("resize", showPosition);
byId("stage-previous").addEventListener("click", goBack);
byId("stage-next").addEventListener("click", goForward);
byId("stage-full").addEventListener("click", toggleFullScreen);
byId("stage-tools").hidden = false;
showPosition();
