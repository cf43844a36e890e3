"""How far two people agree on themes, computed from plain sets; no models.

For each theme this is Cohen's kappa (Jacob Cohen, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20:1, 1960): (p_o - p_e) / (1 - p_e), where p_o is the share of notes they agree on and p_e
the share that two people who use the theme as often as these two would agree on by chance. 1 is full agreement, 0 is
no more than chance.
"""

from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass

Choices = Mapping[int, Set[Hashable]]  # the themes that one person chose for each note


@dataclass(frozen=True)
class PairCounts:
    """The number of notes on which both used a theme, only the first did, only the second did, or neither did."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def notes(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def agreement(self) -> float | None:
        """The share of notes they agree on, 0 to 1; None without notes."""
        return (self.both + self.neither) / self.notes if self.notes else None

    @property
    def kappa(self) -> float | None:
        """-1 to 1; None where agreement by chance is certain, since both used the theme on every note or on none."""
        if not self.notes:
            return None
        first_total, second_total = self.both + self.first, self.both + self.second
        # p_e in units of 1 / notes squared, so that whole numbers are enough
        chance = first_total * second_total + (self.notes - first_total) * (self.notes - second_total)
        beyond_chance = self.notes**2 - chance
        return ((self.both + self.neither) * self.notes - chance) / beyond_chance if beyond_chance else None


def counts(theme: Hashable, first: Choices, second: Choices) -> PairCounts:
    """How the two used one theme, on the notes that both have judged."""
    pairs = [(theme in first[note], theme in second[note]) for note in first if note in second]
    return PairCounts(*(pairs.count(pair) for pair in [(True, True), (True, False), (False, True), (False, False)]))


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are not None; None if there are none."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def differing(first: Choices, second: Choices) -> list[int]:
    """The notes for which the two chose different themes, in the order of `first`."""
    return [note for note in first if note in second and set(first[note]) != set(second[note])]
