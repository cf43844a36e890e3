"""The codebook: the themes as a tree, each with its figures."""

from dataclasses import dataclass, field

from themes.models import Theme


@dataclass
class Line:
    """A theme with its figures, and how many it stands under."""

    theme: Theme
    depth: int
    first: bool
    last: bool


@dataclass
class Codebook:
    """`lines` hold the themes in use, each under its parent; `retired` those that are no longer offered.

    `gone` are those that were merged into others.
    """

    lines: list[Line]
    retired: list[Theme]
    gone: list[Theme] = field(default_factory=list)

    @classmethod
    def of(cls, seminar) -> "Codebook":
        themes = list(seminar.themes.counted().select_related("parent", "example__post__group"))
        used = [theme for theme in themes if not theme.retired]
        gone = Theme.ever.filter(seminar=seminar, state=Theme.State.MERGED).select_related("merged_into")
        return cls(list(_tree(used)), [theme for theme in themes if theme.retired], list(gone))


def _tree(themes: list[Theme]):
    """Depth first, without recursion: nothing says how deep people nest."""
    here = {theme.pk for theme in themes}
    under: dict[int | None, list[Theme]] = {}
    for theme in themes:
        under.setdefault(theme.parent_id if theme.parent_id in here else None, []).append(theme)
    waiting = _siblings(under.get(None, []), 0)
    while waiting:
        line = waiting.pop()
        yield line
        waiting += _siblings(under.get(line.theme.pk, []), line.depth + 1)


def _siblings(themes: list[Theme], depth: int) -> list[Line]:
    """Last first, as a stack wants them."""
    end = len(themes) - 1
    return [Line(theme, depth, place == 0, place == end) for place, theme in enumerate(themes)][::-1]
