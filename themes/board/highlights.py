"""A note's text in spans: with and without passages that are marked."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from themes.models import Passage


class Span(NamedTuple):
    """`passages` are those that these words are part of."""

    text: str
    passages: tuple[Passage, ...] = ()

    @property
    def mark(self) -> int:
        return self.passages[0].placement.theme.mark

    @property
    def keys(self) -> str:
        """The keys of the themes, shown where a passage ends."""
        return " ".join(dict.fromkeys(passage.placement.theme.key for passage in self.passages))

    @property
    def ids(self) -> str:
        return " ".join(str(passage.pk) for passage in self.passages)


def spans(body: str, passages: Iterable[Passage], longest: int | None = None) -> list[Span]:
    """The body, or its first `longest` characters, cut where passages begin and end. Joined, they are the body."""
    spans = [(span, passage) for passage in passages if (span := passage.span(body))]
    end = len(body) if longest is None else min(longest, len(body))
    cuts = sorted({0, end} | {min(place, end) for span, _ in spans for place in span})
    return [
        Span(body[start:stop], tuple(one for (first, last), one in spans if first < stop and start < last))
        for start, stop in pairwise(cuts)
    ]
