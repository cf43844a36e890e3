"""Counts notes and groups by theme, and by theme and whatever else a table has, in one pass over the notes."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from themes.models import Theme
from themes.summary.data import Count, SummaryAttribute


class Bucket:
    """`voices` are the groups of its notes, each once."""

    __slots__ = ("notes", "voices")

    def __init__(self) -> None:
        self.voices: dict[str, None] = {}
        self.notes = 0

    def add(self, voices: Iterable[str]) -> None:
        for voice in voices:
            self.voices[voice] = None
        self.notes += 1

    @property
    def count(self) -> Count:
        return Count(len(self.voices), self.notes)


class Tally:
    """What is counted for themes is by the primary key of the theme; rounds and questions have theirs beside it.

    `above` are for each theme the theme itself and those over it. `attributes` are facts about groups, of which the
    place in the list is the key.
    """

    def __init__(
        self, above: Mapping[int, Sequence[int]] | None = None, attributes: Iterable[SummaryAttribute] = ()
    ) -> None:
        self.above = above or {}
        self.attributes: defaultdict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        for place, attribute in enumerate(attributes):
            for name in attribute.groups:
                self.attributes[name].append((place, frozenset(attribute.groups)))
        self.total = Bucket()
        self.comments = self.unsorted = self.unknown = 0
        self.own: defaultdict[Hashable, Bucket] = defaultdict(Bucket)
        self.with_children: defaultdict[int, Bucket] = defaultdict(Bucket)
        self.by_theme: Counter[tuple[str, int]] = Counter()  # the notes of a group under a theme
        self.by_round: Counter[tuple[str, int]] = Counter()  # the notes of a group in a round

    def add(
        self,
        voices: Sequence[str],
        themes: Iterable[int],
        *,
        round: int,
        question: int | None,
        group: str | None,
        is_known: bool,
        is_comment: bool,
    ) -> None:
        self.total.add(voices)
        self.comments += is_comment
        self.unknown += not is_known
        for voice in voices:
            self.by_round[voice, round] += 1
        over: set[int] = set()
        for theme in themes:
            self.own[theme].add(voices)
            self.own[theme, "round", round].add(voices)
            if question is not None:
                self.own[theme, "question", question].add(voices)
            for place, names in self.attributes.get(group, ()) if group else ():
                self.own[theme, "attribute", place].add(voice for voice in voices if voice in names)
            for voice in voices:
                self.by_theme[voice, theme] += 1
            over.update(self.above.get(theme, (theme,)))
        for theme in over:
            self.with_children[theme].add(voices)
        self.unsorted += not over

    def count(self, *key: Hashable) -> Count:
        """Of a theme, or of a theme, what it is divided by, and the key of that."""
        found = self.own.get(key if len(key) > 1 else key[0])
        return found.count if found else Count(0, 0)


def above(themes: Iterable[Theme]) -> dict[int, list[int]]:
    """Each theme with those over it, the nearest first."""
    by_id = {theme.pk: theme for theme in themes}
    found = {}
    for pk in by_id:
        chain: list[int] = []
        theme = by_id.get(pk)
        while theme and theme.pk not in chain:
            chain.append(theme.pk)
            theme = by_id.get(theme.parent_id)
        found[pk] = chain
    return found
