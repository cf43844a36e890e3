"""The notes of a summary as rows of a table, one note in each row, for every tabular format."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from django.utils.translation import gettext as _

from posts.text.delimited import Cell
from themes.summary.data import SummaryNote
from themes.summary.language import in_language
from themes.summary.summary import Summary
from themes.summary.text import marks


class Streamed(Protocol):
    """The same notes, not all in memory (themes/summary/streamed.py)."""

    language: str

    def rows(self) -> Iterator[list[Cell]]: ...


def note_rows(summary: Summary | Streamed) -> Iterator[list[Cell]]:
    """The headings in the language of the seminar, then one row for each note, in the order of the summary."""
    return in_language(summary.language, _rows(summary))


def _rows(summary: Summary | Streamed) -> Iterator[list[Cell]]:
    origin = [_("Number"), _("Round"), _("Question"), _("Group"), _("Author"), _("Kind")]
    text = [_("Heading"), _("Note"), _("Themes"), _("Themes from a suggestion"), _("Written at")]
    yield [*origin, *text, _("Attachments"), _("Fields"), _("Also said by")]
    if isinstance(summary, Summary):
        yield from (_row(note, named=summary.named) for note in summary.notes if note.has_words)
    else:
        yield from summary.rows()


def kind_name(*, comment: bool, late: bool, sent_at_closing: bool) -> str:
    return ", ".join([_("comment") if comment else _("note"), *marks(late=late, sent_at_closing=sent_at_closing)])


def field_lines(fields: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in fields)


def _row(note: SummaryNote, *, named: bool) -> list[Cell]:
    return [
        note.number,
        note.round.heading,
        note.question.heading if note.question else "",
        note.group.name if note.group and named else "",
        note.author if named else "",
        kind_name(comment=note.comment, late=note.late, sent_at_closing=note.sent_at_closing),
        note.subject,
        note.body,
        "; ".join(note.themes),
        "; ".join(note.suggested),
        note.written_at,
        "\n".join(attachment.url for attachment in note.attachments),
        field_lines(note.fields),
        "; ".join(note.merged_voices) if named else "",
    ]
