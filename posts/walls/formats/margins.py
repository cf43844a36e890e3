"""What a browser prints in the margins of each page: date, title, address, page number. None of it is the wall's."""

import re
from collections import Counter
from itertools import pairwise
from statistics import median

from posts.walls.formats.headers import AT, DATE, TIME
from posts.walls.formats.measured import MeasuredLine

BAND = 0.05  # of the height of a page, at the top and at the bottom
LARGE = 1.2  # times the usual height of letters, more than in any margin
NARROWEST = 36  # points; what is repeated there on another page is in the margin of a small page too
ADDRESS = r"(?:https?|file)://\S+|about:\w+|data:\S+"
WORD = r"(?:page|side|sida|seite|sivu|p[aá]gina)"
PAGE = rf"(?:{WORD}\s*)?\b\d{{1,4}}\s?(?:/|of|av|af|von|de|sur)\s?\d{{1,4}}\b|\b{WORD}\s\d{{1,4}}\b"
WHEN = rf"{DATE}(?:{AT}{TIME}(?::\d\d)?)?"
TOKEN = re.compile(rf"{ADDRESS}|{WHEN}|{PAGE}", re.IGNORECASE)
FOOTER = re.compile(
    rf"(?:{ADDRESS}|{WHEN})\s+(?:{PAGE})|(?:{PAGE})\s+(?:{ADDRESS}|{WHEN})", re.IGNORECASE
)  # Firefox has the address on top, and the date below
TITLED = re.compile(rf"(?:{WHEN}|{ADDRESS})\s+(?P<after>\S.*)|(?P<before>.*\S)\s+(?:{WHEN}|{ADDRESS})", re.IGNORECASE)


def without(pages: list[list[MeasuredLine]], heights: list[float], title: str) -> list[list[MeasuredLine]]:
    """The lines of each page without those in its margins. `title` is that of the document."""
    wide = [_in_band(page, height, max(NARROWEST, BAND * height)) for page, height in zip(pages, heights, strict=True)]
    on_pages = Counter(shape for lines in wide for shape in {_shape(line.text) for line in lines})
    in_margin = [
        [line for line in lines if line in _in_band(lines, height, BAND * height) or on_pages[_shape(line.text)] > 1]
        for lines, height in zip(wide, heights, strict=True)
    ]
    heights_of_lines = [line.height for page in pages for line in page]
    large, usual = max(heights_of_lines, default=0), median(heights_of_lines or [0])
    titles = {title, *(line.text for page in pages for line in page if line.height == large)}
    counts = Counter(text for lines in in_margin for text in {_without_page(line.text) for line in lines})
    repeated = {text for text, count in counts.items() if count > 1}  # in all margins at the same time, unlike notes
    titles |= {rest for text in repeated if (rest := _rest(text))}
    by_browser = [line.text for lines in in_margin for line in lines if _is_printed_by_browser(line.text, titles)]
    return [
        [
            line
            for line in page
            if line not in margin
            or line.height > LARGE * usual  # the title of the wall itself
            or not _is_printed_by_browser(line.text, titles)
            or (_is_date(line.text) and len(pages) > 1 and sum(line.text in text for text in by_browser) < 2)
        ]
        for page, margin in zip(pages, in_margin, strict=True)
    ]


def _in_band(lines: list[MeasuredLine], height: float, band: float) -> list[MeasuredLine]:
    return [line for line in lines if line.bottom < band or line.bottom + line.height > height - band]


def _shape(text: str) -> str:
    """The same for the margins of all pages, which differ in the number of the page."""
    return re.sub(r"\d+", "#", text)


def _without_page(text: str) -> str:
    return re.sub(PAGE, "", text, flags=re.IGNORECASE)


def _is_date(text: str) -> bool:
    """Whether this may also be the last line of a note's header."""
    return bool(re.fullmatch(WHEN, text, re.IGNORECASE))


def without_in_text(lines: list[str]) -> list[str]:
    """The lines of a copied text, each line of a margin made empty. Its footers show whether the text has any.

    The title is beside a footer, or in the first line, with the date or the address. The header of a note may have the
    same form.
    """
    texts = [line.strip() for line in lines]
    footers = {index for index, text in enumerate(texts) if FOOTER.fullmatch(text)}
    if not footers:
        return lines
    filled = [index for index, text in enumerate(texts) if text]
    beside = {filled[0]} | {
        other for pair in pairwise(filled) for one, other in (pair, pair[::-1]) if one in footers
    } - footers
    titled = {index: match for index in sorted(beside) if (match := TITLED.fullmatch(texts[index]))}
    shown = Counter(texts[index] for index in titled)
    headers = {
        index
        for index, match in titled.items()
        if shown[texts[index]] > 1 or (match["after"] or match["before"]) in texts
    }
    return ["" if index in footers | headers else line for index, line in enumerate(lines)]


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
