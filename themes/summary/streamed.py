"""The notes of a summary for a table with all of them, read a few at a time: memory does not grow with the seminar."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import F

from posts.records.writing import Order
from seminar.models import Seminar
from seminar.server.one_state import one_state
from themes.filters import PostFilter
from themes.summary.data import SummaryNote
from themes.summary.queries import SummaryQueries

AT_ONCE = 1000


class StreamedNotes:
    """What posts/text and themes/summary/table.py need of a Summary, in the same order. The names are shown."""

    named = True

    def __init__(self, seminar: Seminar, filter: PostFilter | None = None) -> None:
        self.seminar, self.filter, self.language = seminar, filter, seminar.language

    @property
    def notes(self) -> Iterator[SummaryNote]:
        with one_state():
            queries = SummaryQueries(self.seminar, placements=False)
            in_order = self.seminar.posts.order_by("position", "id").values_list("pk", flat=True)
            numbers = Order(in_order.iterator(AT_ONCE))
            posts = (self.filter.posts() if self.filter else self.seminar.posts).visible().defer("search")
            question, group = (F(f"{name}__number").asc(nulls_last=True) for name in ("question", "group"))
            rows = posts.order_by("round__number", question, group, "position", "id").iterator(AT_ONCE)
            while some := list(islice(rows, AT_ONCE)):
                queries.read_placements([post.pk for post in some])
                yield from (queries.note(post, (numbers.place(post.pk) or 0) + 1) for post in some)
