"""The codebook: the themes as a tree, each with its counts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seminar.models import Seminar
from themes.models import Example, Theme


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
    def of(cls, seminar: Seminar) -> "Codebook":
        """The seminar as `find_seminar` returned it. Each theme gets `shown_example`, None where it may not be read."""
        themes = list(seminar.themes.counted().select_related("parent"))
        examples = Example.objects.filter(seminar=seminar).readable_by(seminar.role).select_related("post__group")
        shown = examples.in_bulk([theme.example_id for theme in themes if theme.example_id])
        for theme in themes:
            theme.shown_example = shown.get(theme.example_id)
        merged = Theme.all_objects.filter(seminar=seminar, state=Theme.State.MERGED).select_related("merged_into")
        return cls(
            rows=list(_tree([theme for theme in themes if not theme.retired])),
            retired=[theme for theme in themes if theme.retired],
            merged=list(merged),
        )


def _tree(themes: list[Theme]) -> Iterator[CodebookRow]:
    """Depth first. There is no recursion, because nothing limits how deep themes are nested."""
    present = {theme.pk for theme in themes}
    children: defaultdict[int | None, list[Theme]] = defaultdict(list)
    for theme in themes:
        children[theme.parent_id if theme.parent_id in present else None].append(theme)
    stack = _siblings(children[None], 0)
    while stack:
        row = stack.pop()
        yield row
        stack += _siblings(children[row.theme.pk], row.depth + 1)


def _siblings(themes: list[Theme], depth: int) -> list[CodebookRow]:
    """In reverse order, for a stack."""
    end = len(themes) - 1
    return [CodebookRow(theme, depth, index == 0, index == end) for index, theme in enumerate(themes)][::-1]
