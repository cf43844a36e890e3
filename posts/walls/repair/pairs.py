"""Changes to a text, and the pairs that show them.

Inside a repair a change is an Edit, placed by number. Outside it is a pair (raw, repaired), so that it can be shown,
stored and refused. A pair carries as much of its surroundings as it takes to be the first of its kind after the change
before it; so the pairs of a text, walked in order, are always found again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

Pair = tuple[str, str]

MOST_CONTEXT = 40  # characters on each side of a short pair, so that a line without spaces costs nothing
WORDS_OF_CONTEXT = (1, 2, 4, 8)


@dataclass(frozen=True)
class Edit:
    """`text[start:end]` stands where the export had `was`."""

    start: int
    end: int
    was: str

    def moved(self, by: int) -> "Edit":
        return replace(self, start=self.start + by, end=self.end + by)


def core(raw: str, repaired: str) -> tuple[int, str, str]:
    """Where the two differ, as far to the left as can be: (offset, what it was, what it is)."""
    shortest = min(len(raw), len(repaired))
    tail = next((i for i in range(shortest) if raw[-1 - i] != repaired[-1 - i]), shortest)
    head = next((i for i in range(shortest - tail) if raw[i] != repaired[i]), shortest - tail)
    return head, raw[head : len(raw) - tail], repaired[head : len(repaired) - tail]


def find(text: str, pair: Pair, cursor: int) -> Edit | None:
    """The first place of the pair in the text from `cursor` on."""
    at = text.find(pair[1], cursor)
    head, was, now = core(*pair)
    return None if at < 0 else Edit(at + head, at + head + len(now), was)


def share(texts: list[str], pairs: list[Pair]) -> list[list[tuple[Pair, Edit]]]:
    """Which text of an entry each pair is from, and where; they stand in reading order, one text after the other."""
    found: list[list[tuple[Pair, Edit]]] = [[] for _ in texts]
    current, cursor = 0, 0
    for pair in pairs:
        for index in range(current, len(texts)):
            edit = find(texts[index], pair, cursor if index == current else 0)
            if edit:
                found[index].append((pair, edit))
                current, cursor = index, edit.end
                break
    return found


def put_back(texts: list[str], pairs: list[Pair], refused: set[Pair]) -> tuple[list[str], list[Pair]]:
    """The texts with the refused pairs as the export had them, and the pairs that are left. Others are let be."""
    whole, left = [], []
    for text, found in zip(texts, share(texts, pairs), strict=True):
        pieces: list[str] = []
        kept: list[Edit] = []
        done = shift = 0
        for pair, edit in found:
            if pair in refused:
                pieces += [text[done : edit.start], edit.was]
                shift += len(edit.was) - (edit.end - edit.start)
                done = edit.end
            else:
                kept.append(edit.moved(shift))
        whole.append("".join(pieces) + text[done:])
        left += pairs_of(whole[-1], kept)
    return whole, left


def pairs_of(text: str, edits: list[Edit]) -> list[Pair]:
    """One pair an edit, in reading order."""
    pairs = []
    cursor = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        left, right = next(
            (left, right)
            for left, right in _surroundings(text, edit, cursor)
            if text.find(text[left:right], cursor, right) == left
        )
        pair = (text[left : edit.start] + edit.was + text[edit.end : right], text[left:right])
        head, _, now = core(*pair)
        cursor = left + head + len(now)
        pairs.append(pair)
    return pairs


def _surroundings(text: str, edit: Edit, floor: int) -> Iterator[tuple[int, int]]:
    """Wider and wider stretches around an edit; the last begins at `floor`, where nothing can come before it."""
    beside = text[max(0, edit.start - 1) : edit.start] + text[edit.end : edit.end + 1]
    across = edit.was.isspace() or not beside.strip()  # a line break says nothing without a word on each side of it
    for words in WORDS_OF_CONTEXT:
        left = max(floor, _words_back(text, edit.start, words, across))
        right = _words_on(text, edit.end, words, across)
        yield left, right
        across = True
    yield floor, right


def _words_back(text: str, at: int, words: int, across: bool) -> int:
    stop = max(0, at - MOST_CONTEXT * words)
    for _ in range(words):
        while across and at > stop and text[at - 1] == " ":
            at -= 1
        while at > stop and not text[at - 1].isspace():
            at -= 1
    return at


def _words_on(text: str, at: int, words: int, across: bool) -> int:
    stop = min(len(text), at + MOST_CONTEXT * words)
    for _ in range(words):
        while across and at < stop and text[at] == " ":
            at += 1
        while at < stop and not text[at].isspace():
            at += 1
    return at


def undo(text: str, pairs: list[Pair], refused: set[Pair]) -> str:
    """One text with the refused pairs as the export had them."""
    return put_back([text], pairs, refused)[0][0]
