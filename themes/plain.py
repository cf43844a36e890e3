"""Text that every file format can hold."""

import re
import unicodedata

BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def plain(text: str) -> str:
    """Line breaks as "\\n"; without control characters; what is no character becomes U+FFFD."""
    if text.isprintable():  # most text is, and is told so many times quicker
        return text
    return "".join(map(_safe, BREAKS.sub("\n", text)))


def _safe(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Cs" or ord(character) & 0xFFFE == 0xFFFE:
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cc" else character
