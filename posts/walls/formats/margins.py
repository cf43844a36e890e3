"""What a browser prints in the margins of each page: date, title, address, page number. None of it is the wall's."""

import re
from collections import Counter

from posts.walls.formats.headers import AT, DATE, TIME
from posts.walls.formats.measured import MeasuredLine

BAND = 0.05  # of the height of a page, at the top and at the bottom
NARROWEST = 36  # points; what is repeated there on another page is in the margin of a small page too
ADDRESS = r"(?:https?|file)://\S+|about:\w+|data:\S+"
WORD = r"(?:page|side|sida|seite|sivu|p[aá]gina)"
PAGE = rf"(?:{WORD}\s*)?\b\d{{1,4}}\s?(?:/|of|av|af|von|de|sur)\s?\d{{1,4}}\b|\b{WORD}\s\d{{1,4}}\b"
WHEN = rf"{DATE}(?:{AT}{TIME}(?::\d\d)?)?"
TOKEN = re.compile(rf"{ADDRESS}|{WHEN}|{PAGE}", re.IGNORECASE)
FOOTER = re.compile(rf"(?:{ADDRESS})\s+(?:{PAGE})|(?:{PAGE})\s+(?:{ADDRESS})", re.IGNORECASE)
DATED = re.compile(rf"{WHEN}\s+(?P<after>\S.*)|(?P<before>.*\S)\s+{WHEN}", re.IGNORECASE)


def without(pages: list[list[MeasuredLine]], heights: list[float], title: str) -> list[list[MeasuredLine]]:
    """The lines of each page without those in its margins. `title` is that of the document."""
    wide = [_in_band(page, height, max(NARROWEST, BAND * height)) for page, height in zip(pages, heights, strict=True)]
    on_pages = Counter(shape for lines in wide for shape in {_shape(line.text) for line in lines})
    in_margin = [
        [line for line in lines if line in _in_band(lines, height, BAND * height) or on_pages[_shape(line.text)] > 1]
        for lines, height in zip(wide, heights, strict=True)
    ]
    large = max((line.height for page in pages for line in page), default=0)
    titles = {title, *(line.text for page in pages for line in page if line.height == large)}
    rests = [rest for lines in in_margin for line in lines if (rest := _rest(line.text)) is not None]
    titles |= {rest for rest in rests if rests.count(rest) > 1}
    return [
        [line for line in page if line not in margin or not _is_printed_by_browser(line.text, titles)]
        for page, margin in zip(pages, in_margin, strict=True)
    ]


def _in_band(lines: list[MeasuredLine], height: float, band: float) -> list[MeasuredLine]:
    return [line for line in lines if line.bottom < band or line.bottom + line.height > height - band]


def _shape(text: str) -> str:
    """The same for the margins of all pages, which differ in the number of the page."""
    return re.sub(r"\d+", "#", text)


def without_in_text(lines: list[str]) -> list[str]:
    """The lines of a copied text, each line of a margin made empty. Its footers show whether the text has any."""
    if not any(FOOTER.fullmatch(line.strip()) for line in lines):
        return lines
    dated = [match["after"] or match["before"] for line in lines if (match := DATED.fullmatch(line.strip()))]
    texts = [line.strip() for line in lines]
    titles = {title for title in dated if dated.count(title) > 1 or title in texts}
    return [
        ""
        if FOOTER.fullmatch(line.strip())
        or ((m := DATED.fullmatch(line.strip())) and (m["after"] or m["before"]) in titles)
        else line
        for line in lines
    ]


def _rest(text: str) -> str | None:
    """What is left of a line without dates, addresses and page numbers. None where it has none of these."""
    rest, count = TOKEN.subn(" ", text)
    return " ".join(rest.split()).strip(" -–—|·,") if count else None


def _closed(text: str) -> str:
    """Without spaces, some of which are lost in the small letters of a margin."""
    return "".join(text.split())


def _is_printed_by_browser(text: str, titles: set[str]) -> bool:
    rest = _rest(text)
    cut = _closed(rest or text).removesuffix("…").removesuffix("...")
    is_title = any(title == cut or (len(cut) > 10 and title.startswith(cut)) for title in map(_closed, titles))
    return is_title if rest is None else not rest or is_title
