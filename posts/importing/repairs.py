"""The repairs of a wall, counted and grouped by kind, for a person to check."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from posts.walls.repair import core, kind_of
from posts.walls.wall import Wall

KINDS = {
    "encoding": (_("Wrong letters"), _("Letters that were saved in one way and read in another, such as Ã¸ for ø.")),
    "letters": (
        _("Lost letters"),
        _("The export lost fi, fl and the like. The letters around them show what they were."),
    ),
    "signs": (_("Lost characters"), _("Colons, brackets and dashes that the export could not write.")),
    "gap": (_("Broken words"), _("Words that the export broke in two.")),
    "lines": (_("Wrapped lines"), _("Lines that were broken only because the column was narrow.")),
    "space": (_("Spaces"), _("Special spaces, replaced with ordinary ones.")),
}


@dataclass
class CountedRepair:
    """A pair (raw, repaired), and how many times the wall has it."""

    raw: str
    repaired: str
    count: int

    @property
    def pair(self) -> tuple[str, str]:
        return self.raw, self.repaired

    @property
    def raw_visible(self) -> str:
        return _visible(self.raw, self.pair)

    @property
    def repaired_visible(self) -> str:
        return _visible(self.repaired, self.pair)

    @property
    def field(self) -> str:
        """The name of its field in RepairsForm."""
        return "repair_" + hashlib.sha256("\x1f".join(self.pair).encode()).hexdigest()[:16]


@dataclass
class RepairsOfKind:
    """All repairs of one kind, the most frequent first."""

    kind: str
    rows: list[CountedRepair]

    @property
    def title(self) -> str:
        return KINDS[self.kind][0]

    @property
    def why(self) -> str:
        return KINDS[self.kind][1]

    @property
    def count(self) -> int:
        return sum(repair.count for repair in self.rows)


def repairs_by_kind(wall: Wall) -> list[RepairsOfKind]:
    counted = Counter(pair for entry in wall.entries for pair in entry.repairs)
    by_kind: dict[str, list[CountedRepair]] = defaultdict(list)
    for (raw, repaired), count in counted.most_common():
        by_kind[kind_of(raw, repaired)].append(CountedRepair(raw, repaired, count))
    return [RepairsOfKind(kind, by_kind[kind]) for kind in KINDS if kind in by_kind]


def _visible(text: str, pair: tuple[str, str]) -> str:
    """The text with visible line ends and no-break spaces; ordinary spaces too where the pair differs only in space."""
    _, before, after = core(*pair)
    if not before.strip() and not after.strip():
        text = text.replace(" ", "·")
    return text.replace("\n", "⏎ ").replace("\xa0", "␣")
