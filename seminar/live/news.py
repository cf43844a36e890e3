"""What a page is told of a change: that it happened, and to what. Never what anyone wrote; the page asks for that."""

import json
from typing import NamedTuple

from django.db import connection

from seminar.models import Change, Member, Scribe, Seminar

# Further behind than this, a page is told to look at everything anew.
FURTHEST_BEHIND = 500
# What all devices are told of; of a note only those of its group, and of a device only itself.
FOR_ALL_SCRIBES = {"seminar", "dialogueround", "question"}


class Event(NamedTuple):
    """`subject` is the id of a row of this `kind`; the verb "reload" stands for more than could be told.

    `groups` are those it concerns, a former one too; None among them is the unknown group. They are not told.
    """

    number: int
    verb: str
    kind: str
    subject: int
    groups: tuple[int | None, ...] = ()

    def told(self) -> dict:
        return {"number": self.number, "verb": self.verb, "kind": self.kind, "subject": self.subject}

    def frame(self) -> bytes:
        """As server-sent event."""
        return f"id: {self.number}\n".encode() + frame(self.told())

    def is_for(self, scribe: int, group: int | None) -> bool:
        """Whether a device that writes for this group is told of it."""
        if self.kind == "post":
            return group in self.groups
        return self.kind in FOR_ALL_SCRIBES or (self.kind == "scribe" and self.subject == scribe)

    def without_subject(self) -> "Event":
        """For devices, which look at all that is theirs: the id of a note is nothing to them."""
        return self if self.kind in FOR_ALL_SCRIBES else self._replace(subject=0)


def frame(told: dict) -> bytes:
    return f"data: {json.dumps(told, separators=(',', ':'))}\n\n".encode()


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

    def for_scribe(self, seen: int, scribe: int, group: int | None) -> list[Event]:
        return [event.without_subject() for event in self.since(seen) if event.is_for(scribe, group)]


class Audience(NamedTuple):
    """Who may have the news now: members by person, and devices with their groups, by id."""

    members: set[int]
    scribes: dict[int, int | None]


def read_news(seminar: int, seen: int) -> News:
    """What has happened since, as far back as is told. Nothing where the seminar is gone."""
    last = Seminar.objects.filter(pk=seminar).values_list("last_change", flat=True).first() or 0
    after = max(seen, last - FURTHEST_BEHIND)
    if after >= last:
        return News(seminar, last, last, [])
    rows = Change.objects.filter(seminar=seminar, number__lte=last).after(after)
    told = rows.values_list("number", "verb", "subject_kind", "subject_id", "group", "data")
    return News(seminar, after, last, [Event(*row, _groups(group, data)) for *row, group, data in told])


def read_for_stream(seminar: int, seen: int) -> tuple[News, Audience]:
    """The news, and who may have them: read in this order, so that nobody gets more after being removed."""
    try:
        news = read_news(seminar, seen)
        members = Member.objects.filter(seminar=seminar, person__is_active=True)
        scribes = Scribe.objects.present().filter(seminar=seminar)
        return news, Audience(set(members.values_list("person", flat=True)), dict(scribes.values_list("pk", "group")))
    except Exception:
        connection.close()  # the next time on a new one
        raise


def mark_as_seen(scribes: list[int]) -> None:
    """These devices have a stream open now."""
    try:
        Scribe.objects.saw(scribes)
    except Exception:
        connection.close()
        raise


def _groups(group: int | None, data: dict) -> tuple[int | None, ...]:
    return (group, data["former"]) if "former" in data and "group" in data else (group,)
