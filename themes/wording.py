"""The words of a report and of the page that shows it, in whichever language is active when they are called."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.parts import Count, Note
from themes.summary import Summary

APART = " · "


def moment(summary: Summary) -> str:
    """When the summary was made, such as "Draft 14:32, 5 May 2025"."""
    when = {"time": f"{summary.at:%H:%M}", "date": date_format(summary.at, "DATE_FORMAT")}
    return (_("Draft %(time)s, %(date)s") if summary.draft else _("As of %(time)s, %(date)s")) % when


def figures(summary: Summary) -> list[tuple[int, str]]:
    """The key figures, each with what it counts. The first two are always there."""
    told = [_wrote(summary), (len(summary.notes), _notes(len(summary.notes)))]
    if number := summary.comments:
        told.append((number, ngettext("of them a comment", "of them comments", number)))
    if number := len(summary.rounds):
        told.append((number, ngettext("dialogue round", "dialogue rounds", number)))
    if number := len(summary.unsorted):
        told.append((number, ngettext("note without a theme", "notes without a theme", number)))
    if number := summary.unknown:
        told.append((number, ngettext("note from an unknown group", "notes from an unknown group", number)))
    return told


def basis(summary: Summary) -> str:
    """What the counts count."""
    if summary.counted_by == "authors":
        return _("The seminar has no list of groups. Each name that stands on a note is counted as one.")
    return _("Each group counts once, however many notes it wrote.")


def groups(summary: Summary) -> str:
    """The heading over counts of groups."""
    return _("Names") if summary.counted_by == "authors" else _("Groups")


def counted(count: Count, summary: Summary) -> str:
    """Such as "12 groups, 31 notes"."""
    return f"{count.groups} {_groups(count.groups, summary)}, {count.notes} {_notes(count.notes)}"


def whose(note: Note) -> str:
    if note.group:
        return note.group.name
    if note.author and note.voice == note.author.strip():
        return note.author
    return _("Unknown group (%(author)s)") % {"author": note.author} if note.author else _("Unknown group")


def source(note: Note, summary: Summary) -> str:
    """Whose a note is, where it belongs, and when it was written."""
    if note.question:
        where = _("question %(number)s") % {"number": note.question.label}
    else:
        where = _("round %(number)d") % {"number": note.round.number}
    return APART.join([whose(note), *_also(note), where, *_when(note, summary)])


def trace(note: Note, summary: Summary) -> str:
    """What is told of a note that stands under its own round, question and group."""
    return APART.join([*_also(note), *_when(note, summary), ", ".join(note.themes) or _("no theme")])


def _also(note: Note) -> list[str]:
    return [_("said by %(names)s too") % {"names": ", ".join(note.also)}] if note.also else []


def _when(note: Note, summary: Summary) -> list[str]:
    told = [word for word, so in ((_("comment"), note.comment), (_("came late"), note.late)) if so]
    if note.written_at:
        same_day = note.written_at.date() == summary.date
        day = "" if same_day else date_format(note.written_at, "SHORT_DATE_FORMAT") + " "
        told.append(f"{day}{note.written_at:%H:%M}")
    return [*told, _("note %(number)d") % {"number": note.number}]


def _wrote(summary: Summary) -> tuple[int, str]:
    number = summary.count.groups
    if summary.counted_by == "authors":
        return number, ngettext("name on the notes", "names on the notes", number)
    of = ngettext("of %(number)d group wrote something", "of %(number)d groups wrote something", summary.present)
    return number, of % {"number": summary.present}


def _groups(number: int, summary: Summary) -> str:
    if summary.counted_by == "authors":
        return ngettext("name", "names", number)
    return ngettext("group", "groups", number)


def _notes(number: int) -> str:
    return ngettext("note", "notes", number)
