"""Refuses passwords that are too short, or long and still among the first that anyone would try."""

import re
import unicodedata
from pathlib import Path

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MIN_DIFFERENT = 5
# What must be left of a password without its digits, signs and the words below.
MIN_LETTERS_OF_ITS_OWN = 4
ROWS = ["0123456789", "abcdefghijklmnopqrstuvwxyzæøå", "qwertyuiopå", "asdfghjkløæ", "zxcvbnm"]
SEQUENCES = [row * 8 for row in ROWS] + [row[::-1] * 8 for row in ROWS] + ["1234567890" * 8, "0987654321" * 8]
# What common passwords in Norway are made of, most often with a year or a number behind.
WORDS = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split()
WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
MESSAGES = {
    "repeated": lambda: _("The password repeats itself. Choose four words that have nothing to do with each other."),
    "sequence": lambda: _("The password is a row of keys. Choose four words that have nothing to do with each other."),
    "words": lambda: _("Too many use a password like this. Choose four words that have nothing to do with each other."),
}


class LongEnough(MinimumLengthValidator):
    """Django's own, whose sentence Django has in English only."""

    def get_error_message(self) -> str:
        return ngettext(
            "The password is too short. Use at least %d character.",
            "The password is too short. Use at least %d characters.",
            self.min_length,
        ) % (self.min_length,)


class EasyToGuess:
    """A validator for AUTH_PASSWORD_VALIDATORS. Raises ValidationError with the code of MESSAGES."""

    def validate(self, password: str, user=None) -> None:
        text = unicodedata.normalize("NFC", password).casefold()
        for code, applies in (("repeated", repeats), ("sequence", is_sequence), ("words", is_common)):
            if applies(text):
                raise ValidationError(MESSAGES[code](), code=code)

    def get_help_text(self) -> str:
        return ""


def repeats(text: str) -> bool:
    """Whether it has few different characters, or is one part again and again; the last time may be cut short."""
    periods = (n for n in range(1, len(text) // 2 + 1) if text[n:] == text[:-n])
    return len(set(text)) < MIN_DIFFERENT or next(periods, 0) > 0


def is_sequence(text: str) -> bool:
    letters = "".join(filter(str.isalnum, text))
    return any(letters in sequence for sequence in SEQUENCES)


def is_common(text: str) -> bool:
    letters = "".join(filter(str.isalpha, text))
    return len(WORD.sub("", letters)) < MIN_LETTERS_OF_ITS_OWN
