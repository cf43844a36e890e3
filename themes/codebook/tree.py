"""The codebook: the themes as a tree, each with its counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seminar.models import Seminar
from themes.models import Example, Quote, Theme

MOST_QUOTES = 2


@dataclass(frozen=True)
class CodebookRow:
    """`depth` is the number of themes above it. `first` and `last` are among the themes under the same parent."""

    theme: Theme
    depth: int
    first: bool
    last: bool


@dataclass(frozen=True)
class Codebook:
    """`rows` are the themes in use, each below its parent. `retired` and `merged` themes are listed without a tree."""

    rows: list[CodebookRow]
    retired: list[Theme]
    merged: list[Theme]

    @classmethod
    def of(cls, seminar: Seminar, *, words: Sequence[str] = (), without: Theme | None = None) -> "Codebook":
        """The seminar as `find_seminar` returned it.

        With `words` (in lower case) the themes that have all of them in name or description, with `without` all but
        that theme and those under it. Each theme gets `shown_example`, None where it may not be read, and
        `shown_quotes`, the first that facilitators chose.
        """
        themes = list(seminar.themes.counted().select_related("parent"))
        examples = Example.objects.filter(seminar=seminar).readable_by(seminar.role).select_related("post__group")
        shown, quotes = examples.in_bulk([theme.example_id for theme in themes if theme.example_id]), _quotes(seminar)
        for theme in themes:
            theme.shown_example = shown.get(theme.example_id)
            theme.shown_quotes = quotes[theme.pk][:MOST_QUOTES]
        merged = Theme.all_objects.filter(seminar=seminar, state=Theme.State.MERGED).select_related("merged_into")
        rows = in_tree([theme for theme in themes if not theme.retired])
        return cls(
            rows=[row for row in _cut(rows, without) if _has(row.theme, words)],
            retired=[theme for theme in themes if theme.retired and _has(theme, words)],
            merged=[theme for theme in merged if _has(theme, words)],
        )


def by_parent(themes: Sequence[Theme]) -> defaultdict[int | None, list[Theme]]:
    """The themes under each (id), and under None those whose parent is not among them."""
    present = {theme.pk for theme in themes}
    children: defaultdict[int | None, list[Theme]] = defaultdict(list)
    for theme in themes:
        children[theme.parent_id if theme.parent_id in present else None].append(theme)
    return children


def in_tree(themes: Sequence[Theme]) -> Iterator[CodebookRow]:
    """The themes, each below its parent. There is no recursion, because nothing limits how deep themes are nested."""
    children = by_parent(themes)
    stack = _siblings(children[None], 0)
    while stack:
        row = stack.pop()
        yield row
        stack += _siblings(children[row.theme.pk], row.depth + 1)


def _cut(rows: Iterable[CodebookRow], branch: Theme | None) -> Iterator[CodebookRow]:
    """The rows without this theme and those under it."""
    depth: float = float("inf")
    for row in rows:
        depth = row.depth if row.theme == branch else depth if row.depth > depth else float("inf")
        if depth == float("inf"):
            yield row


def _has(theme: Theme, words: Sequence[str]) -> bool:
    text = f"{theme.name} {theme.definition}".casefold()
    return all(word in text for word in words)


def _quotes(seminar: Seminar) -> defaultdict[int, list[Quote]]:
    """By theme the quotes that facilitators chose, where the note still says so."""
    quotes: defaultdict[int, list[Quote]] = defaultdict(list)
    for quote in seminar.quotes.on_stage():
        if quote.is_current:
            quotes[quote.theme_id].append(quote)
    return quotes


def _siblings(themes: list[Theme], depth: int) -> list[CodebookRow]:
    """In reverse order, for a stack."""
    end = len(themes) - 1
    return [CodebookRow(theme, depth, index == 0, index == end) for index, theme in enumerate(themes)][::-1]
