"""The words of Norwegian text, and their stems."""

import re
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"\w+")
LONGEST_WORD = 60  # characters; anything longer is a link or an accident
_stem = snowballstemmer.stemmer("norwegian").stemWord


def words(text: str) -> list[str]:
    """The words of a text in reading order, casefolded and cut to LONGEST_WORD."""
    return [word[:LONGEST_WORD] for word in WORD.findall(text.casefold())]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a casefolded word, the same for `elevene`, `elever` and `elev`. For Bokmål; Nynorsk mostly works."""
    stemmed: str = _stem(word)
    return stemmed
