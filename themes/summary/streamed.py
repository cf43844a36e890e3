"""The notes of a summary for a table with all of them, read a few at a time: memory does not grow with the seminar."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from posts.models import Post
from posts.text.delimited import Cell
from seminar.models import Seminar
from seminar.server.one_state import one_state
from themes.filters import PostFilter
from themes.summary.data import Count
from themes.summary.progress import counted
from themes.summary.queries import AT_ONCE, SummaryQueries, attachments_of, fields_of, in_order, rows_of
from themes.summary.summary import Summary, head, summary_themes
from themes.summary.table import field_lines, kind_name
from themes.summary.tally import Tally, above


@dataclass(frozen=True)
class CountedSummary(Summary):
    """A summary without its notes, which were counted while they were read."""

    counted: Tally = field(default_factory=Tally)

    @property
    def tally(self) -> Tally:
        return self.counted

    @property
    def count(self) -> Count:
        return self.counted.total.count

    @property
    def comments(self) -> int:
        return self.counted.comments

    @property
    def unsorted_count(self) -> int:
        return self.counted.unsorted

    @property
    def unknown(self) -> int:
        return self.counted.unknown


class StreamedNotes:
    """What themes/summary/table.py needs of a Summary, in the same order. The names are shown."""

    named = True

    def __init__(self, seminar: Seminar, filter: PostFilter | None = None) -> None:
        self.seminar, self.filter, self.language = seminar, filter, seminar.language

    def rows(self) -> Iterator[list[Cell]]:
        """As themes/summary/table.py makes them of the notes of a Summary."""
        with one_state():
            queries = self._queries
            rounds = {pk: round.heading for pk, round in queries.rounds.items()}
            questions = {pk: question.heading for pk, question in queries.questions.items()}
            groups = {pk: group.name for pk, group in queries.groups.items()}
            themes = [theme.name for theme in queries.all_themes]
            kinds = {
                (kind, late, sent): kind_name(comment=kind == Post.Kind.COMMENT, late=late, sent_at_closing=sent)
                for kind in (Post.Kind.POST, Post.Kind.COMMENT)
                for late in (False, True)
                for sent in (False, True)
            }
            for row in counted(rows_of(self._posts), self._posts.count()):
                placed = queries.placed.of(row.pk)
                yield [
                    (queries.numbers.place(row.pk) or 0) + 1,
                    rounds[row.round],
                    questions.get(row.question, ""),
                    groups.get(row.group, ""),
                    row.author,
                    kinds[row.kind, row.late, row.sent_at_closing],
                    row.subject,
                    row.body,
                    "; ".join([themes[place] for place, _proposed in placed]),
                    "; ".join([themes[place] for place, proposed in placed if proposed]),
                    row.written_at and row.written_at.astimezone(queries.zone),
                    "\n".join([one.url for one in attachments_of(row.attachments_text)]),
                    field_lines(fields_of(row.fields_text)),
                    "; ".join(queries.other_voices(row.pk, queries.voice(row.group, row.author))),
                ]

    @cached_property
    def summary(self) -> CountedSummary:
        """Everything but the notes. Their texts are not read."""
        with one_state():
            queries = self._queries
            pks = [theme.pk for theme in queries.all_themes]
            groups = {pk: group.name for pk, group in queries.groups.items()}
            tally = Tally(above(queries.themes), queries.attributes)
            values = in_order(self._posts).values_list("pk", "round", "question", "group", "author", "kind")
            for pk, round, question, group, author, kind in values.iterator(AT_ONCE):
                voice = queries.voice(group, author)
                tally.add(
                    tuple(one for one in (voice, *queries.other_voices(pk, voice)) if one),
                    [pks[place] for place, _proposed in queries.placed.of(pk)],
                    round=round,
                    question=question,
                    group=groups.get(group),
                    is_known=bool(voice),
                    is_comment=kind == Post.Kind.COMMENT,
                )
            fields = head(self.seminar, queries, self.filter)
            with_words = models.Q(placements__passages__isnull=False) | models.Q(quotes__isnull=False)
            uids = set(self._posts.filter(with_words).order_by().values_list("uid", flat=True))
            themes = summary_themes(queries, tally, uids=uids)
            return CountedSummary(**fields, notes=(), themes=themes, counted=tally)

    @property
    def longest(self) -> int:
        """Characters of the longest text."""
        found = self._posts.order_by().aggregate(most=models.Max(models.functions.Length("body")))
        return found["most"] or 0

    @cached_property
    def _queries(self) -> SummaryQueries:
        return SummaryQueries(self.seminar)

    @property
    def _posts(self) -> models.QuerySet:
        return (self.filter.posts() if self.filter else self.seminar.posts).visible()
