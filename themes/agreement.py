"""How far two people agree on themes, from plain sets: no models, no words, only numbers.

For each theme, Cohen's kappa (1960): the share of notes they agree on, less what chance alone would give two people who
use the theme as often as these two do, over the most that could be had beyond chance. 1 is full agreement, 0 is chance.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """On how many notes both used a theme, only the first or the second did, or neither."""

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
        """None where chance alone gives full agreement: both used the theme on every note, or on none."""
        if not self.notes:
            return None
        mine, theirs = self.both + self.first, self.both + self.second
        chance = mine * theirs + (self.notes - mine) * (self.notes - theirs)  # in units of 1 / notes squared
        beyond = self.notes**2 - chance
        return ((self.both + self.neither) * self.notes - chance) / beyond if beyond else None


def counts(theme: Hashable, first: Mapping, second: Mapping) -> Counts:
    """`first` and `second` give for each note the set of themes chosen; only notes that both have judged count."""
    told = [(theme in first[note], theme in second[note]) for note in first if note in second]
    return Counts(*(told.count(pair) for pair in [(True, True), (True, False), (False, True), (False, False)]))


def mean(values: Iterable[float | None]) -> float | None:
    """Of those that are known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def differing(first: Mapping, second: Mapping) -> list:
    """The notes for which the two chose different themes, in the order of `first`."""
    return [note for note in first if note in second and set(first[note]) != set(second[note])]
