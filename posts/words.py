"""Words of Norwegian text and what they are forms of. Plain Python, no tables to fetch."""

import re
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"\w+")
LONGEST_WORD = 60  # beyond it stands no word, but a link or a mishap
_stem = snowballstemmer.stemmer("norwegian").stemWord


def words(text: str) -> list[str]:
    """Folded, in reading order; what is too long is cut."""
    return [word[:LONGEST_WORD] for word in WORD.findall(text.casefold())]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """`elevene`, `elever` and `elev` have the same. Made for Bokmål; Nynorsk gets there mostly."""
    return _stem(word)
