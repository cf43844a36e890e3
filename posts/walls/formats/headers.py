"""The header of each note in a print: its author, and when it was written in the local time of the exporter.

`ASTRID 5/5/25 9:08AM` in an American export; other exports use the form of their locale. The colon may be lost. A long
name takes several lines, and then the date and the time have lines of their own.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from posts.walls import stamps
from posts.walls.formats.lines import PageLine
from posts.walls.repair.characters import LOST, PRIVATE
from posts.walls.wall import Stamp

LONGEST = 200  # characters of a line
LONGEST_NAME = 4  # lines
WIDE = 0.5  # of a usual full line; a name that was wrapped is no shorter
FEW = 0.2  # of the headers; in a print with gaps, the others have a name of several lines

NAME_OF_MONTH = r"[^\W\d_]{3,10}\.?"
DATE = (
    rf"(?:\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}\.? {NAME_OF_MONTH} \d{{4}}|{NAME_OF_MONTH} \d{{1,2}}, \d{{4}})"
)
COLON = rf"[:.{LOST}{PRIVATE}]"
HALF = r"\s?[AaPp]\.?[Mm]\.?"
TIME = rf"(?:\d{{1,2}}{COLON}\d{{2}}(?:{COLON}\d{{2}})?(?:{HALF})?|\d{{3,4}}{HALF})"
AT = r",?\s(?:kl\.?\s)?"
YEARLESS = rf"(?:\d{{1,2}}\.? {NAME_OF_MONTH}|{NAME_OF_MONTH} \d{{1,2}})"
WHOLE = re.compile(rf"(?:(?P<author>.*\S)\s)?(?P<date>{DATE}|{YEARLESS}){AT}(?P<time>{TIME})")
DATED = re.compile(rf"(?:(?P<author>.*\S)\s)?(?P<date>{DATE}),?")
CLOCK = re.compile(TIME)
COUNTERS = re.compile(r"(\d{1,6}) (\d{1,6})")  # of likes and comments, the last line of a post
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})")


@dataclass(frozen=True)
class Header:
    """`lines[start:stop]` is the header. `author` is its lines as printed, `when` its date and time.

    `number` is the number of its first line in the file, from 1.
    """

    start: int
    stop: int
    author: tuple[str, ...]
    date: str
    time: str
    when: str
    number: int

    @property
    def shape(self) -> str:
        """How the date and the time are written, without what they are: `#/#/# #:#M`."""
        half = re.sub(r"[AaPp]\.?[Mm]\.?$", "M", f"{self.date} {self.time}")
        return re.sub(r"[^\W\d_]{3,}", "x", re.sub(r"\d+", "#", re.sub(COLON, ":", half)))


def find(lines: list[PageLine]) -> list[Header]:
    """All headers of a wall. They all write times in the same way; a line that differs is part of a note."""
    candidates = list(_candidates(lines))
    if not candidates:
        return []
    shape = Counter(header.shape for header in candidates).most_common(1)[0][0]
    headers = [header for header in candidates if header.shape == shape]
    is_sentence = len(headers) == 1 and re.fullmatch(YEARLESS, headers[0].date)
    return [] if is_sentence else headers


def _candidates(lines: list[PageLine]) -> Iterator[Header]:
    done = 0
    found = {at: header for at in range(len(lines)) if (header := _header_at(lines, at))}
    below_gap = [at for at in found if not at or lines[at].top or not lines[at - 1].text]
    widths = sorted(line.width for line in lines if line.text)
    wide = WIDE * widths[int(0.9 * len(widths))] if len(below_gap) > FEW * len(found) else float("inf")
    for at in range(len(lines)):
        header = found.get(at) if at >= done else None
        if header:
            header = _with_name_above(lines, header, done, wide)
            done = header.stop
            yield header


def _header_at(lines: list[PageLine], at: int) -> Header | None:
    text = lines[at].text
    if not text or len(text) > LONGEST:
        return None
    whole = WHOLE.fullmatch(text)
    if whole and (whole["author"] or "").rstrip(",.").casefold() in stamps.WEEKDAYS:
        return None  # a day on which something happens
    if whole and (not re.fullmatch(YEARLESS, whole["date"]) or stamps.parse(whole["date"])):
        when = text[whole.start("date") :]
        return _header(whole["author"], whole["date"], whole["time"], when, range(at, at + 1), lines)
    dated = DATED.fullmatch(text)
    below = _next_text(lines, at + 1)
    if not dated or below is None or not CLOCK.fullmatch(lines[below].text):
        return None
    when = f"{dated['date']} {lines[below].text}"
    return _header(dated["author"], dated["date"], lines[below].text, when, range(at, below + 1), lines)


def _header(author: str | None, date: str, time: str, when: str, place: range, lines: list[PageLine]) -> Header:
    return Header(place.start, place.stop, (author,) if author else (), date, time, when, lines[place.start].number)


def _with_name_above(lines: list[PageLine], header: Header, floor: int, wide: float) -> Header:
    """The header with the lines above it that begin its name: up to an empty line or the top of a page.

    `floor` is the index of the first line that may belong to it. A line of `wide` may be a name that was wrapped, where
    headers have gaps above them.
    """
    last = header.start
    while not header.author and last > floor and not lines[last - 1].text:
        last -= 1
    first = last
    while first > floor and _name_continues(lines, first, header):
        first -= 1
    if first == last and bool(header.author) != lines[last].top:
        first = _start_of_wrapped_name(lines, last, floor, wide)
    if last - first > LONGEST_NAME:
        first = last if header.author else last - 1
    above = tuple(line.text for line in lines[first:last])
    start = first if above else header.start
    return replace(header, start=start, author=above + header.author, number=lines[start].number)


def _start_of_wrapped_name(lines: list[PageLine], last: int, floor: int, wide: float) -> int:
    """The index of the first line of a name in small letters, which only its place tells from the text of a note."""
    first = last
    if lines[last].indent is None:
        return last  # without measures, a line that ends in a space may be text
    while first > floor and last - first < LONGEST_NAME and lines[first - 1].soft:
        if lines[first - 1].width < wide or lines[first - 1].large or (lines[first].top and first < last):
            break
        first -= 1
    begins = first > floor and (
        lines[first].top or not lines[first - 1].text or COUNTERS.fullmatch(lines[first - 1].text)
    )
    return first if begins and last - first < LONGEST_NAME else last


def _name_continues(lines: list[PageLine], at: int, header: Header) -> bool:
    above = lines[at - 1]
    if not above.text or above.large or (lines[at].top and lines[at].text) or COUNTERS.fullmatch(above.text):
        return False
    return not header.author or (_capitals(header.author[0]) and _capitals(above.text))


def _capitals(text: str) -> bool:
    return text == text.upper()


def _next_text(lines: list[PageLine], at: int) -> int | None:
    return next((index for index in range(at, min(at + 3, len(lines))) if lines[index].text), None)


def day_first(headers: list[Header]) -> bool:
    """Whether 5/6/25 is the fifth of June. Where no date shows it: only Americans write AM, and the month first."""
    slashed = [match for header in headers if (match := SLASHED.fullmatch(header.date))]
    if any(int(match[1]) > 12 for match in slashed):
        return True
    return not any(int(match[2]) > 12 for match in slashed) and not re.search(HALF, headers[0].time)


def stamp(date: str, time: str, text: str, day_first: bool) -> Stamp | None:
    """A stamp in the local time of the exporter. None where there is no such day or hour."""
    if slashed := SLASHED.fullmatch(date):
        day, month = (slashed[1], slashed[2]) if day_first else (slashed[2], slashed[1])
        date = f"{int(slashed[3]) % 2000 + 2000}-{month}-{day}"
    numbers = re.findall(r"\d+", time)
    if len(numbers) == 1:  # the colon is lost
        numbers = [numbers[0][:-2], numbers[0][-2:]]
    half = re.search("[AaPp]", time)
    clock = f" {':'.join(numbers)}{half[0] + 'm' if half else ''}" if numbers else ""
    parsed = stamps.parse(date + clock)
    return Stamp(text, parsed.clock, utc=False, has_year=parsed.has_year) if parsed else None
