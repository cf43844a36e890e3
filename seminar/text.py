"""Text as it is stored, whether it was typed, pasted or read from a file. Imports nothing of Django."""

import re
import unicodedata

LINE_ENDS = re.compile("\r\n?")
FORM_FEEDS = str.maketrans("\x0b\x0c", "  ")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


# Northern Sámi's letters beside those they are written with, and Norwegian's at the end, with Swedish's.
ALPHABET = {letter: place for place, letter in enumerate("aábcčdđefghijklmnŋopqrsštŧuvwxyzžæäøöå")}
UNSAFE_IN_A_FILE_NAME = re.compile(r"[^\w ().,-]+")


def alphabetical(text: str) -> tuple[tuple[int, int], ...]:
    """A key that sorts words as readers of Norwegian and Sámi expect: other characters first, other letters last."""
    return tuple(_rank(letter) for letter in text.casefold())


def _rank(letter: str) -> tuple[int, int]:
    base = letter if letter in ALPHABET else unicodedata.normalize("NFD", letter)[0]
    return (1, ALPHABET[base]) if base in ALPHABET else (2 if base.isalpha() else 0, ord(base))


def file_name(text: str) -> str:
    """The text as a part of a file's name, at most 100 characters long."""
    return UNSAFE_IN_A_FILE_NAME.sub("-", text)[:100]


def clean(text: str) -> str:
    """NFC, without control characters except tab and line feed. A lone surrogate becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = CONTROLS.sub("", LINE_ENDS.sub("\n", text).translate(FORM_FEEDS))
    return unicodedata.normalize("NFC", SURROGATES.sub("\ufffd", text))
