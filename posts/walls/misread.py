"""Which encoding a text was saved in, judged by the letters that it gives.

Read in the wrong encoding, letters become characters that stand where no writer puts them: `p†` and `s›ker` (DOS read
as Windows), `BlÂserne` (Windows read as Mac), `v¾re` (Mac read as Windows).
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

WINDOWS, MAC, DOS = "cp1252", "mac_roman", "cp850"
ENCODINGS = (WINDOWS, MAC, DOS, "cp1250", "cp1251")  # the likeliest first
LETTER = r"[^\W\d_]"
ALLOWED = "æøåÆØÅäöüÄÖÜßéèêëÉàâáíóúôîïûçñ"
POLISH = "ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžýČŘŠŽÝ"
QUOTES = "„“”‘«»‹›…"  # may stand inside a word where a space was forgotten
SYMBOLS = "†‡•½¼¾°¯¬±¶¸¤¦§¨©®‰˜™£¥¢¹²³×÷€‗´≈◊√∞≤≥∂∑∏∫˘˙˚˝˛ˇµªºƒˆ¿¡Ωπ∆\u2500-\u259f"
NOT_IN_WORDS = rf"(?<={LETTER})[{SYMBOLS}](?={LETTER})"
BESIDE_WORDS = rf"(?<={LETTER})[†‡¾¯≈ƒ\u2500-\u259f]|(?<![\d\s])¾|(?<!\d)[†‡¯≈ƒ°∂\u2500-\u259f](?=[a-zæøå])"
CAPITAL_INSIDE = rf"(?<=[a-zæøåäö])[À-ÖØ-ÞŒŠŽŸ]|(?<={LETTER})[À-ÖØ-ÞŒŠŽŸ](?=[a-z])"
TWO_SCRIPTS = r"(?<=[A-Za-z])[\u0370-\u052f]|[\u0370-\u052f](?=[A-Za-z])"
ODD = re.compile("|".join((NOT_IN_WORDS, BESIDE_WORDS, CAPITAL_INSIDE, TWO_SCRIPTS)))
MAY_BE_ODD = re.compile(rf"[{SYMBOLS}{QUOTES}À-ÖØ-ÞŒŠŽŸ\u0370-\u052f]")  # without any of these, nothing is
ODD_QUOTE = re.compile(rf"(?<={LETTER})[{QUOTES}](?={LETTER})")
UNDEFINED = re.compile("[\ufffd\u0080-\u009f]")
RARE = re.compile(rf"[^\W\d_a-zA-Z{ALLOWED}\u0400-\u04ff{POLISH}]")
QUESTION_INSIDE = re.compile(r"(?<=[a-z])\?(?=[a-z])")
SUSPECT = re.compile(rf"[^\x00-\x7f{ALLOWED}{QUOTES}–—’•\u00a0\ufffd]|(?<=[A-Za-z])[{QUOTES}](?=[a-zæøå])|[a-z][ÄÖÜ]")
USUAL = set("æøåäöéü")
LETTERS = set(ALLOWED + "–—’«»" + QUOTES)
FEWEST = 3  # odd characters of a wall, by which one way of reading it wrongly is sure
SAMPLE = 1_000  # lines or texts that are judged


class Misreading(NamedTuple):
    """A text that was saved in the encoding `saved` and read in the encoding `read`."""

    read: str
    saved: str

    @property
    def meaning(self) -> dict[int, str]:
        """What each character stands for, as str.translate takes it."""
        return _meaning(self)


MISREADINGS = [
    Misreading(read, saved) for saved in (DOS, MAC, WINDOWS) for read in (WINDOWS, MAC, DOS) if read != saved
]


@cache
def _meaning(misreading: Misreading) -> dict[int, str]:
    upper = [bytes([byte]) for byte in range(128, 256)]
    pairs = [(_decode(byte, misreading.read), _decode(byte, misreading.saved)) for byte in upper]
    return {ord(wrong): right for wrong, right in pairs if wrong != right}


def _decode(data: bytes, encoding: str) -> str:
    """Bytes that the encoding does not know become control characters, as in browsers."""
    return data.decode(encoding, "as-latin-1")


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("as-latin-1", _as_latin_1)


def odd(text: str) -> list[str]:
    """The characters that stand where no writer puts them."""
    return ODD.findall(text) + ODD_QUOTE.findall(text) if MAY_BE_ODD.search(text) else []


def decode_lines(lines: list[bytes]) -> tuple[list[str], list[int]]:
    """Lines with one byte for each character, and the indexes of those that are in another encoding than most."""
    high = [line for line in lines if not line.isascii()]
    best = _most_likely(high[:: len(high) // SAMPLE + 1])
    texts, others = [], []
    for index, line in enumerate(lines):
        text = _decode(line, best)
        if not line.isascii() and _strange(text):
            own = _best(line, (best, WINDOWS, MAC, DOS))
            other = _decode(line, own)
            if own != best and not _strange(other):
                text = other
                others.append(index)
        texts.append(UNDEFINED.sub("\ufffd", text))
    return texts, others


def _most_likely(lines: list[bytes]) -> str:
    """The encoding that most lines speak for, and of equal ones that in which all of them are least strange."""
    judged = [{encoding: _judged(line, encoding) for encoding in ENCODINGS} for line in lines]
    votes = Counter(min(by_encoding, key=lambda encoding: by_encoding[encoding]) for by_encoding in judged)

    def rank(encoding: str) -> tuple[int, int, int]:
        strange, rare = (sum(counts) for counts in zip((0, 0), *(by[encoding] for by in judged), strict=True))
        return -votes[encoding], strange, rare

    return min(ENCODINGS, key=rank)


def _best(data: bytes, encodings: Iterable[str]) -> str:
    return min(encodings, key=lambda encoding: _judged(data, encoding))


def _judged(data: bytes, encoding: str) -> tuple[int, int]:
    """How many characters of a line would be strange in this encoding, and how many rare."""
    text = _decode(data, encoding)
    return _strange(text), len(RARE.findall(text))


def _strange(text: str) -> int:
    return len(odd(text)) + len(UNDEFINED.findall(text))


def readings(text: str) -> list[str]:
    """All that a text may have been before it was read wrongly."""
    return [text.translate(way.meaning) for way in MISREADINGS]


def found_in(texts: Iterable[str]) -> list[Misreading]:
    """The ways in which a wall was read wrongly, where its texts leave no doubt."""
    hits: dict[Misreading, list[str]] = {}
    suspects = (text for text in texts if not text.isascii() and SUSPECT.search(text))
    for text in islice(suspects, SAMPLE):
        if (wrong := odd(text)) and (way := _likely(text)):
            hits.setdefault(way, []).extend(wrong)
    return [way for way, wrong in hits.items() if len(wrong) >= FEWEST and len(set(wrong)) > 1]


def _likely(text: str) -> Misreading | None:
    """The way of reading that explains all that is odd, and gives most of the letters that are usual."""
    best, most = None, 0
    for way in MISREADINGS:
        right = text.translate(way.meaning)
        new = {letter for wrong, letter in zip(text, right, strict=True) if wrong != letter}
        usual = sum(right.count(letter) for letter in USUAL)
        if new <= LETTERS and usual > most and not odd(right):
            best, most = way, usual
    return best


def way_of(text: str, ways: Sequence[Misreading], *, sure: bool = False) -> Misreading | None:
    """Which of these ways a text was read in, so that nothing in it is odd; None where that is not certain.

    `sure`: it is known that there is one, so that the text itself need not be odd.
    """
    if not ways or text.isascii() or not (sure or (SUSPECT.search(text) and odd(text))):
        return None
    return next((way for way in ways if not odd(text.translate(way.meaning))), None)


def without_letters(texts: Iterable[str]) -> bool:
    """Whether a wall has a question mark for each letter beyond ASCII, as from a program that knows no other."""
    count = 0
    for text in texts:
        if not text.isascii():
            return False
        count += len(QUESTION_INSIDE.findall(text)) if "?" in text else 0
    return count >= FEWEST
