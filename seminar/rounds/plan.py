"""The plan of the day, and how the day follows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils import timezone

from seminar.models import DialogueRound, Seminar
from seminar.models.round import Phase


@dataclass(frozen=True)
class Item:
    """A round, or something else that happens. `ends` is None where no length is planned."""

    title: str
    starts: datetime
    ends: datetime | None
    round: DialogueRound | None = None

    @property
    def is_waiting(self) -> bool:
        """It is a round that has not been opened."""
        return self.round is not None and self.round.state == DialogueRound.State.PLANNED

    @property
    def is_over(self) -> bool:
        return self.round is not None and self.round.state == DialogueRound.State.CLOSED


@dataclass(frozen=True)
class DayPlan:
    """`items` by their times. On the date of the seminar, `current` is what happens now, `following` what comes then,
    and `late` how many minutes later than planned the day is. On other days the first two are None.
    """

    items: list[Item]
    current: Item | None = None
    following: Item | None = None
    late: int = 0

    @classmethod
    def of(cls, seminar: Seminar, rounds: Iterable[DialogueRound] | None = None, now: datetime | None = None) -> Self:
        """`rounds` are those of the seminar, where they have been read already."""
        now = now or timezone.now()
        zone = ZoneInfo(seminar.time_zone)
        today = now.astimezone(zone).date()
        items = []

        def add(title: str, starts_at: time, minutes: int | None, round: DialogueRound | None = None) -> None:
            starts = datetime.combine(seminar.date or today, starts_at, zone)
            items.append(Item(title, starts, starts + timedelta(minutes=minutes) if minutes else None, round))

        for round in seminar.rounds.all() if rounds is None else rounds:
            if round.starts_at:
                add(round.title, round.starts_at, round.planned_minutes, round)
        for entry in seminar.plan_entries.all():
            add(entry.text, entry.starts_at, entry.minutes)
        items.sort(key=lambda item: item.starts)
        if not items or seminar.date != today:
            return cls(items)
        open_item = next((item for item in items if item.round and item.round.phase(now) == Phase.OPEN), None)
        if open_item:
            return cls(items, open_item, _next(items, items.index(open_item) + 1), _lateness(open_item, now))
        return cls._between_rounds(items, now)

    @classmethod
    def _between_rounds(cls, items: list[Item], now: datetime) -> Self:
        """A round that has not been opened holds up what comes after it."""
        waiting = next((place for place, item in enumerate(items) if item.is_waiting), len(items))
        begun = [place for place, item in enumerate(items[:waiting]) if item.starts <= now or item.is_over]
        last = begun[-1] if begun else -1
        following = _next(items, last + 1)
        current = items[last] if begun and not items[last].round else None
        is_due = following is not None and following.starts <= now
        if current and current.ends and current.ends <= now and not is_due:
            current = None
        return cls(items, current, following, _minutes(now - following.starts) if following and is_due else 0)


def _next(items: list[Item], place: int) -> Item | None:
    return next((item for item in items[place:] if not item.is_over), None)


def _lateness(item: Item, now: datetime) -> int:
    """Of a round that is open: by when it will end or, where no length is planned, by when it began."""
    if item.ends is None:
        return _minutes(item.round.opened_at - item.starts)
    planned = item.ends - item.starts
    expected = item.round.ends_at or max(now, item.round.opened_at + planned)
    return _minutes(expected - item.ends)


def _minutes(duration: timedelta) -> int:
    return max(0, duration // timedelta(minutes=1))
