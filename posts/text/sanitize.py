"""Text that every file format can hold."""

import re
import unicodedata

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def sanitize(text: str) -> str:
    r"""Turns every line break into "\n", removes control characters except tab, and replaces what is not a character
    in Unicode (surrogates, noncharacters) with U+FFFD."""
    if text.isprintable():  # true of most text, and many times faster than looking at each character
        return text
    return "".join(map(_safe, LINE_BREAKS.sub("\n", text)))


def _safe(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Cs" or ord(character) & 0xFFFE == 0xFFFE:
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cc" else character
