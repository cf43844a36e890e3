"""Bytes to text, whatever a Norwegian Excel has done to the file on its way."""

import codecs

from posts.walls.refused import Refused
from seminar.text import CONTROLS, clean

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
SAMPLE = 4096  # bytes looked at for UTF-16 without a mark, characters for whether this is text at all
MOST_CONTROLS = 0.05  # of all characters; random bytes have twice as many, a damaged export a few in a file


def decode(data: bytes) -> str:
    """Text with lines ending in LF. Raises Refused("unknown") where the bytes are no text."""
    text = _text(data).removeprefix("\ufeff")
    sample = text[:SAMPLE].replace("\x00", "")
    if len(CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample):
        raise Refused("unknown")
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _text(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if encoding := _unmarked_utf16(data[:SAMPLE]):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or data.decode("cp1252", "replace")


def _unmarked_utf16(sample: bytes) -> str:
    """In Latin text every second byte of UTF-16 is nought."""
    half = len(sample) // 2
    if half > 1 and sample[1::2].count(0) > 0.7 * half and not sample[0::2].count(0):
        return "utf-16-le"
    if half > 1 and sample[0::2].count(0) > 0.7 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _damaged_utf8(data: bytes) -> str:
    """UTF-8 with a wrong byte here and there: a file cut short, or two files put together. Else empty."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    kept = len(text) - len(text.encode("ascii", "ignore")) - lost
    return text if kept > 3 * lost else ""
