"""What two texts may have in common: pieces of words, which bind compounds together, and whole words by their stem."""

from collections import Counter
from functools import lru_cache

from posts.words import stem, words
from themes.suggestions.everyday import COMMON

LONGEST_TEXT = 10_000  # characters: what a note is about has been said by then
SIZE = 4  # letters; five as well gave the same and took twice the time


@lru_cache(maxsize=50_000)
def pieces(word: str) -> tuple[str, ...]:
    """`skole` in `kulturskolen` is seen by the pieces that both have. " " marks the ends."""
    edged = f" {word} "
    return tuple(edged[i : i + SIZE] for i in range(len(edged) - SIZE + 1))


def telling(text: str) -> list[str]:
    """The words of a text without the common ones, in reading order."""
    return [word for word in words(text[:LONGEST_TEXT]) if word not in COMMON and len(word) > 1]


def features(told: list[str]) -> Counter[str]:
    """Of `telling` words: the pieces, and the stems after a "=" that keeps the two apart."""
    found = Counter(piece for word in told for piece in pieces(word))
    found.update(f"={stem(word)}" for word in told)
    return found
