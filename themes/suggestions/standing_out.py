"""Words that one round has more of than the others: a start for naming themes."""

import math
from collections import Counter, defaultdict

from posts.words import stem

MOST = 16
TWICE = 2  # a word in one note only stands out nowhere


class StandingOut:
    """`texts` and `holders` count the texts of each round, and those that hold a stem; `forms` the words of a stem."""

    def __init__(self):
        self.texts: Counter[int] = Counter()
        self.holders: dict[int, Counter[str]] = defaultdict(Counter)
        self.forms: dict[str, Counter[str]] = defaultdict(Counter)

    def tell(self, round: int, told: list[str], sign: int = 1) -> None:
        """A text with these words; `sign` -1 takes it back."""
        self.texts[round] += sign
        for word in set(told):
            self.forms[stem(word)][word] += sign
        for one in set(map(stem, told)):
            self.holders[round][one] += sign

    def words(self, round: int, without: set[str]) -> list[str]:
        """At most sixteen in the form most often written, the most telling first, none of the stems `without`."""
        here, texts = self.holders[round], self.texts[round]
        others = sum(self.texts.values()) - texts
        weights = {}
        for one, number in here.items():
            if number >= TWICE and one not in without and not one.isdigit():
                outside = sum(held[one] for other, held in self.holders.items() if other != round)
                weights[one] = number / texts * math.log(1 + number / texts * (others + 1) / (outside + 0.5))
        best = sorted(weights, key=lambda one: (-weights[one], one))[:MOST]
        return [max(sorted(self.forms[one]), key=self.forms[one].get) for one in best]
