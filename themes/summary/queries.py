"""Reads a seminar from the database as the data of a summary: one query for each table, whatever the size."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F
from django.db.models.functions import Cast

from posts import events as post_events
from posts.models import Post
from posts.records.writing import Order
from seminar.models import DialogueRound, Group, Seminar
from themes.models import Theme
from themes.summary.data import (
    HiddenNote,
    Silence,
    SummaryAttachment,
    SummaryAttribute,
    SummaryGroup,
    SummaryNote,
    SummaryQuestion,
    SummaryQuote,
    SummaryRound,
)
from themes.summary.placed import Placed
from themes.weighing.result import Result, results

AT_ONCE = 1000  # posts: the driver has no more of them in memory beside ours
COLUMNS = (
    *("pk", "uid", "round", "question", "group", "author", "kind", "late", "sent_at_closing", "subject", "body"),
    *("written_at", "attachments_text", "fields_text"),
)


def were_read(posts: models.QuerySet, seminar: Seminar) -> models.QuerySet:
    """Those that a facilitator has read, or placed under a theme."""
    read = models.Q(pk__in=seminar.readings.values("post"))
    placed = models.Q(pk__in=seminar.placements.exclude(by=None).values("post"))
    return posts.filter(read | placed)


class SummaryQueries:
    """The rounds, questions and groups of a seminar by primary key, and its themes in order.

    `present` are the groups that have a device or have written. A group that nobody joined for is not silent.
    `all_themes` are also those that were merged or removed. With `only` it reads the themes of no posts but these.
    """

    def __init__(self, seminar: Seminar, only: Collection[int] | None = None) -> None:
        self.seminar, self.only = seminar, only
        self.zone = ZoneInfo(seminar.time_zone)
        self.rounds: dict[int, SummaryRound] = {row.pk: _round(row) for row in seminar.rounds.all()}
        self.questions: dict[int, SummaryQuestion] = {
            row.pk: SummaryQuestion(self.rounds[row.round_id], row.number, row.text, row.pk)
            for row in seminar.questions.order_by("round__number", "number")
        }
        self.group_rows = list(seminar.groups.with_presence())
        self.groups: dict[int, SummaryGroup] = {row.pk: _group(row) for row in self.group_rows}
        self.present: dict[int, SummaryGroup] = {
            row.pk: self.groups[row.pk] for row in self.group_rows if row.is_present
        }
        self.attributes = _attributes(self.group_rows)
        all_themes = Theme.all_objects.filter(seminar=seminar).order_by("place", "number")
        self.all_themes: list[Theme] = list(all_themes.select_related("parent"))
        self.themes = [theme for theme in self.all_themes if theme.is_current]

    @cached_property
    def placed(self) -> Placed:
        """The themes of each post, as their places in `all_themes`."""
        placements = self.seminar.placements.all()
        if self.only is not None:
            placements = placements.filter(post__in=self.only)
        return Placed(placements, [theme.pk for theme in self.all_themes])

    @cached_property
    def numbers(self) -> Order:
        in_order = self.seminar.posts.order_by("position", "id").values_list("pk", flat=True)
        return Order(in_order.iterator(AT_ONCE))

    def notes(self, posts: models.QuerySet) -> Iterator[SummaryNote]:
        """The posts as notes, ordered by round, question and group, numbered by their position in the seminar.

        Those that came or were deleted since the numbers and rounds were read are left out.
        """
        names = [theme.name for theme in self.all_themes]
        for row in rows_of(posts):
            place = self.numbers.place(row.pk)
            if place is not None and row.round in self.rounds:
                yield self._note(row, place + 1, names)

    def hidden(self, posts: models.QuerySet) -> tuple[HiddenNote, ...]:
        """These posts, which are hidden, with the reason that was given last."""
        uids = dict(posts.order_by().values_list("pk", "uid"))
        changes = self.seminar.changes.of(post_events.HIDDEN).filter(subject_id__in=uids).order_by("number")
        reasons = {uids[pk]: reason or "" for pk, reason in changes.values_list("subject_id", "data__reason")}
        return tuple(HiddenNote(note, reasons.get(note.uid, "")) for note in self.notes(posts))

    def weighings(self) -> tuple[Result, ...]:
        return results(self.seminar, self.group_rows)

    def silences(self) -> tuple[Silence, ...]:
        """Looks at all posts but withdrawn ones, hidden ones too: hiding or filtering notes makes no group silent."""
        written: defaultdict[int, dict[int | None, int]] = defaultdict(dict)
        posts = self.seminar.posts.counted_for_group().order_by()
        for round, group, count in posts.values_list("round", "group").annotate(count=models.Count("pk")):
            written[round][group] = count
        silent = {
            round: tuple(group.name for pk, group in self.present.items() if pk not in written[round])
            for round in written
        }
        return tuple(
            Silence(self.rounds[pk], silent[pk], written[pk].get(None, 0)) for pk in self.rounds if silent.get(pk)
        )

    def remarks(self) -> dict[str, str]:
        """What facilitators wrote, by section."""
        return {remark.key: remark.body for remark in self.seminar.remarks.current() if remark.body}

    @cached_property
    def marked(self) -> dict[int, dict[str, tuple[str, ...]]]:
        """By theme (primary key) and note (uid) the words that were marked, those the note still has."""
        words: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for passage in self.seminar.passages.select_related("placement__post"):
            if passage.span(passage.placement.post.body):
                words[passage.placement.theme_id][passage.placement.post.uid].append(passage.words)
        return {theme: {uid: tuple(texts) for uid, texts in notes.items()} for theme, notes in words.items()}

    @cached_property
    def quotes(self) -> dict[int, list[SummaryQuote]]:
        """By theme (primary key) the quotes that facilitators chose, where the note still says so."""
        quotes: defaultdict[int, list[SummaryQuote]] = defaultdict(list)
        for quote in self.seminar.quotes.on_stage():
            if quote.is_current:
                quotes[quote.theme_id].append(SummaryQuote(quote.pk, quote.post.uid, quote.text, quote.named))
        return quotes

    @cached_property
    def merged_voices(self) -> dict[int, tuple[str, ...]]:
        """The voices of the notes merged into a post, by the primary key of that post."""
        voices: defaultdict[int, list[str]] = defaultdict(list)
        merged = self.seminar.posts.exclude(merged_into=None)
        for post, group, author in merged.values_list("merged_into", "group", "author"):
            voices[post].append(self.voice(group, author))
        return {post: tuple(dict.fromkeys(voice for voice in names if voice)) for post, names in voices.items()}

    def voice(self, group: int | None, author: str) -> str:
        """What a note counts for: its group's name or, in a seminar without groups, its author; "" if unknown."""
        if not self.groups:
            return author.strip()
        return self.groups[group].name if group in self.groups else ""

    def other_voices(self, post: int, voice: str) -> tuple[str, ...]:
        """What a post counts for beside `voice`, since others were merged into it."""
        voices = self.merged_voices.get(post)
        return tuple(other for other in voices if other != voice) if voices else ()

    def _note(self, row: Any, number: int, themes: list[str]) -> SummaryNote:
        """A row with COLUMNS as a note. `themes` are the names of all of them."""
        voice = self.voice(row.group, row.author)
        placed = self.placed.of(row.pk)
        return SummaryNote(
            uid=row.uid,
            number=number,
            round=self.rounds[row.round],
            question=self.questions.get(row.question),
            group=self.groups.get(row.group),
            author=row.author,
            voice=voice,
            merged_voices=self.other_voices(row.pk, voice),
            comment=row.kind == Post.Kind.COMMENT,
            late=row.late,
            sent_at_closing=row.sent_at_closing,
            subject=row.subject,
            body=row.body,
            written_at=row.written_at and row.written_at.astimezone(self.zone),
            themes=tuple([themes[place] for place, _proposed in placed]),
            suggested=tuple([themes[place] for place, proposed in placed if proposed]),
            attachments=attachments_of(row.attachments_text),
            fields=fields_of(row.fields_text),
        )


def in_order(posts: models.QuerySet) -> models.QuerySet:
    """As the notes of a summary are: by round, question and group, those without one last."""
    question, group = (F(f"{name}__number").asc(nulls_last=True) for name in ("question", "group"))
    return posts.order_by("round__number", question, group, "position", "id")


def rows_of(posts: models.QuerySet) -> Iterator[Any]:
    """The posts in that order, as named tuples of COLUMNS: a model takes several times the memory."""
    as_text = {f"{name}_text": Cast(name, models.TextField()) for name in ("attachments", "fields")}
    return in_order(posts).annotate(**as_text).values_list(*COLUMNS, named=True).iterator(AT_ONCE)


def attachments_of(text: str) -> tuple[SummaryAttachment, ...]:
    """What a column holds as JSON. Most are empty, and are not parsed."""
    if text == "[]":
        return ()
    return tuple(SummaryAttachment(one["url"], one.get("caption", "")) for one in json.loads(text))


def fields_of(text: str) -> tuple[tuple[str, str], ...]:
    if text == "{}":
        return ()
    return tuple((name, field_text(value)) for name, value in json.loads(text).items())


def _round(row: DialogueRound) -> SummaryRound:
    return SummaryRound(row.number, row.title, row.pk)


def _attributes(groups: Iterable[Group]) -> tuple[SummaryAttribute, ...]:
    """In the order of their names and values."""
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for group in groups:
        for name, value in group.attributes.items():
            names[name, str(value)].append(group.name)
    return tuple(SummaryAttribute(*fact, tuple(those)) for fact, those in sorted(names.items()))


def _group(row: Group) -> SummaryGroup:
    attributes = tuple((name, str(value)) for name, value in sorted(row.attributes.items()))
    return SummaryGroup(row.number, row.name, attributes, row.pk)


def field_text(value: object) -> str:
    """The value of an extra field as text; a poll's value is its votes by answer."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {votes}" for name, votes in value.items())
    return str(value)
