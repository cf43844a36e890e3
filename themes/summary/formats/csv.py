"""The notes as CSV, one note in each row."""

from posts.text.delimited import delimited
from themes.summary.summary import Summary
from themes.summary.table import note_rows


def write(summary: Summary) -> bytes:
    return delimited(note_rows(summary), summary.language)
