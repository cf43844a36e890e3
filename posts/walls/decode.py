"""Bytes to text, in the encodings that exports and spreadsheets are saved in."""

import codecs
import re
from dataclasses import dataclass, field

from posts.walls.misread import decode_lines
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
LEAST_TEXT = 0.7  # of all characters are not NUL; a program's own file has many of them
MISREAD = re.compile(r"(?<=[ÃÂâ\u0080-\u009f])[\u0080-\u009f]")  # UTF-8 read as Latin-1; repair/encodings.py reads it
LINE_END = re.compile(rb"\r\n?|\n")
FEW = 3  # times as many correct characters as wrong ones make a damaged line of UTF-8


@dataclass(frozen=True)
class Decoded:
    """`others` are the numbers of the lines, from 1, that are in another encoding than the rest of the file."""

    text: str
    others: list[int] = field(default_factory=list)


def decode(data: bytes) -> Decoded:
    """Text with lines ending in LF. Raises Refused("unknown") where the bytes are not text."""
    decoded = _decoded(data)
    text = MISREAD.sub(lambda match: match[0].encode("latin-1").decode("cp1252", "replace"), decoded.text)
    text = text.removeprefix("\ufeff")
    sample = text[:SAMPLE].replace("\x00", "")
    if len(sample) < LEAST_TEXT * len(text[:SAMPLE]) or len(CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample):
        raise Refused("unknown")
    return Decoded(clean(text), decoded.others)


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark) and encoding != "utf-8":
            return Decoded(data[len(mark) :].decode(encoding, "replace"))
    data = data.removeprefix(codecs.BOM_UTF8)
    if encoding := _unmarked_utf16(data[:SAMPLE]):
        return Decoded(data.decode(encoding, "replace"))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _without_utf8(LINE_END.split(data))


def _without_utf8(lines: list[bytes]) -> Decoded:
    """The text of a file that is not in UTF-8, or only some of whose lines are."""
    texts = [_utf8(line, is_last=index == len(lines)) for index, line in enumerate(lines, 1)]
    rest = [index for index, text in enumerate(texts) if text is None]
    decoded, others = decode_lines([lines[index] for index in rest])
    mixed = any(text and not text.isascii() for text in texts)
    for index, text in zip(rest, decoded, strict=True):
        texts[index] = text
    numbers = rest if mixed else [rest[index] for index in others]
    return Decoded("\n".join(text or "" for text in texts), [index + 1 for index in numbers])


def _utf8(line: bytes, *, is_last: bool) -> str | None:
    """A line of UTF-8, perhaps with a few wrong bytes: a file cut short, or two files joined. None for other lines."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        text = line.decode("utf-8", "replace")
        wrong = text.count("\ufffd")
        correct = len(text) - len(text.encode("ascii", "ignore")) - wrong  # letters outside ASCII
        is_cut = is_last and error.reason == "unexpected end of data"
        return text if is_cut or correct > FEW * wrong else None


def _unmarked_utf16(sample: bytes) -> str:
    """The encoding, or empty. In UTF-16, every second byte of Latin text is zero."""
    half = len(sample) // 2
    if half > 1 and sample[1::2].count(0) > 0.7 * half and not sample[0::2].count(0):
        return "utf-16-le"
    if half > 1 and sample[0::2].count(0) > 0.7 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""
