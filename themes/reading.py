"""From rows to the parts of a summary: one query for each table, whatever the size."""

from collections import defaultdict
from functools import cached_property
from zoneinfo import ZoneInfo

from posts.models import Post
from themes.parts import Attachment, Group, Note, Question, Round, Silence


class Reading:
    """A seminar's rounds, questions and groups by key, its themes in order, and the themes' names for each post."""

    def __init__(self, seminar):
        self.seminar = seminar
        self.zone = ZoneInfo(seminar.time_zone)
        self.rounds = {row.pk: _round(row) for row in seminar.rounds.all()}
        self.questions = {
            row.pk: Question(self.rounds[row.round_id], row.number, row.text)
            for row in seminar.questions.order_by("round__number", "number")
        }
        self.groups = {row.pk: Group(row.number, row.name) for row in seminar.groups.all()}
        self.themes = list(seminar.themes.select_related("parent"))
        self.under, self.suggested = defaultdict(list), defaultdict(list)
        placed = seminar.placements.order_by("theme__place", "theme__number").values_list(
            "post", "theme__name", "proposed"
        )
        for post, theme, proposed in placed:
            self.under[post].append(theme)
            if proposed:
                self.suggested[post].append(theme)

    def notes(self, posts) -> tuple[Note, ...]:
        """The posts as notes, by round, question and group; numbered by their place among all the seminar's posts."""
        numbers = {pk: number for number, pk in enumerate(self.seminar.posts.values_list("pk", flat=True), 1)}
        return tuple(sorted((self._note(post, numbers[post.pk]) for post in posts), key=lambda note: note.place))

    @cached_property
    def also(self) -> dict[int, tuple[str, ...]]:
        """The voices of the notes that were merged into a post, by the post's key."""
        found = defaultdict(list)
        merged = self.seminar.posts.exclude(merged_into=None)
        for post, group, author in merged.values_list("merged_into", "group", "author"):
            found[post].append(self._voice(group, author))
        return {post: tuple(dict.fromkeys(filter(None, voices))) for post, voices in found.items()}

    def _voice(self, group: int | None, author: str) -> str:
        if not self.groups:
            return author.strip()
        return self.groups[group].name if group in self.groups else ""

    def silences(self) -> tuple[Silence, ...]:
        """Asked of all posts but those taken back, the hidden ones too: a filter makes no group silent."""
        wrote = defaultdict(set)
        for round, group in self.seminar.posts.kept().order_by().values_list("round", "group").distinct():
            wrote[round].add(group)
        silent = {round: [group.name for pk, group in self.groups.items() if pk not in wrote[round]] for round in wrote}
        return tuple(Silence(self.rounds[pk], tuple(silent[pk])) for pk in self.rounds if silent.get(pk))

    def _note(self, post: Post, number: int) -> Note:
        voice = self._voice(post.group_id, post.author)
        return Note(
            uid=post.uid,
            number=number,
            round=self.rounds[post.round_id],
            question=self.questions.get(post.question_id),
            group=self.groups.get(post.group_id),
            author=post.author,
            voice=voice,
            also=tuple(other for other in self.also.get(post.pk, ()) if other != voice),
            comment=post.kind == Post.Kind.COMMENT,
            late=post.late,
            subject=post.subject,
            body=post.body,
            written_at=post.written_at and post.written_at.astimezone(self.zone),
            themes=tuple(self.under[post.pk]),
            suggested=tuple(self.suggested[post.pk]),
            attachments=tuple(Attachment(one["url"], one.get("caption", "")) for one in post.attachments),
            fields=tuple((name, _told(value)) for name, value in post.fields.items()),
        )


def _round(row) -> Round:
    return Round(row.number, row.title, open=row.state == row.State.OPEN)


def _told(value) -> str:
    """A field's value as text; a poll's is its votes by answer."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {votes}" for name, votes in value.items())
    return str(value)
