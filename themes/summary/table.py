"""The notes of a summary as rows of a table, one note in each row, for every tabular format."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from posts.text.delimited import Cell
from themes.summary.data import SummaryNote
from themes.summary.streamed import StreamedNotes
from themes.summary.summary import Summary
from themes.summary.text import note_marks


def note_rows(summary: Summary | StreamedNotes) -> Iterator[list[Cell]]:
    """The headings in the language of the seminar, then one row for each note, in the order of the summary."""
    with translation.override(summary.language):
        origin = [_("Number"), _("Round"), _("Question"), _("Group"), _("Author"), _("Kind")]
        text = [_("Heading"), _("Note"), _("Themes"), _("Themes from a suggestion"), _("Written at")]
        yield [*origin, *text, _("Attachments"), _("Fields"), _("Also said by")]
        yield from (_row(note, named=summary.named) for note in summary.notes)


def _row(note: SummaryNote, *, named: bool) -> list[Cell]:
    return [
        note.number,
        f"{note.round.number}. {note.round.title}",
        f"{note.question.label} {note.question.text}" if note.question else "",
        note.group.name if note.group and named else "",
        note.author if named else "",
        ", ".join([_("comment") if note.comment else _("note"), *note_marks(note)]),
        note.subject,
        note.body,
        "; ".join(note.themes),
        "; ".join(note.suggested),
        note.written_at,
        "\n".join(attachment.url for attachment in note.attachments),
        "\n".join(f"{name}: {value}" for name, value in note.fields),
        "; ".join(note.merged_voices) if named else "",
    ]
