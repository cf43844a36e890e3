"""Learns from the notes placed under each theme, and suggests themes for a new text with the words that led to them.

A theme is a vector of features (features.py), and a text is compared with it by a cosine with weights of its own. That
says whether the theme is likely. Naive Bayes, which learns more from the same notes, helps to put the themes in order.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from statistics import fmean
from typing import NamedTuple

from posts.text.stemming import stem
from themes.suggestions.features import NGRAM_LENGTH, content_words, count_one, features, is_stem, ngrams, stem_feature
from themes.suggestions.stopwords import WEAK

MOST_SUGGESTIONS = 3
MOST_WORDS = 3
SHORTEST_REASON = 4  # letters: a shorter word is a reason only where the theme has the word itself
LEAST_REASON = 0.3  # of what the strongest word contributes
ENDING = 5  # letters: two words that have only their endings in common, such as -ering, have nothing in common
IMAGINED_TEXTS = 5  # added to the number of texts, so that a word can be rare among a few notes too
ROUNDING_ERROR = 1e-6  # what may be left of a weight after everything has been subtracted from it
USUAL_LENGTH = 15  # content words; in longer notes each word counts less


class Suggestion(NamedTuple):
    """`theme` is the key it was learned under. `words` are those of the text that led to it, the strongest first."""

    theme: int
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Weights:
    """Chosen on the walls labelled by hand in tests/bench/suggest.py, which says how far to trust that.

    `name` and `definition` are the number of notes that a theme's name and definition count as. `stems` is the weight
    of stems relative to n-grams. A note under several themes counts less for each, and so does each word of a long
    note: `shared` and `long` are the exponents. `size` is the exponent of a theme's size in the cosine. A theme that
    scores below `least`, or below `ahead` times the mean of the other themes, is not suggested; among fewer than nine
    themes it has to be less far ahead. `odds` is the weight of naive Bayes in their order, relative to the cosine, and
    `smoothing` what it adds to the weight of each n-gram under each theme.
    """

    name: float = 8
    definition: float = 6
    stems: float = 0.5
    shared: float = 0.5
    long: float = 0.5
    size: float = 0.8
    least: float = 0.4
    ahead: float = 4
    odds: float = 2
    smoothing: float = 4


@dataclass
class Learner:
    """Whatever is added can be subtracted again (`sign` -1), so that a change to one note costs the work of one note.

    `texts` is the number of texts, `seen` the number of them that contain each feature. `theme_weights[feature][theme]`
    is the square root of the feature's weight under the theme, because the tenth example says less than the first.
    `sizes[theme]` are the sums of the weights of its n-grams and of its stems. Only `offered` themes, those that were
    given a name, are suggested.
    """

    weights: Weights = Weights()
    texts: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    theme_weights: dict[str, dict[int, float]] = field(default_factory=dict)
    sizes: dict[int, list[float]] = field(default_factory=dict)
    offered: set[int] = field(default_factory=set)

    def count_text(self, text: str, sign: int = 1) -> None:
        """Counts which features are common: those in every text say little."""
        self.texts += sign
        for feature in features(content_words(text)):
            count_one(self.seen, feature, sign)

    def add_theme(self, theme: int, name: str, definition: str, sign: int = 1) -> None:
        if sign > 0:
            self.offered.add(theme)
        else:
            self.offered.discard(theme)
        for text, weight in ((name, self.weights.name), (definition, self.weights.definition)):
            self._add(theme, features(content_words(text)), sign * weight)
        self.count_text(f"{name}\n{definition}", sign)

    def add_example(self, text: str, themes: frozenset[int], sign: int = 1) -> None:
        """Learns that this text is placed under these themes."""
        words = content_words(text)
        weight = max(1, len(words) / USUAL_LENGTH) ** -self.weights.long
        counts = features(words)
        for theme in themes:
            self._add(theme, counts, sign * weight * len(themes) ** -self.weights.shared)

    def _add(self, theme: int, counts: Counter[str], weight: float) -> None:
        sizes = self.sizes.setdefault(theme, [0.0, 0.0])
        for feature, count in counts.items():
            themes = self.theme_weights.setdefault(feature, {})
            themes[theme] = math.sqrt(max(0.0, themes.get(theme, 0.0) ** 2 + weight * count))
            sizes[is_stem(feature)] += weight * count
            if themes[theme] < ROUNDING_ERROR:
                del themes[theme]
                if not themes:
                    del self.theme_weights[feature]

    def suggest(self, text: str, without: frozenset[int] = frozenset()) -> list[Suggestion]:
        """At most three themes, the best first, none of `without`; only likely ones, for which there is a reason."""
        words = content_words(text)
        counts = features(words)
        strengths = self._strengths(counts)
        ranked = self._ranked(counts, strengths)
        total = sum(score for _, score in ranked)
        likely = (
            Suggestion(theme, self._reasons(words, theme, strengths), score)
            for theme, score in ranked
            if theme not in without and self._is_likely(score, total - score)
        )
        return [one for one in likely if one.words][:MOST_SUGGESTIONS]

    def rank(self, text: str) -> list[tuple[int, float]]:
        """The themes that have anything in common with the text, with their scores, the closest first."""
        counts = features(content_words(text))
        return self._ranked(counts, self._strengths(counts))

    def _ranked(self, counts: Counter[str], strengths: dict[str, float]) -> list[tuple[int, float]]:
        scores = self._scores(counts, strengths)
        cosines, odds = _standardized(scores), _standardized(self._odds(counts, scores))
        order = {theme: cosines[theme] + self.weights.odds * odds[theme] for theme in scores}
        return sorted(scores.items(), key=lambda item: (-order[item[0]], item[0]))

    def _is_likely(self, score: float, others: float) -> bool:
        """`others` is the sum of the scores of the other themes. Among few themes two may be equally close."""
        number = max(1, len(self.offered) - 1)
        ahead = min(self.weights.ahead, number / 2)
        return score >= self.weights.least and score >= ahead * others / number

    def _strengths(self, counts: Counter[str]) -> dict[str, float]:
        """How much each feature of a text says: most where few texts contain it and few themes have it."""
        number, strengths = len(self.offered), {}
        for feature, count in counts.items():
            if themes := self.theme_weights.get(feature):
                rarity = self._rarity(self.seen[feature])
                strengths[feature] = max(0.0, (1 + math.log(count)) * rarity * math.log(1 + number / len(themes)))
        return strengths

    def _scores(self, counts: Counter[str], strengths: dict[str, float]) -> dict[int, float]:
        length = [0.0, 0.0]
        for feature, count in counts.items():
            if seen := self.seen.get(feature):
                length[is_stem(feature)] += ((1 + math.log(count)) * self._rarity(seen)) ** 2
        ngram_sums, stem_sums = dict.fromkeys(self.offered, 0.0), dict.fromkeys(self.offered, 0.0)
        for feature, strength in strengths.items():
            sums = stem_sums if is_stem(feature) else ngram_sums
            for theme, weight in self.theme_weights[feature].items():
                if theme in sums:
                    sums[theme] += strength * weight
        candidates = [theme for theme in self.offered if ngram_sums[theme] or stem_sums[theme]]
        weights = (1, self.weights.stems)
        return {
            theme: sum(map(self._closeness, weights, (ngram_sums[theme], stem_sums[theme]), length, self.sizes[theme]))
            for theme in candidates
        }

    def _odds(self, counts: Counter[str], themes: Iterable[int]) -> dict[int, float]:
        """How much likelier the n-grams of the text are under each theme than under the others, as a logarithm."""
        least, strength = self.weights.smoothing, 0.0
        odds = dict.fromkeys(themes, 0.0)
        for feature, count in counts.items():
            owners = self.theme_weights.get(feature)
            if not owners or is_stem(feature):
                continue
            weight = (1 + math.log(count)) * max(0.0, self._rarity(self.seen[feature]))
            strength += weight
            everywhere = sum(own**2 for theme, own in owners.items() if theme in odds)
            nowhere = math.log(least / (everywhere + least))
            for theme, own in owners.items():
                if theme in odds:
                    rest = max(0.0, everywhere - own**2)
                    odds[theme] += weight * (math.log((own**2 + least) / (rest + least)) - nowhere)
        sizes = {theme: self.sizes[theme][0] for theme in odds}
        total, unseen = sum(sizes.values()), least * len(self.theme_weights)
        return {
            theme: value + strength * math.log((total - sizes[theme] + unseen) / (sizes[theme] + unseen))
            for theme, value in odds.items()
        }

    def _rarity(self, seen: int) -> float:
        return math.log((IMAGINED_TEXTS + self.texts) / (0.5 + seen))

    def _closeness(self, weight: float, total: float, length: float, size: float) -> float:
        return weight * total / math.sqrt(length) / size ** (self.weights.size / 2) if total else 0.0

    def _reasons(self, words: list[str], theme: int, strengths: dict[str, float]) -> tuple[str, ...]:
        """The three words of the text that contribute most to the theme, one for each stem; no chance likenesses."""
        contributions: dict[str, tuple[float, str]] = {}
        for word in words:
            own = [*ngrams(word), stem_feature(word)]
            total = sum(strengths[one] * self.theme_weights[one].get(theme, 0.0) for one in own if one in strengths)
            contributions.setdefault(stem(word), (total / len(own), word))
        strongest = sorted(contributions.values(), reverse=True)
        least = strongest[0][0] * LEAST_REASON if strongest else 0.0
        reasons = (word for contribution, word in strongest if contribution > least and self._is_reason(word, theme))
        return tuple(islice(reasons, MOST_WORDS))

    def _is_reason(self, word: str, theme: int) -> bool:
        """Whether the theme has the word, or more of it than an ending."""
        if theme in self.theme_weights.get(stem_feature(word), {}):
            return word not in WEAK
        beginnings = ngrams(word)[: NGRAM_LENGTH - ENDING - 2]
        return len(word) >= SHORTEST_REASON and any(theme in self.theme_weights.get(one, {}) for one in beginnings)


def _standardized(values: dict[int, float]) -> dict[int, float]:
    """With the mean 0 and, unless all are the same, the standard deviation 1."""
    if not values:
        return {}
    middle = fmean(values.values())
    spread = math.sqrt(fmean((value - middle) ** 2 for value in values.values())) or 1
    return {key: (value - middle) / spread for key, value in values.items()}
