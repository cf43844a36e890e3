"""Searches notes by their words, in the same way on every database. SQLite folds only ASCII, and cannot stem."""

import re
import unicodedata

from django.db.models import Q

from posts.text.stemming import stem, words

PART = re.compile(r'"([^"]*)"?|(\S+)')
SHORT = 4  # letters; a shorter stem is not searched for as the end of a compound, since it ends too many words


def searchable(*texts: str) -> str:
    """The text of Post.search: the texts, casefolded, then every word and every stem once, with spaces around each."""
    folded = unicodedata.normalize("NFC", "\n".join(text for text in texts if text)).casefold()
    all_words = set(words(folded))
    stems = {stem(word) for word in all_words if not word.isdecimal()}
    return f"{folded}\n {' '.join(sorted(all_words | stems))} "


def holding(text: str) -> Q:
    """Posts that match every part of a query.

    A word matches in any of its forms, at the beginning of a word or at the end of a compound; with * at its end, only
    at the beginning of a word. A text in quotes matches exactly.
    """
    condition = Q()
    for phrase, word in PART.findall(unicodedata.normalize("NFC", text).casefold()):
        if phrase.strip():
            condition &= Q(search__contains=phrase.strip())
        parts = words(word)
        if word and not parts:
            condition &= Q(search__contains=word)
        for part in parts:
            condition &= Q(search__contains=f" {part}") if word.endswith("*") else _in_any_form(part)
    return condition


def _in_any_form(word: str) -> Q:
    root = stem(word)
    return Q(search__contains=f" {word}") | Q(search__contains=f"{root} " if len(root) >= SHORT else f" {root} ")
