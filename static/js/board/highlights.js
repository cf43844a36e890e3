// Selects words of a note for a theme: with the pointer as in any text, or word by word with the keyboard. Offsets are
// counted in code points, as on the server.
import { announce, findCard } from "./cards.js";

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*|[^\s]/gu;
let keyboardSelection = null; // { body, words, from, to }: the offsets of each word, and the first and last word selected

const findBody = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest("#notes .post-body");
const countCodePoints = (text) => [...text].length;

// Returns the selected words as { card, start, end, revision, passages }, or null if no words of one note are selected.
export function getSelectedWords() {
  const selection = getSelection();
  if (selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const body = findBody(range.startContainer);
  if (!body || body !== findBody(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(body);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const words = text.trim();
  if (!words) return null;
  const start = countCodePoints(before.toString()) + countCodePoints(text.slice(0, text.indexOf(words)));
  const passages = [...body.querySelectorAll(".passage")].filter((mark) => range.intersectsNode(mark));
  return { card: findCard(body), start, end: start + countCodePoints(words), revision: body.dataset.revision, passages };
}

export function clearSelection() {
  keyboardSelection = null;
  document.documentElement.classList.remove("is-marking");
  getSelection().removeAllRanges();
}

export const isSelectingByKeyboard = () => Boolean(keyboardSelection);

export function startSelecting(card) {
  const body = card.querySelector(".post-body");
  if (!body) return;
  const words = [...body.textContent.matchAll(WORD)].map(({ index, 0: word }) => [index, index + word.length]);
  if (!words.length) return;
  keyboardSelection = { body, words, from: 0, to: 0 };
  document.documentElement.classList.add("is-marking");
  showSelection();
}

// Moves or extends the selection. Returns false if none was started, or if the key has another meaning.
export function handleKey(event) {
  if (!keyboardSelection) return false;
  const { words } = keyboardSelection;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -words.length, End: words.length };
  if (event.key === "Escape") clearSelection();
  else if (!(event.key in steps)) return false;
  else {
    const to = keyboardSelection.to + steps[event.key];
    keyboardSelection.to = Math.max(0, Math.min(to, words.length - 1));
    if (!event.shiftKey) keyboardSelection.from = keyboardSelection.to;
    showSelection();
  }
  return true;
}

function showSelection() {
  const { body, words, from, to } = keyboardSelection;
  const [[start], [, end]] = [words[Math.min(from, to)], words[Math.max(from, to)]];
  getSelection().setBaseAndExtent(...findPosition(body, start), ...findPosition(body, end));
  announce(body.textContent.slice(start, end));
  const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
  if (top < 0 || bottom > innerHeight * 0.8) scrollBy(0, top - innerHeight / 3);
}

// Returns the text node that holds this offset in the whole text, and the offset within that node.
function findPosition(body, offset) {
  const nodes = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let node = nodes.nextNode();
  while (node && offset > node.length) {
    offset -= node.length;
    node = nodes.nextNode();
  }
  return [node, offset];
}
