"""The notes as CSV, one note in each row."""

from collections.abc import Iterator

from posts.text.delimited import delimited_pieces
from themes.summary.streamed import StreamedNotes
from themes.summary.summary import Summary
from themes.summary.table import note_rows


def write(summary: Summary | StreamedNotes) -> bytes:
    return b"".join(pieces(summary))


def pieces(summary: Summary | StreamedNotes) -> Iterator[bytes]:
    return delimited_pieces(note_rows(summary), summary.language)
