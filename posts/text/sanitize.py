"""Text that every file format can hold."""

import re

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|([\ud800-\udfff{NONCHARACTERS}])")


def sanitize(text: str) -> str:
    r"""Turns every line break into "\n", removes control characters except tab, and replaces what is not a character
    in Unicode (surrogates, noncharacters) with U+FFFD."""
    if text.isprintable() or not UNSAFE.search(text):  # true of most text
        return text
    return UNSAFE.sub(_replacement, LINE_BREAKS.sub("\n", text))


def _replacement(unsafe: re.Match[str]) -> str:
    return "\N{REPLACEMENT CHARACTER}" if unsafe[1] else ""
