"""Turns the time that an export gives into a datetime with a time zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from posts.walls.wall import Stamp, Wall


def moment(stamp: Stamp | None, zone: ZoneInfo, year: int) -> datetime | None:
    """The time in UTC. `zone` is used where the stamp is not in UTC, `year` where it has none."""
    if stamp is None:
        return None
    clock = stamp.clock if stamp.has_year else _in_year(stamp.clock, year)
    return clock.replace(tzinfo=UTC if stamp.utc else zone).astimezone(UTC)


def likely_year(wall: Wall, today: date) -> int:
    """The year in which the latest of the times without a year is not after `today`."""
    latest = max((stamp.clock for stamp in wall.stamps() if not stamp.has_year), default=None)
    if latest is None:
        return today.year
    return today.year if _in_year(latest, today.year).date() <= today else today.year - 1


def _in_year(clock: datetime, year: int) -> datetime:
    try:
        return clock.replace(year=year)
    except ValueError:  # 29 February in a year without one
        return clock.replace(year=year, month=3, day=1)
