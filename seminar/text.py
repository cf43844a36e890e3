"""Text as it is stored, whichever way it came: typed, pasted or read from a file. Knows nothing of Django."""

import re
import unicodedata

FORM_FEEDS = str.maketrans("\x0b\x0c", "  ")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """NFC, without control characters but tab and line feed; half an emoji becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = CONTROLS.sub("", text.translate(FORM_FEEDS))
    return unicodedata.normalize("NFC", SURROGATES.sub("\ufffd", text))
