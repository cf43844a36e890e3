// The board by keyboard, and everything that must stay where it is while a card is replaced. Without this file every
// button on the board still works.
"use strict";
{
  const byId = (id) => document.getElementById(id);
  const cards = () => [...document.querySelectorAll("#notes .post")];
  const cardOf = (element) => element.closest("#notes .post");
  const chipIn = (card, choice) => card?.querySelector(`.chip${choice}`);

  // One card is a stop for the Tab key, and the keys move it.
  function stop(card) {
    for (const other of cards()) other.tabIndex = other === card ? 0 : -1;
  }

  function goTo(card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  // Keys act only while the focus is among the notes, so that they disturb nobody who speaks or types (WCAG 2.1.4).
  function step(from, by) {
    const all = cards();
    const to = all[all.indexOf(from) + by] || (by > 0 && document.querySelector("#notes [rel=next]"));
    if (to) goTo(to);
  }

  function newTheme(card) {
    const form = byId("new-theme");
    if (!form) return;
    form.elements.post.value = card.id.replace("post-", "");
    byId("for-note").hidden = false;
    form.elements.name.focus();
  }

  const doings = {
    j: (card) => step(card, 1),
    arrowdown: (card) => step(card, 1),
    k: (card) => step(card, -1),
    arrowup: (card) => step(card, -1),
    n: newTheme,
    "/": () => document.querySelector(".filter [type=search]").select(),
    "?": () => byId("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const chip = /^[1-9a-z]$/.test(key) && chipIn(card, `[data-key="${key}"]`);
    if (doings[key]) doings[key](card);
    else if (chip && !event.repeat) chip.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("#new-theme");
    const card = form && byId(`post-${form.elements.post.value}`);
    if (event.key !== "Escape" || !card) return;
    form.elements.post.value = "";
    byId("for-note").hidden = true;
    goTo(card);
  });

  document.addEventListener("focusin", (event) => {
    const card = cardOf(event.target);
    if (card) stop(card);
  });

  byId("show-keys").hidden = false;
  byId("show-keys").addEventListener("click", () => byId("keys").showModal());
  stop(cards()[0]);

  // Clicks on chips, one after the other: a card that is being replaced would swallow the next one.
  const waiting = [];
  let busy = false;

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("#notes .chip");
    const again = event.detail > 1; // the second half of a double click means nothing
    if (!chip || !(again || busy)) return;
    event.preventDefault();
    if (!again) waiting.push({ card: cardOf(chip).id, wanted: chip.name, theme: chip.value });
  });

  function next() {
    busy = false;
    while (!busy && waiting.length) {
      const { card, wanted, theme } = waiting.shift();
      chipIn(byId(card), `[name="${wanted}"][value="${theme}"]`)?.click(); // no such chip: it is so already
    }
  }

  // What an undo said goes when the person goes on.
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => byId("undo-said").replaceChildren());
  }

  const isPlacing = (event) => event.detail.requestConfig.elt.matches(".post-foot, .suggestions");
  document.addEventListener("htmx:beforeRequest", (event) => (busy ||= isPlacing(event)));
  document.addEventListener("htmx:afterRequest", (event) => {
    byId("failed").hidden = event.detail.successful;
    if (isPlacing(event)) next();
  });

  // What a swap takes away is given back: the focus and the open lists of themes.
  let kept = null;

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const asked = new URL(detail.pathInfo.finalRequestPath, location.href).pathname;
    if (new URL(detail.xhr.responseURL).pathname !== asked) {
      detail.shouldSwap = false; // led to the log-in page
      byId("signed-out").hidden = false;
      return;
    }
    const focused = document.activeElement;
    const making = detail.requestConfig.elt.id === "new-theme" && detail.requestConfig.elt.elements.post.value;
    kept = {
      open: cards().filter((card) => card.querySelector(".placing[open]")).map((card) => card.id),
      card: making ? `post-${making}` : cardOf(focused)?.id,
      chip: focused.matches("#notes .chips .chip") && focused.value, // a suggestion that was taken is gone: the note has it
      summary: focused.matches("#notes summary"),
    };
  });

  function giveBack() {
    for (const id of kept.open) byId(id)?.querySelector(".placing").setAttribute("open", "");
    const card = byId(kept.card);
    if (card && !document.querySelector("#new-theme [aria-invalid]")) {
      const inside = kept.chip ? chipIn(card, `[value="${kept.chip}"]`) : kept.summary && card.querySelector("summary");
      (inside || card).focus({ preventScroll: true });
    }
    kept = null;
  }

  document.addEventListener("htmx:afterSwap", () => kept && giveBack());
  // Only now: until it settles a new card wears the old one's attributes.
  document.addEventListener("htmx:afterSettle", () => stop(cardOf(document.activeElement) || cards()[0]));
}
