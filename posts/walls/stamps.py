"""The times of an export, in every shape and language that Padlet has been seen to write them.

English Markdown writes `Feb 08, 2026 07:01am`, Japanese `06/04 08:02`; the other languages follow rails-i18n's
`time.formats.short`. CSV has `2013-12-17 13:00:18 UTC`, JSON has ISO 8601, a spreadsheet may hold days since 1899.
All of them are UTC; the PDF's local times are read in formats/text.py.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from posts.walls.wall import Stamp

LONGEST = 60
LEAP_YEAR = 2000  # stands in where the export has no year; holds 29 February
EXCEL_ZERO = datetime(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a bare number outside is no date

NAMED = {
    **dict.fromkeys(("jan",), 1),
    **dict.fromkeys(("feb", "fév"), 2),
    **dict.fromkeys(("mar", "mär", "mrz"), 3),
    **dict.fromkeys(("apr", "avr"), 4),
    **dict.fromkeys(("mai", "maj", "may"), 5),
    **dict.fromkeys(("jun", "juin"), 6),
    **dict.fromkeys(("jul", "juil"), 7),
    **dict.fromkeys(("aug", "aoû"), 8),
    **dict.fromkeys(("sep",), 9),
    **dict.fromkeys(("oct", "okt"), 10),
    **dict.fromkeys(("nov",), 11),
    **dict.fromkeys(("dec", "des", "dez", "déc"), 12),
}

DATES = [
    re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})\.?"),
    re.compile(r"(?P<year>\d{4}) ?\. (?P<month>\d{1,2})\. (?P<day>\d{1,2})\."),
    re.compile(r"(?:(?P<year>\d{4}) ?[년年] ?)?(?P<month>\d{1,2}) ?[월月] ?(?P<day>\d{1,2}) ?[일日]"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2}(?!\d))"),
    re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}(?!\d)))?"),
    re.compile(r"(?P<name>[^\W\d_]{3,})\.? (?P<day>\d{1,2})(?:,? (?P<year>\d{4}))?"),
    re.compile(r"(?P<day>\d{1,2})\.? (?P<name>[^\W\d_]{3,})\.?(?: (?P<year>\d{4}))?"),
]
TIME = re.compile(
    r"(?:t|,? ?(?:(?:kl\.?|at|à|um|den) )?)"
    r"(?P<before>오전|오후|午前|午後)? ?(?P<hour>\d{1,2})(?:[:.]|h|時|시 ?)(?P<minute>\d{2})(?:分|분)?"
    r"(?:[:.](?P<seconds>\d{2})(?:\.\d+)?)? ?(?P<after>[ap]\.?m\.?)? ?(?:utc|gmt|z|uhr)?"
)


YEARS = range(1900, 2201)  # what no wall can be from is no time at all


def parse(text: str) -> Stamp | None:
    """None where the text is no time that is known. Never raises."""
    plain = " ".join(unicodedata.normalize("NFKC", text[: LONGEST + 1]).casefold().split())
    if not plain or len(text) > LONGEST:
        return None
    try:
        found = _iso(plain) or _serial(plain)
        stamp = Stamp(text, found) if found else _written(text, plain)
        return stamp if stamp and (stamp.clock.year in YEARS or not stamp.has_year) else None
    except (ValueError, OverflowError):
        return None


def _iso(plain: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", plain):
        return None
    try:
        clock = datetime.fromisoformat(plain.upper())
    except ValueError:
        return None
    return clock.astimezone(UTC).replace(tzinfo=None) if clock.tzinfo else clock


def _serial(plain: str) -> datetime | None:
    if not re.fullmatch(r"\d{5}(\.\d+)?", plain) or int(plain[:5]) not in EXCEL_DAYS:
        return None
    return EXCEL_ZERO + timedelta(seconds=round(float(plain) * 24 * 60 * 60))


def _written(text: str, plain: str) -> Stamp | None:
    for shape in DATES:
        if date := shape.match(plain):
            rest = plain[date.end() :]
            time = TIME.fullmatch(rest)
            if not rest or time:
                return _stamp(text, date.groupdict(), time.groupdict() if time else {})
    return None


def _stamp(text: str, date: dict[str, str], time: dict[str, str]) -> Stamp | None:
    month_and_day = _month_and_day(date, american=bool(time.get("after")))
    if not month_and_day:
        return None
    year = int(date["year"] or LEAP_YEAR)
    clock = datetime(year + 2000 if year < 100 else year, *month_and_day, *_hour_minute_second(time))
    return Stamp(text, clock, has_year=bool(date["year"]))


def _month_and_day(date: dict[str, str], *, american: bool) -> tuple[int, int] | None:
    if "name" in date:
        month = NAMED.get(date["name"][:4]) or NAMED.get(date["name"][:3])
        return (month, int(date["day"])) if month else None
    if "first" not in date:
        return int(date["month"]), int(date["day"])
    first, second = int(date["first"]), int(date["second"])
    if american or not date["year"] or first == second or second > 12:
        return first, second
    return (second, first) if first > 12 else None  # 5/6/2025 without AM or PM: May or June, nobody knows


def _hour_minute_second(time: dict[str, str]) -> tuple[int, int, int]:
    if not time:
        return 0, 0, 0
    hour, half = int(time["hour"]), time["before"] or time["after"] or ""
    if half and hour == 12:
        hour = 0
    if half in ("오후", "午後") or half.startswith("p"):
        hour += 12 if hour < 12 else 0
    return hour, int(time["minute"]), int(time["seconds"] or 0)
