"""One note of a printed wall: a header, a body, and what Padlet printed below or inside it.

The author of a post is in capitals (by Padlet's style sheet), that of a comment as it was written. Which post a comment
answers is not printed. A line with only `2 1` has the numbers of likes and comments of a post. A URL with /wish/ is
that of the post.
"""

import re

from posts.walls.formats import headers
from posts.walls.formats.headers import COUNTERS, Header
from posts.walls.formats.lines import PageLine
from posts.walls.formats.paragraphs import GOES_ON, Layout, join_lines
from posts.walls.repair.pairs import Edit, pairs_of
from posts.walls.wall import Entry, EntryKind

ADDRESS = re.compile(r"https?://\S+/wish/\w+")
LIST_MARK = re.compile(r"\d{1,2}[.)]|[-–•*] ")
LONGEST_SUBJECT = 80  # characters


def is_end_of_note(text: str) -> bool:
    return bool(COUNTERS.fullmatch(text) or ADDRESS.fullmatch(text))


def _stands_alone(line: PageLine, below: PageLine) -> bool:
    """Whether a line is short and says nothing that the next one goes on with, as a heading does."""
    text = line.text
    short = len(text) <= LONGEST_SUBJECT and text[-1] not in ".,;:!?…،؛؟" and not LIST_MARK.match(text)
    short = short and not GOES_ON.search(text)
    return short and not text[0].islower() and not below.text[0].islower() and not ADDRESS.match(text)


class PrintedNote:
    """`lines` are those of the note, with its header. `section` is an index into Wall.sections."""

    def __init__(self, header: Header, lines: list[PageLine], section: int):
        self.header = header
        self.section = section
        self.raw = "\n".join(line.raw for line in lines).rstrip("\n")
        self.body = lines[header.stop - header.start :]
        self.author = " ".join(header.author)
        self.kind: EntryKind = "post" if self.author == self.author.upper() else "comment"
        self.link = self._remove_address()
        self.counters = self._remove_counters()

    @property
    def first_line(self) -> str:
        """The line that stands alone above the text. Empty where there is none, or no text below it."""
        texts = [line for line in self.body if line.text]
        return texts[0].text if len(texts) > 1 and _stands_alone(texts[0], texts[1]) else ""

    @property
    def has_bold_heading(self) -> bool:
        texts = [line for line in self.body if line.text]
        return len(texts) > 1 and texts[0].bold and not texts[1].bold

    def entry(self, layout: Layout, day_first: bool, *, subject: str = "") -> Entry:
        """`subject` is the first line where it is a heading."""
        lines = self.body
        if subject:
            lines = lines[next(index for index, line in enumerate(lines) if line.text) + 1 :]
        body, edits = join_lines(lines, layout)
        header = self.header
        return Entry(
            self.section,
            self.kind,
            author=self.author,
            subject=subject,
            body=body,
            written=headers.stamp(header.date, header.time, header.when, day_first),
            reactions=dict(zip(("likes", "comments"), self.counters, strict=False)),
            link=self.link,
            raw=self.raw,
            repairs=pairs_of(self.author, self._author_edits()) + pairs_of(body, edits),
            line=header.number,
        )

    def _author_edits(self) -> list[Edit]:
        """The line breaks of the name, which are spaces in `author`."""
        edits, length = [], -1
        for line in self.header.author[:-1]:
            length += len(line) + 1
            edits.append(Edit(length, length + 1, "\n"))
        return edits

    def _remove_address(self) -> str:
        for index, line in enumerate(self.body):
            if ADDRESS.fullmatch(line.text):
                del self.body[index]
                return line.text
        return ""

    def _remove_counters(self) -> list[int]:
        """Those of a post. A comment has none: one that says `25 25` means that."""
        last = next((line for line in reversed(self.body) if line.text), None)
        counters = last and self.kind == "post" and COUNTERS.fullmatch(last.text)
        if not last or not counters:
            return []
        self.body.remove(last)
        return [int(count) for count in counters.groups()]
