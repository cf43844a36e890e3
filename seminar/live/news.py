"""What a page learns of a change: that it happened, and to what. Never what anyone wrote: the page asks for that."""

import json
from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from seminar.models import Change, Member, Scribe, Seminar
from seminar.models.prepared import prepared

# A page that is further behind than this many changes reloads.
MAX_CHANGES_BEHIND = 500
# A JSON list of the keys of sessions, as a table with the column `value`.
KEYS = {"sqlite": "json_each(%s)", "postgresql": "json_array_elements_text(%s) AS keys (value)"}
# Kinds that concern every device. News of a post or a group go to that group only, and news of a device to that device
# only.
FOR_ALL_SCRIBES = {"seminar", "dialogueround", "question"}


class NewsItem(NamedTuple):
    """One change. `subject` is the primary key of a row of this `kind`.

    The verb "reload" means that there are more changes than are sent. `groups` are those it concerns, a previous one
    too; None among them is the unknown group. They decide who receives the item, and are not sent.
    """

    number: int
    verb: str
    kind: str
    subject: int
    groups: tuple[int | None, ...] = ()

    def as_dict(self) -> dict:
        return {"number": self.number, "verb": self.verb, "kind": self.kind, "subject": self.subject}

    def frame(self) -> bytes:
        """As a server-sent event, with the change's number as its id."""
        return f"id: {self.number}\n".encode() + frame(self.as_dict())

    def is_for(self, scribe: int, group: int | None) -> bool:
        """Whether a device that writes for this group receives it."""
        if self.kind == "post":
            return group in self.groups
        if self.kind == "group":
            return self.subject == group
        return self.kind in FOR_ALL_SCRIBES or (self.kind == "scribe" and self.subject == scribe)

    def without_subject(self) -> "NewsItem":
        """For devices: they reload all their own notes, so they need no primary key of a post."""
        return self if self.kind in FOR_ALL_SCRIBES else self._replace(subject=0)


def frame(data: dict) -> bytes:
    """A server-sent event. https://html.spec.whatwg.org/multipage/server-sent-events.html"""
    return f"data: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


class News(NamedTuple):
    """`items` are the changes after number `after`, up to `last`."""

    seminar: int
    after: int
    last: int
    items: list[NewsItem]

    def since(self, seen: int) -> list[NewsItem]:
        """What follows the number a page has seen. "reload" if that is too far back, or ahead of the last change."""
        if self.after <= seen <= self.last:
            return [item for item in self.items if item.number > seen]
        return [NewsItem(self.last, "reload", "seminar", self.seminar)]

    def for_scribe(self, seen: int, scribe: int, group: int | None) -> list[NewsItem]:
        return [item.without_subject() for item in self.since(seen) if item.is_for(scribe, group)]


class Audience(NamedTuple):
    """Who has access now: `members` by person, `scribes` with their groups, all as primary keys.

    `ended` are the keys of the members' sessions that have ended, and `left` the scribes with the keys of their cookies
    that were left.
    """

    members: set[int]
    scribes: dict[int, int | None]
    ended: frozenset[str] = frozenset()
    left: frozenset[tuple[int, str]] = frozenset()


def read_news(seminar: int, seen: int) -> News:
    """The changes after number `seen`, at most MAX_CHANGES_BEHIND of them. No items if the seminar is gone."""
    last = next(iter(_last_change(seminar=seminar)), 0)
    after = max(seen, last - MAX_CHANGES_BEHIND)
    if after >= last:
        return News(seminar, last, last, [])
    rows = _changes(seminar=seminar, after=after, last=last)
    return News(seminar, after, last, [NewsItem(*row, _groups(group, data)) for *row, group, data in rows])


@prepared
def _last_change(seminar: int) -> QuerySet:
    return Seminar.objects.filter(pk=seminar).order_by().values_list("last_change", flat=True)


@prepared
def _changes(seminar: int, after: int, last: int) -> QuerySet:
    rows = Change.objects.filter(seminar=seminar, number__gt=after, number__lte=last).order_by("number")
    return rows.values_list("number", "verb", "subject_kind", "subject_id", "group", "data")


def read_for_stream(seminar: int, seen: int, sessions: set[str]) -> tuple[News, Audience]:
    """The news and who may receive them, read in this order so that a removed member receives nothing newer.

    `sessions` are the keys of the sessions in which the members have their streams open.
    """
    try:
        news = read_news(seminar, seen)
        audience = Audience(
            members=set(_members(seminar=seminar)),
            scribes=dict(_scribes(seminar=seminar)),
            ended=ended_sessions(sessions),
            left=frozenset((pk, key) for pk, keys in _left(seminar=seminar) for key in keys),
        )
        return news, audience
    except Exception:
        connection.close()  # the next call opens a new one
        raise


@prepared
def _members(seminar: int) -> QuerySet:
    return Member.objects.filter(seminar=seminar, person__is_active=True).order_by().values_list("person", flat=True)


@prepared
def _scribes(seminar: int) -> QuerySet:
    return Scribe.objects.present().filter(seminar=seminar).order_by().values_list("pk", "group")


@prepared
def _left(seminar: int) -> QuerySet:
    """Few devices have left, and to read a thousand empty lists takes longer than all the rest."""
    return Scribe.objects.filter(seminar=seminar).exclude(left_keys=[]).order_by().values_list("pk", "left_keys")


def ended_sessions(keys: set[str]) -> frozenset[str]:
    """Those that somebody has logged out of, or that have expired: few, while thousands go on."""
    if not keys:
        return frozenset()
    table = Session._meta.db_table
    current = f"SELECT 1 FROM {table} WHERE session_key = value AND expire_date > %s"  # noqa: S608 - a name of our own
    ended = f"SELECT value FROM {KEYS[connection.vendor]} WHERE NOT EXISTS ({current})"  # noqa: S608 - the same
    with connection.cursor() as cursor:
        cursor.execute(ended, [json.dumps([*keys]), connection.ops.adapt_datetimefield_value(timezone.now())])
        return frozenset(key for [key] in cursor.fetchall())


def mark_as_seen(scribes: list[int]) -> None:
    """Records that these devices have a stream open now."""
    try:
        Scribe.objects.saw(scribes)
    except Exception:
        connection.close()
        raise


def _groups(group: int | None, data: dict) -> tuple[int | None, ...]:
    return (group, data["former"]) if "former" in data and "group" in data else (group,)
