"""Words that are more frequent in one round than in the others: a starting point for naming themes."""

import math
from collections import Counter, defaultdict
from collections.abc import Set

from posts.text.stemming import stem
from themes.suggestions.features import count_one

MOST_WORDS = 16
LEAST_TEXTS = 2  # a word found in one text only is no keyword


class Keywords:
    """`texts` counts the texts of each round, `holders` those that contain a stem.

    `forms` counts, for each stem, the texts that contain each of its words.
    """

    def __init__(self) -> None:
        self.texts: Counter[int] = Counter()
        self.holders: dict[int, Counter[str]] = defaultdict(Counter)
        self.forms: dict[str, Counter[str]] = defaultdict(Counter)

    def count(self, round: int, words: list[str], sign: int = 1) -> None:
        """Counts a text with these content words; with `sign` -1 the text is removed from the counts."""
        self.texts[round] += sign
        for word in set(words):
            count_one(self.forms[stem(word)], word, sign)
        for word_stem in set(map(stem, words)):
            count_one(self.holders[round], word_stem, sign)
            if not self.forms[word_stem]:
                del self.forms[word_stem]

    def of_round(self, round: int, excluded_stems: Set[str]) -> list[str]:
        """At most sixteen words, the most characteristic first, each in the form that is written most often."""
        holders, texts = self.holders[round], self.texts[round]
        other_texts = sum(self.texts.values()) - texts
        weights = {}
        for word_stem, number in holders.items():
            if number >= LEAST_TEXTS and word_stem not in excluded_stems and not word_stem.isdigit():
                elsewhere = sum(others[word_stem] for other, others in self.holders.items() if other != round)
                ratio = number / texts * (other_texts + 1) / (elsewhere + 0.5)
                weights[word_stem] = number / texts * math.log(1 + ratio)
        best = sorted(weights, key=lambda word_stem: (-weights[word_stem], word_stem))[:MOST_WORDS]
        return [max(sorted(self.forms[word_stem]), key=self.forms[word_stem].__getitem__) for word_stem in best]
