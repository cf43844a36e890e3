"""The notes of a summary as rows of a table, one note a row, for every format that is a table."""

from django.utils import translation
from django.utils.translation import gettext as _

from themes.parts import Note
from themes.summary import Summary


def sheet(summary: Summary) -> list[list[str]]:
    """The headings in the seminar's language, then a row a note, in the summary's order."""
    with translation.override(summary.language):
        place = [_("Number"), _("Round"), _("Question"), _("Group"), _("Author"), _("Kind")]
        text = [_("Heading"), _("Note"), _("Themes"), _("Themes from a suggestion"), _("Written at")]
        return [[*place, *text, _("Attachments"), _("Fields"), _("Said by too")], *map(_row, summary.notes)]


def _row(note: Note) -> list[str]:
    return [
        str(note.number),
        f"{note.round.number}. {note.round.title}",
        f"{note.question.label} {note.question.text}" if note.question else "",
        note.group.name if note.group else "",
        note.author,
        (_("comment") if note.comment else _("note")) + (f", {_('came late')}" if note.late else ""),
        note.subject,
        note.body,
        "; ".join(note.themes),
        "; ".join(note.suggested),
        f"{note.written_at:%Y-%m-%d %H:%M}" if note.written_at else "",
        "\n".join(one.url for one in note.attachments),
        "\n".join(f"{name}: {value}" for name, value in note.fields),
        "; ".join(note.also),
    ]
