// Words of a note that a theme is about: marked with the pointer as any text is, or by keyboard, word by word. Places are
// counted in code points, as the server counts them.
import { cardOf, say } from "./board-cards.js";

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*|[^\s]/gu;
let mode = null; // { body, words, from, to } while words are marked by keyboard

const bodyOf = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest("#notes .post-body");
const points = (text) => [...text].length;

// The words that are marked now: { card, start, end, revision, passages }. Null where none are, or not in one note.
export function marked() {
  const selection = getSelection();
  if (selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const body = bodyOf(range.startContainer);
  if (!body || body !== bodyOf(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(body);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const words = text.trim();
  if (!words) return null;
  const start = points(before.toString()) + points(text.slice(0, text.indexOf(words)));
  const passages = [...body.querySelectorAll(".passage")].filter((mark) => range.intersectsNode(mark));
  return { card: cardOf(body), start, end: start + points(words), revision: body.dataset.revision, passages };
}

export function letGo() {
  mode = null;
  document.documentElement.classList.remove("is-marking");
  getSelection().removeAllRanges();
}

export const marking = () => Boolean(mode);

export function begin(card) {
  const body = card.querySelector(".post-body");
  if (!body) return;
  const words = [...body.textContent.matchAll(WORD)].map(({ index, 0: word }) => [index, index + word.length]);
  if (!words.length) return;
  mode = { body, words, from: 0, to: 0 };
  document.documentElement.classList.add("is-marking");
  show();
}

// True where the key was one of the mode's own.
export function key(event) {
  if (!mode) return false;
  const { words } = mode;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -words.length, End: words.length };
  if (event.key === "Escape") letGo();
  else if (!(event.key in steps)) return false;
  else {
    mode.to = Math.max(0, Math.min(mode.to + steps[event.key], words.length - 1));
    if (!event.shiftKey) mode.from = mode.to;
    show();
  }
  return true;
}

function show() {
  const { body, words, from, to } = mode;
  const [[start], [, end]] = [words[Math.min(from, to)], words[Math.max(from, to)]];
  getSelection().setBaseAndExtent(...place(body, start), ...place(body, end));
  say(body.textContent.slice(start, end));
  const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
  if (top < 0 || bottom > innerHeight * 0.8) scrollBy(0, top - innerHeight / 3);
}

// The text node and the place in it where this place in the whole text is.
function place(body, offset) {
  const nodes = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let node = nodes.nextNode();
  while (node && offset > node.length) {
    offset -= node.length;
    node = nodes.nextNode();
  }
  return [node, offset];
}
