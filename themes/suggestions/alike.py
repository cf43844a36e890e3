"""Which texts say nearly the same: those that share enough of the words that few others have."""

import math
from collections import Counter, defaultdict

LEAST = 0.28  # of 1, which is the very same words; read by eye on the walls of tests/bench
SHARED = 2  # one word in common is a subject, two may be a point
CROWD = 150  # a word that more texts than this have points to nobody


class Alike:
    """Texts by key, as the set of their stems."""

    def __init__(self):
        self.texts: dict[int, frozenset[str]] = {}
        self.holders: dict[str, set[int]] = defaultdict(set)

    def add(self, key: int, stems: frozenset[str]) -> None:
        self.texts[key] = stems
        for stem in stems:
            self.holders[stem].add(key)

    def drop(self, key: int) -> None:
        for stem in self.texts.pop(key):
            self.holders[stem].discard(key)
            if not self.holders[stem]:
                del self.holders[stem]

    def to(self, key: int) -> list[int]:
        """The keys of the texts that are nearly the same as this one, the closest first."""
        stems = self.texts.get(key, frozenset())
        shared, sums = Counter[int](), Counter[int]()
        for stem in stems:
            if len(self.holders[stem]) <= CROWD:
                weight = self._weight(stem)
                for other in self.holders[stem]:
                    shared[other] += 1
                    sums[other] += weight
        length = sum(map(self._weight, stems))
        near = [other for other, number in shared.items() if number >= SHARED and other != key]
        near = [other for other in near if sums[other] >= length * LEAST**2]  # no other length could make it close
        close = [(sums[other] / math.sqrt(length * sum(map(self._weight, self.texts[other]))), other) for other in near]
        return [other for score, other in sorted(close, key=lambda pair: (-pair[0], pair[1])) if score >= LEAST]

    def _weight(self, stem: str) -> float:
        """How much two texts are alike by both having it: the fewer have it, the more. Squared, as in a cosine."""
        return math.log(1 + len(self.texts) / len(self.holders[stem])) ** 2
