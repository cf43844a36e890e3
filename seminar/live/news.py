"""What a page is told of a change: that it happened, and to what. Never what anyone wrote; the page asks for that."""

import json
from typing import NamedTuple

from django.db import connection

from seminar.models import Change, Member, Seminar

# Further behind than this, a page is told to look at everything anew.
FURTHEST_BEHIND = 500


class Event(NamedTuple):
    """`subject` is the id of a row of this `kind`; the verb "reload" stands for more than could be told."""

    number: int
    verb: str
    kind: str
    subject: int

    def frame(self) -> bytes:
        """As server-sent event."""
        return f"id: {self.number}\ndata: {json.dumps(self._asdict(), separators=(',', ':'))}\n\n".encode()


class News(NamedTuple):
    """`events` are those after number `after`, up to `last`."""

    seminar: int
    after: int
    last: int
    events: list[Event]

    def since(self, seen: int) -> list[Event]:
        """What follows the number a page has seen: "reload" where that is too long ago, or not of this history."""
        if self.after <= seen <= self.last:
            return [event for event in self.events if event.number > seen]
        return [Event(self.last, "reload", "seminar", self.seminar)]


def read_news(seminar: int, seen: int) -> News:
    """What has happened since, as far back as is told. Nothing where the seminar is gone."""
    last = Seminar.objects.filter(pk=seminar).values_list("last_change", flat=True).first() or 0
    after = max(seen, last - FURTHEST_BEHIND)
    if after >= last:
        return News(seminar, last, last, [])
    rows = Change.objects.filter(seminar=seminar, number__lte=last).after(after)
    told = rows.values_list("number", "verb", "subject_kind", "subject_id")
    return News(seminar, after, last, [Event(*row) for row in told])


def read_for_stream(seminar: int, seen: int) -> tuple[News, set[int]]:
    """The news, and who may have them: read in this order, so that nobody gets more after being removed."""
    try:
        news = read_news(seminar, seen)
        members = Member.objects.filter(seminar=seminar, person__is_active=True)
        return news, set(members.values_list("person", flat=True))
    except Exception:
        connection.close()  # the next time on a new one
        raise
