"""One text on its way to being whole, with every edit made to it and every doubt left in it."""

import re
from collections.abc import Callable
from itertools import islice

from posts.walls.repair import gaps, letters, signs
from posts.walls.repair.pairs import Edit

EXCERPT = 20  # characters shown on each side of a doubt
MOST_DOUBTS = 100  # of one text; nobody reads more, and the signs stand in the text all the same
LIGATURE = re.compile(f"[{letters.LIGATURES}]")
HARD_SPACE = re.compile("\u00a0")
DOUBLE_SPACE = re.compile("(?<= ) +")

Answer = Callable[[re.Match[str]], str | None]


class Mending:
    def __init__(self, text: str, edits: list[Edit] | None = None):
        self.text = text
        self.edits = edits or []
        self.doubts: list[str] = []

    def mend(self, ff_intact: bool) -> None:
        self.replace(HARD_SPACE, lambda match: " ")
        self.replace(LIGATURE, lambda match: letters.whole(match[0]))
        self.replace(signs.KNOWN, lambda match: signs.MEANING[match[0]])
        self.replace(signs.BETWEEN_DIGITS, lambda match: ":")
        brackets = signs.brackets(self.text)
        self.replace(signs.LONE, lambda match: brackets.get(match.start()))
        for match in islice(signs.BETWEEN_CAPITALS.finditer(self.text), MOST_DOUBTS):
            if signs.dash(match):
                self._doubt("guessed-sign", match.start())
        self.replace(signs.BETWEEN_CAPITALS, signs.dash)
        self.replace(signs.LONE, lambda match: _letters(match, ff_intact))
        self.replace(gaps.GAP, gaps.closed, group=2)
        for match in islice(signs.DAMAGED.finditer(self.text), MOST_DOUBTS):
            self._doubt("lost-letters" if letters.in_word(*_around(match)) else "lost-sign", match.start())

    def close_up(self) -> None:
        """Makes one space of several: right for a label, but in a body they are somebody's own."""
        self.replace(DOUBLE_SPACE, lambda match: "")

    def replace(self, pattern: re.Pattern[str], answer: Answer, group: int = 0) -> None:
        """Puts `answer(match)` for each match (or its group), and leaves it where the answer is None."""
        answers = ((match, answer(match)) for match in pattern.finditer(self.text))
        changes = [(*match.span(group), now) for match, now in answers if now is not None]
        pieces: list[str] = []
        moved: list[Edit] = []
        older = sorted(self.edits, key=lambda edit: edit.start)[::-1]
        done = shift = 0
        for start, end, now in changes:
            while older and older[-1].start < end:
                moved.append(older.pop().moved(shift))
            pieces += [self.text[done:start], now]
            moved.append(Edit(start + shift, start + shift + len(now), self.text[start:end]))
            shift += len(now) - (end - start)
            done = end
        self.edits = moved + [edit.moved(shift) for edit in reversed(older)]
        self.text = "".join(pieces) + self.text[done:]

    def _doubt(self, code: str, at: int) -> None:
        left, right = max(0, at - EXCERPT), at + 1 + EXCERPT
        excerpt = self.text[left:right].replace("\n", " ")
        self.doubts.append(f"{code}: {'…' if left else ''}{excerpt}{'…' if right < len(self.text) else ''}")


def _letters(match: re.Match[str], ff_intact: bool) -> str | None:
    before, after = _around(match)
    return letters.lost(before, after, ff_intact) if letters.in_word(before, after) else None


def _around(match: re.Match[str]) -> tuple[str, str]:
    text, at = match.string, match.start()
    return text[max(0, at - letters.REACH) : at], text[at + 1 : at + 1 + letters.REACH]
