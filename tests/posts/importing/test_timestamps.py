from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from posts.importing.timestamps import likely_year, moment
from posts.walls.wall import Entry, Section, Stamp, Wall

OSLO = ZoneInfo("Europe/Oslo")


def test_a_local_time_is_read_in_the_given_time_zone():
    assert moment(Stamp("", datetime(2025, 5, 5, 9, 8), utc=False), OSLO, 2026) == datetime(
        2025, 5, 5, 7, 8, tzinfo=UTC
    )


def test_a_time_in_utc_is_left_as_it_is():
    assert moment(Stamp("", datetime(2025, 5, 5, 9, 8)), OSLO, 2026) == datetime(2025, 5, 5, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(("today", "year"), [(date(2026, 11, 23), 2026), (date(2026, 2, 1), 2025)])
def test_a_missing_year_is_the_latest_that_is_not_in_the_future(today, year):
    stamp = Stamp("", datetime(2000, 5, 5, 9, 8), has_year=False)
    wall = Wall("markdown", sections=[Section("")], entries=[Entry(0, written=stamp)])
    assert likely_year(wall, today) == year
    assert moment(stamp, OSLO, year) == datetime(year, 5, 5, 9, 8, tzinfo=UTC)


def test_the_29th_of_february_is_the_1st_of_march_in_other_years():
    stamp = Stamp("", datetime(2000, 2, 29, 9, 0), has_year=False)
    assert moment(stamp, OSLO, 2025) == datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
