"""The repair of one text, with every edit made to it and every doubt left in it."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from posts.walls import misread
from posts.walls.misread import Misreading
from posts.walls.repair import characters, encodings, gaps, letters
from posts.walls.repair.pairs import Edit

EXCERPT = 20  # characters shown on each side of a doubt
MOST_DOUBTS = 100  # of one text; nobody reads more, and the damaged characters stay visible in the text
LIGATURE = re.compile(f"[{letters.LIGATURES}]")
HARD_SPACE = re.compile("\u00a0")
SUSPECT = re.compile(f"[\u00a0{letters.LIGATURES}{''.join(encodings.BEGINNINGS)}]")  # all that _common looks for
BEYOND_ASCII = re.compile("[^\x00-\x7f]")
DOUBLE_SPACE = re.compile("(?<= ) +")

Replacement = Callable[[re.Match[str]], str | None]


class TextRepair:
    """`text` is the text as repaired so far; `edits` are the changes made to it, those of its reader included.

    `ways` are those in which the wall was read wrongly; with `together`, another text of the entry was.
    """

    def __init__(
        self, text: str, edits: list[Edit] | None = None, *, ways: Sequence[Misreading] = (), together: bool = False
    ):
        self.text = text
        self.ways, self.together = ways, together
        self.edits = edits or []
        self.doubts: list[str] = []

    def repair_file(self) -> None:
        """The repairs of a text from a file that kept its characters: none is guessed."""
        self._common()
        self._doubt_damaged()

    def repair_print(self, ff_intact: bool) -> None:
        """All repairs. For `ff_intact` see letters.lost_letters."""
        self._common()
        self.replace(characters.KNOWN, lambda match: characters.MEANING[match[0]])
        self.replace(characters.BETWEEN_DIGITS, lambda match: ":")
        brackets = characters.brackets(self.text)
        self.replace(characters.LONE, lambda match: brackets.get(match.start()))
        for match in islice(characters.BETWEEN_CAPITALS.finditer(self.text), MOST_DOUBTS):
            if characters.dash(match):
                self._doubt("guessed-sign", match.start())
        self.replace(characters.BETWEEN_CAPITALS, characters.dash)
        self.replace(characters.LONE, lambda match: _lost_letters(match, ff_intact))
        self.replace(gaps.GAP, gaps.closed, group=2)
        self._doubt_damaged()

    def _common(self) -> None:
        if self.text.isascii():
            return
        if SUSPECT.search(self.text):
            self.replace(encodings.READ_WRONG, encodings.meaning)
            for match in islice(encodings.LEFT.finditer(self.text), MOST_DOUBTS):
                self._doubt("wrong-letters", match.start())
            self.replace(HARD_SPACE, lambda match: " ")
            self.replace(LIGATURE, lambda match: letters.spelled_out(match[0]))
        if self.together or misread.SUSPECT.search(self.text):
            self._read_again()

    def _read_again(self) -> None:
        """Reads a text in the encoding that it was saved in. What is odd and stays so is a doubt."""
        if way := misread.way_of(self.text, self.ways, sure=self.together):
            self.replace(BEYOND_ASCII, lambda match: way.meaning.get(ord(match[0])))
        for match in islice(misread.ODD.finditer(self.text), MOST_DOUBTS):
            self._doubt("wrong-letters", match.start())

    def _doubt_damaged(self) -> None:
        if self.text.isascii():
            return
        for match in islice(characters.DAMAGED.finditer(self.text), MOST_DOUBTS):
            self._doubt("lost-letters" if letters.in_word(*_around(match)) else "lost-sign", match.start())

    def doubt_question_marks(self) -> None:
        for match in islice(misread.QUESTION_INSIDE.finditer(self.text), MOST_DOUBTS):
            self._doubt("lost-letters", match.start())

    def close_up(self) -> None:
        """Makes one space of several. Right for an author's label; in a body the spaces are the writer's own."""
        self.replace(DOUBLE_SPACE, lambda match: "")

    def replace(self, pattern: re.Pattern[str], replacement: Replacement, group: int = 0) -> None:
        """Replaces each match of the pattern, or its group. A match is left where `replacement` returns None."""
        if not pattern.search(self.text):
            return
        replacements = ((match, replacement(match)) for match in pattern.finditer(self.text))
        changes = [(*match.span(group), new) for match, new in replacements if new is not None]
        pieces: list[str] = []
        edits: list[Edit] = []
        earlier = sorted(self.edits, key=lambda edit: edit.start)[::-1]
        done = shift = 0
        for start, end, new in changes:
            while earlier and earlier[-1].start < end:
                edits.append(earlier.pop().moved(shift))
            pieces += [self.text[done:start], new]
            edits.append(Edit(start + shift, start + shift + len(new), self.text[start:end]))
            shift += len(new) - (end - start)
            done = end
        self.edits = edits + [edit.moved(shift) for edit in reversed(earlier)]
        self.text = "".join(pieces) + self.text[done:]

    def _doubt(self, code: str, at: int) -> None:
        left, right = max(0, at - EXCERPT), at + 1 + EXCERPT
        excerpt = self.text[left:right].replace("\n", " ")
        self.doubts.append(f"{code}: {'…' if left else ''}{excerpt}{'…' if right < len(self.text) else ''}")


def _lost_letters(match: re.Match[str], ff_intact: bool) -> str | None:
    before, after = _around(match)
    return letters.lost_letters(before, after, ff_intact) if letters.in_word(before, after) else None


def _around(match: re.Match[str]) -> tuple[str, str]:
    text, at = match.string, match.start()
    return text[max(0, at - letters.REACH) : at], text[at + 1 : at + 1 + letters.REACH]
