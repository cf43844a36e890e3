"""Changes to a text, and the pairs that show them.

Inside a repair a change is an Edit, placed by index. Outside it is a pair (raw, repaired), so that it can be shown,
stored and refused. A pair holds enough of its surroundings to be the first match after the change before it. So the
pairs of a text, searched for in order, are always found again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

Pair = tuple[str, str]

MOST_CONTEXT = 40  # characters on each side of a short pair, so that a line without spaces costs nothing
WORDS_OF_CONTEXT = (1, 2, 4, 8)


@dataclass(frozen=True)
class Edit:
    """`text[start:end]` replaces what the export had, which is `raw`."""

    start: int
    end: int
    raw: str

    def moved(self, by: int) -> "Edit":
        return replace(self, start=self.start + by, end=self.end + by)


def core(raw: str, repaired: str) -> tuple[int, str, str]:
    """Where the two differ, as far to the left as possible: (index, text in `raw`, text in `repaired`)."""
    shortest = min(len(raw), len(repaired))
    tail = next((i for i in range(shortest) if raw[-1 - i] != repaired[-1 - i]), shortest)
    head = next((i for i in range(shortest - tail) if raw[i] != repaired[i]), shortest - tail)
    return head, raw[head : len(raw) - tail], repaired[head : len(repaired) - tail]


def find(text: str, pair: Pair, cursor: int) -> Edit | None:
    """The first place of the pair in the text from index `cursor` on."""
    at = text.find(pair[1], cursor)
    head, raw, repaired = core(*pair)
    return None if at < 0 else Edit(at + head, at + head + len(repaired), raw)


def locate(texts: list[str], pairs: list[Pair]) -> list[list[tuple[Pair, Edit]]]:
    """For each text of an entry, the pairs that are from it and where. `pairs` follow the order of the texts.

    A pair that is in none of the texts is left out.
    """
    located: list[list[tuple[Pair, Edit]]] = [[] for _ in texts]
    current, cursor = 0, 0
    for pair in pairs:
        for index in range(current, len(texts)):
            edit = find(texts[index], pair, cursor if index == current else 0)
            if edit:
                located[index].append((pair, edit))
                current, cursor = index, edit.end
                break
    return located


def undo(texts: list[str], pairs: list[Pair], refused: set[Pair]) -> tuple[list[str], list[Pair]]:
    """Undoes the refused pairs. Returns the texts, with those places as the export had them, and the other pairs.

    `pairs` are all repairs of these texts, in order. A refused pair that is not in the texts changes nothing.
    """
    undone, left = [], []
    for text, located in zip(texts, locate(texts, pairs), strict=True):
        pieces: list[str] = []
        edits: list[Edit] = []
        done = shift = 0
        for pair, edit in located:
            if pair in refused:
                pieces += [text[done : edit.start], edit.raw]
                shift += len(edit.raw) - (edit.end - edit.start)
                done = edit.end
            else:
                edits.append(edit.moved(shift))
        undone.append("".join(pieces) + text[done:])
        left += pairs_of(undone[-1], edits)
    return undone, left


def pairs_of(text: str, edits: list[Edit]) -> list[Pair]:
    """One pair for each edit, in reading order."""
    pairs = []
    cursor = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        left, right = next(
            (left, right)
            for left, right in _surroundings(text, edit, cursor)
            if text.find(text[left:right], cursor, right) == left
        )
        pair = (text[left : edit.start] + edit.raw + text[edit.end : right], text[left:right])
        head, _, repaired = core(*pair)
        cursor = left + head + len(repaired)
        pairs.append(pair)
    return pairs


def _surroundings(text: str, edit: Edit, floor: int) -> Iterator[tuple[int, int]]:
    """Wider and wider ranges around an edit; the last begins at `floor`, so that nothing can match before it."""
    beside = text[max(0, edit.start - 1) : edit.start] + text[edit.end : edit.end + 1]
    across = edit.raw.isspace() or not beside.strip()  # a line break needs a word on each side to be recognized
    for words in WORDS_OF_CONTEXT:
        left = max(floor, _words_before(text, edit.start, words, across))
        right = _words_after(text, edit.end, words, across)
        yield left, right
        across = True
    yield floor, right


def _words_before(text: str, at: int, words: int, across: bool) -> int:
    stop = max(0, at - MOST_CONTEXT * words)
    for _ in range(words):
        while across and at > stop and text[at - 1] == " ":
            at -= 1
        while at > stop and not text[at - 1].isspace():
            at -= 1
    return at


def _words_after(text: str, at: int, words: int, across: bool) -> int:
    stop = min(len(text), at + MOST_CONTEXT * words)
    for _ in range(words):
        while across and at < stop and text[at] == " ":
            at += 1
        while at < stop and not text[at].isspace():
            at += 1
    return at
