"""Text as it is stored, whether it was typed, pasted or read from a file. Imports nothing of Django."""

import re
import unicodedata

LINE_ENDS = re.compile("\r\n?")
FORM_FEEDS = str.maketrans("\x0b\x0c", "  ")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


UNSAFE_IN_A_FILE_NAME = re.compile(r"[^\w ().,-]+")


def file_name(text: str) -> str:
    """The text as a part of a file's name, at most 100 characters long."""
    return UNSAFE_IN_A_FILE_NAME.sub("-", text)[:100]


def clean(text: str) -> str:
    """NFC, without control characters except tab and line feed. A lone surrogate becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = CONTROLS.sub("", LINE_ENDS.sub("\n", text).translate(FORM_FEEDS))
    return unicodedata.normalize("NFC", SURROGATES.sub("\ufffd", text))
