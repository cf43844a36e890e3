"""The features by which texts are compared: letter sequences, which recognize parts of compounds, and word stems."""

from collections import Counter
from functools import lru_cache

from posts.text.stemming import stem, words
from themes.suggestions.stopwords import COMMON

LONGEST_TEXT = 10_000  # characters; what comes after them rarely changes what a note is about
NGRAM_LENGTH = 4  # letters; adding sequences of five gave the same suggestions and took twice the time


@lru_cache(maxsize=50_000)
def ngrams(word: str) -> tuple[str, ...]:
    """All sequences of four letters, with " " at both ends of the word. `skole` shares some with `kulturskolen`."""
    padded = f" {word} "
    return tuple(padded[i : i + NGRAM_LENGTH] for i in range(len(padded) - NGRAM_LENGTH + 1))


def content_words(text: str) -> list[str]:
    """The words of a text in reading order, without those that are common in any text."""
    return [word for word in words(text[:LONGEST_TEXT]) if word not in COMMON and len(word) > 1]


def stem_feature(word: str) -> str:
    """The word's stem after a "=", which keeps it apart from an n-gram that is spelled the same."""
    return f"={stem(word)}"


def is_stem(feature: str) -> bool:
    return feature[0] == "="


def count_one(counts: Counter[str], key: str, sign: int) -> None:
    """Counts one more, or with `sign` -1 one less. What is not there any more takes no memory."""
    counts[key] += sign
    if not counts[key]:
        del counts[key]


def features(content: list[str]) -> Counter[str]:
    """The n-grams and the stems of some content words, with the number of times each occurs."""
    counts = Counter(ngram for word in content for ngram in ngrams(word))
    counts.update(map(stem_feature, content))
    return counts
