"""Learns from what stands under each theme, and says which themes a new text is close to and by which words."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from posts.words import stem
from themes.suggestions.features import features, pieces, telling

MOST = 3
BEFORE = 5  # texts that nobody wrote, so that a word is rare also where few notes are in
NOTHING = 1e-6  # what rounding leaves of a weight that was taken away


class Suggestion(NamedTuple):
    """`theme` is the key it was learned by, `words` those of the text that led there, the strongest first."""

    theme: int
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Weights:
    """Chosen on the walls labelled by hand in tests/bench, which says what that is worth.

    A theme's name and definition count as so many notes. `stems` is the weight of whole words beside pieces of words.
    A note under several themes says less of each, and each word of a long note less: `shared`, `long` are the powers.
    Where the best score is below `least`, nothing is suggested.
    """

    name: float = 8
    definition: float = 6
    stems: float = 0.5
    shared: float = 0.5
    long: float = 0.5
    size: float = 0.8
    least: float = 0.25


PLAIN_LENGTH = 15  # telling words


@dataclass
class Learner:
    """Everything that is added can be taken away again, so that one note's news is one note's work.

    `seen` counts the texts that hold a feature, `under[feature][theme]` is the square root of its weight there (the
    tenth example says less than the first), and `sizes[theme]` the sum of the weights of its (pieces, stems). Themes
    that were named are `offered`; what is left under others says nothing.
    """

    weights: Weights = Weights()
    texts: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    under: dict[str, dict[int, float]] = field(default_factory=dict)
    sizes: dict[int, list[float]] = field(default_factory=dict)
    offered: set[int] = field(default_factory=set)

    def see(self, text: str, sign: int = 1) -> None:
        """This text exists: what is in every text tells little. `sign` -1 takes it back."""
        self.texts += sign
        for feature in features(telling(text)):
            self.seen[feature] += sign
            if not self.seen[feature]:
                del self.seen[feature]

    def name(self, theme: int, name: str, definition: str, sign: int = 1) -> None:
        (self.offered.add if sign > 0 else self.offered.discard)(theme)
        for text, weight in ((name, self.weights.name), (definition, self.weights.definition)):
            self._add(theme, features(telling(text)), sign * weight)
        self.see(f"{name}\n{definition}", sign)

    def place(self, text: str, themes: frozenset[int], sign: int = 1) -> None:
        """This text stands under these themes."""
        told = telling(text)
        weight = max(1, len(told) / PLAIN_LENGTH) ** -self.weights.long
        found = features(told)
        for theme in themes:
            self._add(theme, found, sign * weight * len(themes) ** -self.weights.shared)

    def _add(self, theme: int, found: Counter[str], weight: float) -> None:
        sizes = self.sizes.setdefault(theme, [0.0, 0.0])
        for feature, count in found.items():
            here = self.under.setdefault(feature, {})
            here[theme] = math.sqrt(max(0.0, here.get(theme, 0.0) ** 2 + weight * count))
            sizes[feature[0] == "="] += weight * count
            if here[theme] < NOTHING:
                del here[theme]
                if not here:
                    del self.under[feature]

    def suggest(self, text: str, without: frozenset[int] = frozenset()) -> list[Suggestion]:
        """At most three, best first, none of `without`; nothing where the text has too little in common with any."""
        told = telling(text)
        found = features(told)
        drawn = self._drawn(found)
        scores = self._scores(found, drawn)
        best = sorted(((score, -theme) for theme, score in scores.items() if theme not in without), reverse=True)
        if not best or best[0][0] < self.weights.least:
            return []
        return [Suggestion(-theme, self._words(told, -theme, drawn), score) for score, theme in best[:MOST]]

    def _drawn(self, found: Counter[str]) -> dict[str, float]:
        """How much a feature of the text says: what few texts and few themes have says most."""
        themes, drawn = len(self.offered), {}
        for feature, count in found.items():
            if here := self.under.get(feature):
                rare = self._rare(self.seen[feature])
                drawn[feature] = max(0.0, (1 + math.log(count)) * rare * math.log(1 + themes / len(here)))
        return drawn

    def _scores(self, found: Counter[str], drawn: dict[str, float]) -> dict[int, float]:
        length = [0.0, 0.0]
        for feature, count in found.items():
            if seen := self.seen.get(feature):
                length[feature[0] == "="] += ((1 + math.log(count)) * self._rare(seen)) ** 2
        pieces, stems = dict.fromkeys(self.offered, 0.0), dict.fromkeys(self.offered, 0.0)
        for feature, weight in drawn.items():
            sums = stems if feature[0] == "=" else pieces
            for theme, there in self.under[feature].items():
                if theme in sums:
                    sums[theme] += weight * there
        both = {theme: (pieces[theme], stems[theme]) for theme in self.offered if pieces[theme] or stems[theme]}
        weights = (1, self.weights.stems)
        return {
            theme: sum(map(self._closeness, weights, sums, length, self.sizes[theme])) for theme, sums in both.items()
        }

    def _rare(self, seen: int) -> float:
        return math.log((BEFORE + self.texts) / (0.5 + seen))

    def _closeness(self, weight: float, total: float, length: float, size: float) -> float:
        return weight * total / math.sqrt(length) / size ** (self.weights.size / 2) if total else 0.0

    def _words(self, told: list[str], theme: int, drawn: dict[str, float]) -> tuple[str, ...]:
        """The three words of the text that speak most for the theme, one for each stem."""
        says: dict[str, tuple[float, str]] = {}
        for word in told:
            own = [*pieces(word), f"={stem(word)}"]
            for_it = sum(drawn[one] * self.under[one].get(theme, 0.0) for one in own if one in drawn)
            says.setdefault(stem(word), (for_it / len(own), word))
        strongest = sorted(says.values(), reverse=True)[:MOST]
        return tuple(word for strength, word in strongest if strength > 0)
