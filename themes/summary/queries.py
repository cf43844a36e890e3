"""Reads a seminar from the database as the data of a summary: one query for each table, whatever the size."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import models

from posts import events as post_events
from posts.models import Post
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
from themes.weighing.result import Result, results


class SummaryQueries:
    """The rounds, questions and groups of a seminar by primary key, and its themes in order.

    `present` are the groups that have a device or have written. A group that nobody joined for is not silent.
    `theme_names` and `suggested_names` give the names of the themes of each post, by the primary key of the post.
    """

    def __init__(self, seminar: Seminar, *, placements: bool = True) -> None:
        self.seminar = seminar
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
        self.themes: list[Theme] = list(seminar.themes.select_related("parent"))
        if placements:
            self.read_placements()

    def read_placements(self, posts: list[int] | None = None) -> None:
        """Reads the themes of these posts (ids) in place of those read before; of all where none are given."""
        self.theme_names: defaultdict[int, list[str]] = defaultdict(list)
        self.suggested_names: defaultdict[int, list[str]] = defaultdict(list)
        placements = self.seminar.placements.order_by("theme__place", "theme__number")
        if posts is not None:
            placements = placements.filter(post__in=posts)
        for post, theme, proposed in placements.values_list("post", "theme__name", "proposed"):
            self.theme_names[post].append(theme)
            if proposed:
                self.suggested_names[post].append(theme)

    def notes(self, posts: Iterable[Post]) -> tuple[SummaryNote, ...]:
        """The posts as notes, ordered by round, question and group, numbered by their position in the seminar.

        Those that have been deleted since they were read are left out.
        """
        numbers = self.seminar.posts.numbers()
        present = [post for post in posts if post.pk in numbers and post.round_id in self.rounds]
        return tuple(sorted((self.note(post, numbers[post.pk]) for post in present), key=lambda note: note.sort_key))

    def hidden(self, posts: Iterable[Post]) -> tuple[HiddenNote, ...]:
        """These posts, which are hidden, with the reason that was given last."""
        posts = list(posts)
        uids = {post.pk: post.uid for post in posts}
        changes = self.seminar.changes.of(post_events.HIDDEN).filter(subject_id__in=uids).order_by("number")
        reasons = {uids[pk]: reason or "" for pk, reason in changes.values_list("subject_id", "data__reason")}
        return tuple(HiddenNote(note, reasons.get(note.uid, "")) for note in self.notes(posts))

    @cached_property
    def read(self) -> set[str]:
        """The uids of the posts that a facilitator has read, or placed under a theme."""
        read = models.Q(pk__in=self.seminar.readings.values("post"))
        placed = models.Q(pk__in=self.seminar.placements.exclude(by=None).values("post"))
        return set(self.seminar.posts.filter(read | placed).order_by().values_list("uid", flat=True))

    def weighings(self) -> tuple[Result, ...]:
        return results(self.seminar, self.group_rows)

    def silences(self) -> tuple[Silence, ...]:
        """Looks at all posts but those taken back, hidden ones too: hiding or filtering notes makes no group silent."""
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
            if quote.stands:
                quotes[quote.theme_id].append(SummaryQuote(quote.pk, quote.post.uid, quote.text, quote.named))
        return quotes

    @cached_property
    def _merged_voices(self) -> dict[int, tuple[str, ...]]:
        """The voices of the notes merged into a post, by the primary key of that post."""
        voices: defaultdict[int, list[str]] = defaultdict(list)
        merged = self.seminar.posts.exclude(merged_into=None)
        for post, group, author in merged.values_list("merged_into", "group", "author"):
            voices[post].append(self._voice(group, author))
        return {post: tuple(dict.fromkeys(voice for voice in names if voice)) for post, names in voices.items()}

    def _voice(self, group: int | None, author: str) -> str:
        """What a note counts for: its group's name or, in a seminar without groups, its author; "" if unknown."""
        if not self.groups:
            return author.strip()
        return self.groups[group].name if group in self.groups else ""

    def note(self, post: Post, number: int) -> SummaryNote:
        voice = self._voice(post.group_id, post.author)
        return SummaryNote(
            uid=post.uid,
            number=number,
            round=self.rounds[post.round_id],
            question=self.questions.get(post.question_id),
            group=self.groups.get(post.group_id),
            author=post.author,
            voice=voice,
            merged_voices=tuple(other for other in self._merged_voices.get(post.pk, ()) if other != voice),
            comment=post.kind == Post.Kind.COMMENT,
            late=post.late,
            sent_at_closing=post.sent_at_closing,
            subject=post.subject,
            body=post.body,
            written_at=post.written_at and post.written_at.astimezone(self.zone),
            themes=tuple(self.theme_names[post.pk]),
            suggested=tuple(self.suggested_names[post.pk]),
            attachments=tuple(SummaryAttachment(one["url"], one.get("caption", "")) for one in post.attachments),
            fields=tuple((name, _field_text(value)) for name, value in post.fields.items()),
        )


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
    return SummaryGroup(row.number, row.name, attributes)


def _field_text(value: object) -> str:
    """The value of an extra field as text; a poll's value is its votes by answer."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {votes}" for name, votes in value.items())
    return str(value)
