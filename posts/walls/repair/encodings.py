"""Letters that were saved in one encoding and read in another: `Ã¸` (UTF-8 read as Windows-1252), `p√•` and `pŒ` (Mac).

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
MEANING = {_read_as(letter, encoding): letter for letter in LETTERS + MARKS for encoding in ("cp1252", "mac_roman")}
TWICE = {_read_as(wrong, "cp1252"): letter for wrong, letter in MEANING.items() if wrong.startswith("Ã")}
ALL = MEANING | TWICE
READ_WRONG = re.compile("|".join(map(re.escape, sorted(ALL, key=len, reverse=True))))
BEGINNINGS = sorted({wrong[0] for wrong in ALL} | set("Œ¿¾"))
LEFT = re.compile(r"Ã(?=[\u0080-\u00bf¦¸])|â€|√(?=[^\s\d(])")

# Mac Roman read as Windows-1252, where no other language has these characters: inside a word, in small letters.
MAC = {"Œ": "å", "¿": "ø", "¾": "æ", "Ž": "é", "š": "ö", "Š": "ä", "Ÿ": "ü"}
MAC_INSIDE = re.compile(r"(?<=[a-zæøå])[Œ¿]|(?<=[a-zŒ¿])¾|¾(?=[a-zŒ¿]{2})|(?<!\w)[¿](?=[a-z]{2})(?=[^?]*$)")


def meaning(match: re.Match[str]) -> str:
    return ALL[match[0]]


def from_mac(match: re.Match[str]) -> str:
    return MAC[match[0]]


def is_wrong(text: str) -> bool:
    """Whether a text that was repaired is one of those above."""
    return bool(READ_WRONG.fullmatch(text)) or text in MAC
