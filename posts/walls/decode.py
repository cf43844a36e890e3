"""Bytes to text, in the encodings that exports and spreadsheets are saved in."""

import codecs
import re

from posts.walls.refused import Refused
from seminar.text import CONTROLS, clean

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
SAMPLE = 4096  # bytes examined for UTF-16 without a mark; characters examined for whether this is text at all
MOST_CONTROLS = 0.05  # of all characters; random bytes have twice that share, a damaged export only a few
MISREAD = re.compile(r"(?<=[ÃÂâ\u0080-\u009f])[\u0080-\u009f]")  # UTF-8 read as Latin-1; repair/encodings.py reads it
MAC_LETTERS = re.compile(rb"(?<=[a-z])[\x8c\xbf\xbe]|[\x8c\xbf\xbe](?=[a-z]{2})")  # å, ø and æ
WINDOWS_LETTERS = re.compile(rb"[\xe5\xf8\xe6\xe4\xf6\xe9]")


def decode(data: bytes) -> str:
    """Text with lines ending in LF. Raises Refused("unknown") where the bytes are not text."""
    text = MISREAD.sub(lambda match: match[0].encode("latin-1").decode("cp1252", "replace"), _text(data))
    text = text.removeprefix("\ufeff")
    sample = text[:SAMPLE].replace("\x00", "")
    if len(CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample):
        raise Refused("unknown")
    return clean(text)


def _text(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if encoding := _unmarked_utf16(data[:SAMPLE]):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or data.decode(_one_byte(data), "replace")


def _one_byte(data: bytes) -> str:
    """Windows-1252, or what Macs used before 2001 where its Nordic letters are the more frequent."""
    mac = len(MAC_LETTERS.findall(data)) > len(WINDOWS_LETTERS.findall(data))
    return "mac_roman" if mac else "cp1252"


def _unmarked_utf16(sample: bytes) -> str:
    """The encoding, or empty. In UTF-16, every second byte of Latin text is zero."""
    half = len(sample) // 2
    if half > 1 and sample[1::2].count(0) > 0.7 * half and not sample[0::2].count(0):
        return "utf-16-le"
    if half > 1 and sample[0::2].count(0) > 0.7 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _damaged_utf8(data: bytes) -> str:
    """The text of UTF-8 with a few wrong bytes: a file cut short, or two files joined. Empty for other encodings."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    correct = len(text) - len(text.encode("ascii", "ignore")) - wrong  # letters outside ASCII
    return text if correct > 3 * wrong else ""
