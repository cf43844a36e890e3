"""The mends of a wall, counted and sorted by kind, so that a person can look them over."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .walls.repair import kind
from .walls.wall import Wall

KINDS = {
    "letters": (
        _("Lost letters"),
        _("The export dropped fi, fl and the like. What stood there follows from the letters around."),
    ),
    "signs": (_("Lost signs"), _("Colons, brackets and dashes that the export could not write.")),
    "gap": (_("Torn words"), _("Words that the export broke in two.")),
    "lines": (_("Wrapped lines"), _("Lines that were broken only because the column was narrow.")),
    "space": (_("Spaces"), _("Spaces of a special kind, made ordinary.")),
}


@dataclass
class Mend:
    raw: str
    repaired: str
    count: int

    @property
    def pair(self) -> tuple[str, str]:
        return self.raw, self.repaired

    @property
    def shown(self) -> tuple[str, str]:
        """Both sides with line ends and hard spaces made visible."""
        return tuple(side.replace("\n", "⏎ ").replace("\xa0", "␣") for side in self.pair)

    @property
    def id(self) -> str:
        return "mend_" + hashlib.sha256("\x1f".join(self.pair).encode()).hexdigest()[:16]


@dataclass
class Mends:
    """All mends of one kind, the most frequent first."""

    kind: str
    rows: list[Mend]

    @property
    def title(self) -> str:
        return KINDS[self.kind][0]

    @property
    def why(self) -> str:
        return KINDS[self.kind][1]

    @property
    def count(self) -> int:
        return sum(mend.count for mend in self.rows)


def mends(wall: Wall) -> list[Mends]:
    counted = Counter(tuple(pair) for entry in wall.entries for pair in entry.repairs)
    by_kind: dict[str, list[Mend]] = defaultdict(list)
    for (raw, repaired), count in counted.most_common():
        by_kind[kind(raw, repaired)].append(Mend(raw, repaired, count))
    return [Mends(name, by_kind[name]) for name in KINDS if name in by_kind]
