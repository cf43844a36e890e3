"""One note of a printed wall: a header, a body, and what Padlet printed below or inside it.

A post has its author in capitals (Padlet's style sheet does it), a comment in the author's own letters. Which post a
comment answers is not told. `2 1` alone on a line counts likes and comments; an address with /wish/ is the post's own.
"""

import re

from posts.walls.formats import headers
from posts.walls.formats.headers import Header
from posts.walls.formats.lines import Line
from posts.walls.formats.paragraphs import Sheet, set_body
from posts.walls.repair.pairs import Edit, pairs_of
from posts.walls.wall import Entry, Kind

ADDRESS = re.compile(r"https?://\S+/wish/\w+")
COUNTERS = re.compile(r"(\d{1,6}) (\d{1,6})")


def end_of_note(text: str) -> bool:
    return bool(COUNTERS.fullmatch(text) or ADDRESS.fullmatch(text))


class Note:
    """`lines` are the note's own, header included."""

    def __init__(self, header: Header, lines: list[Line], section: int):
        self.header = header
        self.section = section
        self.raw = "\n".join(line.raw for line in lines).rstrip("\n")
        self.body = lines[header.stop - header.start :]
        self.author = " ".join(header.author)
        self.kind: Kind = "post" if self.author == self.author.upper() else "comment"
        self.link = self._take_address()
        self.counters = self._take_counters()

    def entry(self, sheet: Sheet, day_first: bool) -> Entry:
        body, edits = set_body(self.body, sheet)
        header = self.header
        return Entry(
            self.section,
            self.kind,
            author=self.author,
            body=body,
            written=headers.stamp(header.date, header.time, header.when, day_first),
            reactions=dict(zip(("likes", "comments"), self.counters, strict=False)),
            link=self.link,
            raw=self.raw,
            repairs=pairs_of(self.author, self._joined_author()) + pairs_of(body, edits),
            line=header.number,
        )

    def _joined_author(self) -> list[Edit]:
        edits, length = [], -1
        for line in self.header.author[:-1]:
            length += len(line) + 1
            edits.append(Edit(length, length + 1, "\n"))
        return edits

    def _take_address(self) -> str:
        for index, line in enumerate(self.body):
            if ADDRESS.fullmatch(line.text):
                del self.body[index]
                return line.text
        return ""

    def _take_counters(self) -> list[int]:
        last = next((line for line in reversed(self.body) if line.text), None)
        counters = last and COUNTERS.fullmatch(last.text)
        if not last or not counters:
            return []
        self.body.remove(last)
        return [int(count) for count in counters.groups()]
