"""Finding notes by their words, on every database alike: SQLite folds ASCII only, and neither of its searches stems."""

import re
import unicodedata

from django.db.models import Q

from posts.words import stem, words

PART = re.compile(r'"([^"]*)"?|(\S+)')
SHORT = 4  # letters; the end of a compound is not told from the end of any word where it is shorter


def searchable(*texts: str) -> str:
    """Text as it is searched: folded, then every word and every stem once, each with a space on either side."""
    folded = unicodedata.normalize("NFC", "\n".join(text for text in texts if text)).casefold()
    told = set(words(folded))
    return f"{folded}\n {' '.join(sorted(told | set(map(stem, told))))} "


def holding(text: str) -> Q:
    """Every part of `text`: a word in any form, as the beginning of a word or the end of a compound; with * at its end
    only as a beginning; and what stands in quotes as it stands."""
    wanted = Q()
    for phrase, word in PART.findall(unicodedata.normalize("NFC", text).casefold()):
        if phrase.strip():
            wanted &= Q(search__contains=phrase.strip())
        told = words(word)
        if word and not told:
            wanted &= Q(search__contains=word)
        for one in told:
            wanted &= Q(search__contains=f" {one}") if word.endswith("*") else _in_any_form(one)
    return wanted


def _in_any_form(word: str) -> Q:
    root = stem(word)
    return Q(search__contains=f" {word}") | Q(search__contains=f"{root} " if len(root) >= SHORT else f" {root} ")
