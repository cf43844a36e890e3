"""Finds texts that say nearly the same: those that share enough of the words that few other texts contain."""

import math
from collections import Counter, defaultdict

LEAST_SIMILARITY = 0.28  # cosine, where 1 is the same words; chosen by reading the walls of tests/bench
LEAST_SHARED = 2  # stems; one word in common is a subject, two may be a point
MOST_HOLDERS = 150  # texts; a stem that more texts contain says nothing about which are similar


class SimilarTexts:
    """Each text is a set of stems, under a key."""

    def __init__(self) -> None:
        self.texts: dict[int, tuple[str, ...]] = {}  # each stem once; a set of thirty takes eight times as much
        self.holders: dict[str, set[int]] = defaultdict(set)

    def add(self, key: int, stems: frozenset[str]) -> None:
        self.texts[key] = tuple(stems)
        for stem in stems:
            self.holders[stem].add(key)

    def remove(self, key: int) -> None:
        for stem in self.texts.pop(key):
            self.holders[stem].discard(key)
            if not self.holders[stem]:
                del self.holders[stem]

    def similar_to(self, key: int) -> list[int]:
        """The keys of the texts that are nearly the same as this one, the most similar first."""
        stems = self.texts.get(key, ())
        shared, products = Counter[int](), Counter[int]()
        for stem in stems:
            if len(self.holders[stem]) <= MOST_HOLDERS:
                weight = self._weight(stem)
                for other in self.holders[stem]:
                    shared[other] += 1
                    products[other] += weight
        length = self._squared_length(stems)
        candidates = [other for other, number in shared.items() if number >= LEAST_SHARED and other != key]
        # Whatever its length, no other text can reach the least similarity: this saves computing the length.
        candidates = [other for other in candidates if products[other] >= length * LEAST_SIMILARITY**2]
        scores = {
            other: products[other] / math.sqrt(length * self._squared_length(self.texts[other])) for other in candidates
        }
        similar = [other for other in candidates if scores[other] >= LEAST_SIMILARITY]
        return sorted(similar, key=lambda other: (-scores[other], other))

    def _squared_length(self, stems: tuple[str, ...]) -> float:
        return sum(map(self._weight, stems))

    def _weight(self, stem: str) -> float:
        """The square of the inverse document frequency: what a stem adds to the cosine of two texts that share it."""
        return math.log(1 + len(self.texts) / len(self.holders[stem])) ** 2
