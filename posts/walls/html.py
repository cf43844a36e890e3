"""Padlet's HTML to plain text: a line for each paragraph or list item, no blank lines, with numbers but no bullets."""

import re
from html import unescape
from html.parser import HTMLParser

BLOCKS = {"p", "div", "li", "ul", "ol", "blockquote", "pre", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
INVISIBLE = {"script", "style", "template", "title"}
OPENS_BLOCK = re.compile(r"\s*<(p|div|ul|ol|blockquote|pre|h[1-6]|br)\b[^<>]*>", re.IGNORECASE)
PAIRED = re.compile(
    r"<(p|div|ul|ol|strong|em|b|i|u|s|a|span|code|mark|sub|sup|h[1-6])\b[^<>]*>.*?</\1>", re.I | re.DOTALL
)
LINE_END = re.compile(r"<br ?/?>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,6});")
CELLS = {"td", "th"}
MARKED_SECTION = re.compile(r"<!\[[^<>]*>")  # <![if !supportLists]> from Word; HTMLParser cannot read them
SCHEME = re.compile(r"https?://", re.IGNORECASE)


def is_html(text: str) -> bool:
    return bool(OPENS_BLOCK.match(text))


def has_markup(text: str) -> bool:
    """Whether some of the text is in a pair of tags, or has a tag for the end of a line."""
    return ("</" in text and bool(PAIRED.search(text))) or bool(LINE_END.search(text))


def unescaped(text: str) -> str:
    """The text with its named characters, such as `&oslash;`, as they are meant."""
    return ENTITY.sub(lambda match: unescape(match[0]), text)


def to_text(html: str) -> str:
    reader = _Reader()
    reader.feed(MARKED_SECTION.sub("", html).replace("<![", "&lt;!["))
    reader.close()
    return trim("".join(reader.parts))


def trim(text: str) -> str:
    """Strips each line, and removes the blank ones."""
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.numbers: list[int | None] = []  # one for each open list; None for bullets
        self.link = ""
        self.link_starts = 0
        self.invisible = 0
        self.cell_starts: int | None = None
        self.preformatted = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in INVISIBLE:
            self.invisible += 1
        if tag in CELLS:
            self.cell_starts = len(self.parts)
        if tag == "br" or (tag in BLOCKS and not self._follows_number() and not self._begins_cell()):
            self.parts.append("\n")
        if tag == "pre":
            self.preformatted += 1
        elif tag in ("ul", "ol"):
            self.numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._write_number()
        elif tag == "a":
            self.link, self.link_starts = dict(attributes).get("href") or "", len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in INVISIBLE:
            self.invisible = max(0, self.invisible - 1)
        if tag == "a":
            self._write_address()
        if tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        if tag in ("ul", "ol") and self.numbers:
            self.numbers.pop()
        if tag in CELLS:
            while self.parts and self.parts[-1].isspace() and len(self.parts) > (self.cell_starts or 0):
                self.parts.pop()
            self.parts.append("\t")
            self.cell_starts = None
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.invisible:
            self.parts.append(data if self.preformatted else re.sub(r"[ \t\n]+", " ", data))

    def _follows_number(self) -> bool:
        """Whether a number was just written. Padlet writes <li><p>; the <p> must not break the line there."""
        return bool(self.parts) and bool(re.fullmatch(r"\d+\. ", self.parts[-1]))

    def _begins_cell(self) -> bool:
        """Whether nothing was written in this cell of a table yet. Word writes <td><p>."""
        return self.cell_starts is not None and not "".join(self.parts[self.cell_starts :]).strip()

    def _write_number(self) -> None:
        if self.numbers and self.numbers[-1] is not None:
            self.numbers[-1] += 1
            self.parts.append(f"{self.numbers[-1]}. ")

    def _write_address(self) -> None:
        """Adds a link's address where its text does not contain it."""
        text = "".join(self.parts[self.link_starts :])
        if SCHEME.match(self.link) and SCHEME.sub("", self.link).rstrip("/") not in text:
            self.parts.append(f" ({self.link})")
        self.link = ""
