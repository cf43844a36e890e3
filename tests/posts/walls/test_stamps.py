"""Times in the forms and languages of the exports."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from posts.walls.stamps import parse

MORNING = datetime(2025, 5, 5, 9, 8)
EVENING = datetime(2025, 5, 5, 21, 8)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("May 05, 2025 09:08am", MORNING),
        ("May 05, 2025 09:08pm", EVENING),
        ("May 05, 2025 12:08am", datetime(2025, 5, 5, 0, 8)),
        ("2025-05-05 09:08:00 UTC", MORNING),
        ("2025-05-05 09:08:00", MORNING),
        ("2025/05/05 09:08", MORNING),
        ("2025-05-05T09:08:00.000Z", MORNING),
        ("2025-05-05T11:08:00+02:00", MORNING),
        ("2025년 5월 5일 오전 9:08", MORNING),
        ("2025. 5. 5. 오후 9:08", EVENING),
        ("2025年5月5日 09:08", MORNING),
        ("5. mai 2025 kl. 09:08", MORNING),
        ("5. maj 2025, 09.08", MORNING),
        ("5 mai 2025 à 09h08", MORNING),
        ("05.05.2025 09:08", MORNING),
        ("5/5/25 9:08 PM", EVENING),
        ("25/6/2025 09:08", datetime(2025, 6, 25, 9, 8)),
        ("September  4, 2025", datetime(2025, 9, 4)),
        ("5.5.99 09:08", datetime(1999, 5, 5, 9, 8)),
        ("45782.38055555555", MORNING),
    ],
)
def test_a_time_with_a_year(text, clock):
    stamp = parse(text)
    assert (stamp.text, stamp.clock, stamp.utc, stamp.has_year) == (text, clock, True, True)


@pytest.mark.parametrize(
    "text",
    [
        "05/05 09:08",
        " 5. mai, 09:08",
        " 5 maj 09:08",
        "05. Mai, 09:08 Uhr",
        "05 mai 09h08",
        "5월 5일 09:08",
        "May 5 9:08am",
    ],
)
def test_a_time_without_a_year_is_in_a_leap_year(text):
    stamp = parse(text)
    assert (stamp.clock, stamp.has_year) == (datetime(2000, 5, 5, 9, 8), False)


def test_the_leap_day_needs_no_year():
    assert parse("02/29 08:00").clock == datetime(2000, 2, 29, 8)


@pytest.mark.parametrize(
    "text",
    ["", "i går", "45", "12345", "2025-13-05", "31. april 2025", "5/6/2025 09:08", "mars", "bord 5", "May 5 or so"],
)
def test_a_text_that_is_not_a_time_gives_none(text):
    assert parse(text) is None


@settings(deadline=None)
@given(some.text(alphabet="0123456789/.-:, TZamp+年月日오후시mai", max_size=24) | some.text())
def test_no_text_raises(text):
    stamp = parse(text)
    assert stamp is None or stamp.clock.tzinfo is None
