"""Parses times, in every form and language that Padlet is known to write (../shared/padlet-formats.md).

English Markdown writes `Feb 08, 2026 07:01am`, Japanese `06/04 08:02`. The other languages follow rails-i18n's
`time.formats.short`. CSV has `2013-12-17 13:00:18 UTC`, JSON has ISO 8601, and a spreadsheet may hold days since 1899.
All of these are UTC. The local times of a PDF are read in formats/headers.py.

People's own tables have more forms: weekdays, offsets, and days and months as numbers in either order. `order_of`
decides that order for a whole column, from the dates that fit only one. Dots mean that the day is first, unless the
column shows otherwise.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal

from posts.walls.wall import Stamp

LONGEST = 90  # characters of a time
FIRST_OF_1900S = 69  # of two digits, as POSIX has it
LEAP_YEAR = 2000  # where the export gives no year; has a 29 February
EXCEL_ZERO = datetime(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a number outside is not a date

NAMED = {
    **dict.fromkeys(("jan", "tam"), 1),
    **dict.fromkeys(("feb", "fév", "hel"), 2),
    **dict.fromkeys(("mar", "mär", "mrz", "maa"), 3),
    **dict.fromkeys(("apr", "avr", "huh"), 4),
    **dict.fromkeys(("mai", "maj", "may", "tou"), 5),
    **dict.fromkeys(("jun", "juin", "kes"), 6),
    **dict.fromkeys(("jul", "juil", "hei"), 7),
    **dict.fromkeys(("aug", "aoû", "elo"), 8),
    **dict.fromkeys(("sep", "syy"), 9),
    **dict.fromkeys(("oct", "okt", "lok"), 10),
    **dict.fromkeys(("nov", "marr"), 11),
    **dict.fromkeys(("dec", "des", "dez", "déc", "jou"), 12),
}

WEEKDAYS = {
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "laurdag", "sundag", "måndag", "tysdag"),
    *("måndag", "tisdag", "lördag", "söndag"),
    *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    *("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    *("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
}
SHORT_DAYS = ({day[:3] for day in WEEKDAYS} | {day[:2] for day in WEEKDAYS}) - set(NAMED)
WEEKDAY = re.compile(r"(?P<day>[^\W\d_]{2,12})[.,]* +")
ZONES = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "bst": 1,
    "west": 1,
    "cet": 1,
    "mez": 1,
    "cest": 2,
    "mesz": 2,
    "eet": 2,
    "eest": 3,
}
ZONE = re.compile(
    r" ?(?:(?<=[\d ])(?P<zone>utc|gmt|z|wes?t|bst|ces?t|mesz|mez|ees?t)(?P<offset>[-+−]\d{1,2}(?::?\d{2})?)?"
    r"|(?<=[:.]\d\d)(?P<bare>[-+−]\d{2}:?\d{2})|(?<=[:.]\d\d )(?P<spaced>[-+−]\d{2}:?\d{2}))(?: ?\([^()]*\))?$"
)

Order = Literal["day", "month", ""]

DATES = [
    re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})\.?"),
    re.compile(r"(?P<year>\d{4}) ?\. (?P<month>\d{1,2})\. (?P<day>\d{1,2})\."),
    re.compile(r"(?:(?P<year>\d{4}) ?[년年] ?)?(?P<month>\d{1,2}) ?[월月] ?(?P<day>\d{1,2}) ?[일日]"),
    re.compile(r"(?P<first>\d{1,2})(?P<dot>\.) ?(?P<second>\d{1,2})\. ?(?P<year>\d{4}|\d{2}(?!\d))"),
    re.compile(r"(?P<first>\d{1,2})-(?P<second>\d{1,2})-(?P<year>\d{4}|\d{2}(?!\d))"),
    re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}(?!\d)))?"),
    re.compile(r"(?P<name>[^\W\d_]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?"),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?[- ](?:of )?(?P<name>[^\W\d_]{3,})\.?"
        r"(?:[- ](?P<year>\d{4}|\d{2}(?![\d:.h])))?"
    ),
]
TIME = re.compile(
    r"(?:t|,? ?(?:(?:kl\.?|at|à|um|den|klo|klockan) )?)"
    r"(?P<before>오전|오후|午前|午後)? ?(?P<hour>\d{1,2})(?:[:.]|h|時|시 ?)(?P<minute>\d{2})(?:分|분)?"
    r"(?:[:.](?P<seconds>\d{2})(?:\.\d+)?)? ?(?P<after>[ap]\.?m\.?)? ?(?:uhr)?"
)
CLOCK = re.compile(r"\d[:.h]\d\d(?!\d|\.\d)|\d\s?[ap]m\b")
DAY_ONLY = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{2,4}|\d{4}-\d\d-\d\d(?: 00:00:00)?")
YEAR_LAST = re.compile(r"(?P<date>[^\W\d_]{3,} \d{1,2}) (?P<time>\d{1,2}:\d{2}(?::\d{2})?) (?P<year>\d{4})")
TIME_FIRST = re.compile(
    r"(?P<time>\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?),? (?P<date>\d{1,4}[-/.].+|\d{1,2}\.? [^\W\d_].+)"
)
NUMBERS = re.compile(r"(?<!\d)(?P<first>\d{1,2})(?P<mark>[-/.]) ?(?P<second>\d{1,2})(?P=mark) ?(?:\d{4}|\d{2}(?!\d))")
DIGIT = re.compile(r"\d")
TIMELIKE = re.compile(r"[\w.,]{0,14} ?\d{1,4}(?:[-/.]|\. )\d{1,2}(?:[-/.]|\. )\d{2,4}\b.{0,50}", re.DOTALL)


YEARS = range(1900, 2201)  # a time outside these years is none


def parse(text: str, order: Order = "") -> Stamp | None:
    """None where the text is not a time in a known form. Never raises.

    `order` says whether 5/6/2026 is the fifth of June or the sixth of May. Without it, such a date is None.
    """
    plain = _plain(text)
    if not plain:
        return None
    try:
        clock = _iso(plain) or _serial(plain)
        stamp = Stamp(text, clock) if clock else _written(text, plain, order)
        return stamp if stamp and (stamp.clock.year in YEARS or not stamp.has_year) else None
    except (ValueError, OverflowError):
        return None


def order_of(texts: Iterable[str]) -> Order | None:
    """What is first in the dates of a column, the day or the month. Most dates fit only one order.

    "" where that must be asked, since dates fit both orders, or some fit only the one and some only the other; None
    where it makes no difference.
    """
    dates = [match for text in texts if (match := NUMBERS.search(_plain(text)))]
    day = any(int(match["first"]) > 12 for match in dates)
    month = any(int(match["second"]) > 12 for match in dates)
    if day != month:
        return "day" if day else "month"
    return "" if any(_is_open(match["first"], match["second"], match["mark"]) for match in dates) else None


def _is_open(first: str, second: str, mark: str) -> bool:
    """Whether a date can be read in two ways. With dots the day is first."""
    return mark != "." and first != second and int(first) <= 12 and int(second) <= 12


def is_zoned(text: str) -> bool:
    """Whether a time says which zone it is in."""
    return bool(ZONE.search(_plain(text)))


def has_clock(text: str) -> bool:
    """Whether a time gives an hour too."""
    return bool(re.search(r"\d[:.h]\d\d(?!\d|\.\d)|\d\s?[ap]m\b", text.casefold())) and not DAY_ONLY.fullmatch(
        text.strip()
    )


def may_be_time(text: str) -> bool:
    """Whether this looks like a time, also where the order of day and month is not known."""
    if not DIGIT.search(text):
        return False
    return bool(TIMELIKE.fullmatch(text.strip())) or parse(text, "day") is not None


def _plain(text: str) -> str:
    """In small letters, with single spaces and without the weekday. Empty where it is too long for a time."""
    if len(text) > LONGEST:
        return ""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    day = WEEKDAY.match(plain)
    plain = plain[day.end() :] if day and (day["day"] in WEEKDAYS or day["day"] in SHORT_DAYS) else plain
    return plain.removeprefix("den ").removeprefix("le ")


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


def _written(text: str, plain: str, order: Order) -> Stamp | None:
    zone = ZONE.search(plain)
    offset = _offset(zone) if zone else timedelta()
    local = plain[: zone.start()] if zone else plain
    for shape in DATES:
        if date := shape.match(local):
            rest = local[date.end() :]
            time = TIME.fullmatch(rest)
            if (not rest or time) and (
                stamp := _stamp(text, date.groupdict(), time.groupdict() if time else {}, order)
            ):
                stamp.clock -= offset
                return stamp
    return _in_another_order(text, local, offset, order)


def _in_another_order(text: str, local: str, offset: timedelta, order: Order) -> Stamp | None:
    """`Apr 14 10:01:33 2026`, with the year after the time, and `10:01 14/04/2026`."""
    if match := YEAR_LAST.fullmatch(local):
        stamp = _written(text, f"{match['date']} {match['year']} {match['time']}", "")
    elif match := TIME_FIRST.fullmatch(local):
        stamp = _written(text, f"{match['date']} {match['time']}", order)
    else:
        return None
    if stamp:
        stamp.clock -= offset
    return stamp


def _offset(zone: re.Match[str]) -> timedelta:
    hours, minutes = ZONES.get(zone["zone"] or "", 0), 0
    if offset := zone["offset"] or zone["bare"] or zone["spaced"]:
        digits = offset[1:].replace(":", "")
        size = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        sign = 1 if offset[0] == "+" else -1
        hours, minutes = hours + sign * size[0], sign * size[1]
    return timedelta(hours=hours, minutes=minutes)


def _stamp(text: str, date: dict[str, str], time: dict[str, str], order: Order) -> Stamp | None:
    month_and_day = _month_and_day(date, order)
    if not month_and_day:
        return None
    year = int(date["year"] or LEAP_YEAR)
    if year < 100:
        year += 2000 if year < FIRST_OF_1900S else 1900
    clock = datetime(year, *month_and_day, *_hour_minute_second(time))
    return Stamp(text, clock, has_year=bool(date["year"]))


def _month_and_day(date: dict[str, str], order: Order) -> tuple[int, int] | None:
    if "name" in date:
        month = NAMED.get(date["name"][:4]) or NAMED.get(date["name"][:3])
        return (month, int(date["day"])) if month else None
    if "first" not in date:
        return int(date["month"]), int(date["day"])
    first, second = int(date["first"]), int(date["second"])
    order = order or ("day" if date.get("dot") else "")
    if first > 12 or (order == "day" and second <= 12):
        return second, first
    if order == "month" or not date["year"] or first == second or second > 12:
        return first, second
    return None  # 5/6/2025: May or June


def _hour_minute_second(time: dict[str, str]) -> tuple[int, int, int]:
    if not time:
        return 0, 0, 0
    hour, half = int(time["hour"]), time["before"] or time["after"] or ""
    if half and hour == 12:
        hour = 0
    if half in ("오후", "午後") or half.startswith("p"):
        hour += 12 if hour < 12 else 0
    return hour, int(time["minute"]), int(time["seconds"] or 0)
