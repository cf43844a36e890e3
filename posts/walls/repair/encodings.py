"""UTF-8 that was read in another encoding: `Ã¸` (Windows-1252), `p√•` (Mac), `p├Ñ` (DOS).

Only what has one meaning is repaired. What looks like it and has none is a doubt.
"""

import re
from functools import cache

LETTERS = "æøåÆØÅäöüÄÖÜéèêëàâáíïóôúñçßšžđŋčÉÈÀÇÁÍÓÚ"
MARKS = "–—‘’‚“”„…«»•´°½§©®€\u00a0"


def _read_as(text: str, encoding: str) -> str:
    """UTF-8 read in another encoding; bytes that it does not know are read as Latin-1."""
    return "".join(
        byte.decode(encoding) if _knows(byte, encoding) else byte.decode("latin-1")
        for byte in (bytes([value]) for value in text.encode())
    )


@cache
def _knows(byte: bytes, encoding: str) -> bool:
    return byte.decode(encoding, "replace") != "\ufffd"


# The longest first, so that a letter of three bytes is not taken for one of two.
MEANING = {
    _read_as(letter, encoding): letter for letter in LETTERS + MARKS for encoding in ("cp1252", "mac_roman", "cp850")
}
TWICE = {_read_as(wrong, "cp1252"): letter for wrong, letter in MEANING.items() if wrong.startswith("Ã")}
ALL = MEANING | TWICE
# Windows has no character for the last byte of ”, so that programs leave it out.
QUOTE = "â€"
READ_WRONG = re.compile("|".join(map(re.escape, sorted(ALL, key=len, reverse=True))) + rf"|{QUOTE}(?=[\0-\x7f]|$)")
BEGINNINGS = sorted({wrong[0] for wrong in ALL})
LEFT = re.compile(r"Ã(?=[ \u0080-\u00bf¦¸])|â€|√(?=[^\s\d(])|├")


def meaning(match: re.Match[str]) -> str:
    return "”" if match[0] == QUOTE else ALL[match[0]]


def is_wrong(text: str) -> bool:
    """Whether a text that was repaired is one of those above."""
    return bool(READ_WRONG.fullmatch(text))
