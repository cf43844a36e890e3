"""The wording of a report and of the summary page, in the language that is active when the functions are called."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.summary.data import FEW, Count, Silence, SummaryNote
from themes.summary.summary import Summary

SEPARATOR = " · "
SHORTENED = 120  # characters
MOST_NAMED, MOST_LISTED = 5, 8  # themes, and names in one sentence


def time_line(summary: Summary) -> str:
    """When the summary was made, or when the seminar was finished, such as "Final 5 May 2025, 15:10, Aud Vik"."""
    moment = summary.finished_at or summary.made_at
    when = {"time": f"{moment:%H:%M}", "date": date_format(moment, "DATE_FORMAT"), "person": summary.finished_by}
    if summary.draft:
        return _("Preliminary %(time)s, %(date)s") % when
    return (_("Final %(date)s, %(time)s, %(person)s") if summary.finished_by else _("Final %(date)s, %(time)s")) % when


def key_figures(summary: Summary) -> list[tuple[int, str]]:
    """The key figures, each with what it counts. The first two are always included."""
    figures = [_groups_figure(summary), (len(summary.notes), _notes_word(len(summary.notes)))]
    if number := summary.comments:
        figures.append((number, ngettext("of them a comment", "of them comments", number)))
    if number := len(summary.rounds):
        figures.append((number, ngettext("round", "rounds", number)))
    if number := len(summary.unsorted):
        figures.append((number, ngettext("note without a theme", "notes without a theme", number)))
    if number := summary.without_device:
        figures.append((number, ngettext("group without a device", "groups without a device", number)))
    if number := summary.unknown:
        figures.append((number, ngettext("note from an unknown group", "notes from an unknown group", number)))
    return figures


def highlights(summary: Summary) -> list[str]:
    """Sentences for whoever reads the first page aloud: what most and what few groups spoke of, and what nobody did."""
    with_groups = [theme for theme in summary.themes if theme.count.groups > FEW]
    most = sorted(with_groups, key=lambda theme: -theme.count.groups)[:MOST_NAMED]
    named = [f"{theme.name} ({theme.count.groups} {_groups_word(theme.count.groups, summary)})" for theme in most]
    sentences = [
        (_("Most spoke of: %(names)s."), named),
        (_("Only one or two spoke of: %(names)s."), [theme.name for theme in summary.few]),
        (_("Nobody spoke of: %(names)s."), [theme.name for theme in summary.empty]),
        (_("Questions that nobody answered: %(names)s."), [f"{one.label} {one.text}" for one in summary.unanswered]),
    ]
    return [sentence % {"names": _listed(names)} for sentence, names in sentences if names]


def _listed(names: list[str]) -> str:
    """The first ones, and how many more there are."""
    rest = len(names) - MOST_LISTED
    more = [ngettext("%(number)d more", "%(number)d more", rest) % {"number": rest}] if rest > 0 else []
    return ", ".join([*names[:MOST_LISTED], *more])


def counting_rule(summary: Summary) -> str:
    """A sentence that says what the counts count."""
    if summary.counted_by == "authors":
        return _("The seminar has no list of groups. Each name on a note counts as one group.")
    rule = _("Each group counts once, however many notes it wrote.")
    if number := summary.unknown:
        unknown = ngettext(
            "%(number)d note from an unknown group counts among the notes only.",
            "%(number)d notes from unknown groups count among the notes only.",
            number,
        )
        rule += " " + unknown % {"number": number}
    return rule


def groups_heading(summary: Summary) -> str:
    """The heading of a column of group counts."""
    return _("Names") if summary.counted_by == "authors" else _("Groups")


def count_text(count: Count, summary: Summary) -> str:
    """Such as "12 groups, 31 notes"."""
    return f"{count.groups} {_groups_word(count.groups, summary)}, {count.notes} {_notes_word(count.notes)}"


def group_name(note: SummaryNote) -> str:
    """The name of the group that wrote the note, or what is known instead."""
    if note.group:
        return note.group.name
    if note.author and note.voice == note.author.strip():
        return note.author
    return _("Unknown group (%(author)s)") % {"author": note.author} if note.author else _("Unknown group")


def name_for_all(note: SummaryNote) -> str:
    """The name of the group for readers who are no members: not what the person called herself who wrote for it."""
    return note.voice or _("Unknown group")


def source_line(note: SummaryNote, summary: Summary, name: Callable[[SummaryNote], str] | None = group_name) -> str:
    """Who wrote a note, in answer to what, and when. Without `name` it does not say who."""
    if note.question:
        where = _("question %(number)s") % {"number": note.question.label}
    else:
        where = _("round %(number)d") % {"number": note.round.number}
    who = [name(note), *_merged_voices(note)] if name else []
    return SEPARATOR.join([*who, where, *_details(note, summary)])


def reference(note: SummaryNote, *, named: bool = True) -> str:
    """Which note it is, such as "Table 4, note 12, came late"; without `named` it does not say who wrote it."""
    number = _("note %(number)d") % {"number": note.number}
    return ", ".join([*([group_name(note)] if named else []), number, *note_marks(note)])


def shortened(note: SummaryNote) -> str:
    """The subject and text of a note in one line, cut between two words where it is long."""
    words = " ".join(f"{note.subject}\n{note.body}".split())
    words = words or " ".join(f"{name}: {value}" for name, value in note.fields)
    words = words or " ".join(one.caption or one.url for one in note.attachments)
    if len(words) <= SHORTENED:
        return words
    start = words[:SHORTENED]
    return f"{(start.rpartition(' ')[0] or start).rstrip(',.;:–-')} …"


def silence(silence: Silence, *, named: bool = True) -> str:
    """A round and the groups that wrote nothing in it, as far as that is known; without `named` how many they are."""
    number = len(silence.groups)
    number_text = ngettext("%(number)d group", "%(number)d groups", number) % {"number": number}
    groups = f"{silence.round.number}. {silence.round.title}: {', '.join(silence.groups) if named else number_text}"
    if not silence.unknown:
        return groups
    unknown = ngettext(
        "%(number)d note is from an unknown group, so one of them may have written.",
        "%(number)d notes are from unknown groups, so some of them may have written.",
        silence.unknown,
    )
    return f"{groups}. {unknown % {'number': silence.unknown}}"


def detail_line(note: SummaryNote, summary: Summary) -> str:
    """What to add to a note that is listed below the headings of its round, question and group."""
    voices = _merged_voices(note) if summary.named else []
    return SEPARATOR.join([*voices, *_details(note, summary), ", ".join(note.themes) or _("no theme")])


def _merged_voices(note: SummaryNote) -> list[str]:
    return [_("also said by %(names)s") % {"names": ", ".join(note.merged_voices)}] if note.merged_voices else []


def _details(note: SummaryNote, summary: Summary) -> list[str]:
    """Its kind and marks, the time (with the date where it is another day than the seminar's) and the number."""
    details = [_("comment")] if note.comment else []
    details += note_marks(note)
    if note.written_at:
        same_day = note.written_at.date() == summary.date
        day = "" if same_day else date_format(note.written_at, "SHORT_DATE_FORMAT") + " "
        details.append(f"{day}{note.written_at:%H:%M}")
    return [*details, _("note %(number)d") % {"number": note.number}]


def note_marks(note: SummaryNote) -> list[str]:
    """What to say of how the note came in."""
    marks = ((_("came late"), note.late), (_("sent at closing"), note.sent_at_closing))
    return [words for words, applies in marks if applies]


def _groups_figure(summary: Summary) -> tuple[int, str]:
    number = summary.count.groups
    if summary.counted_by == "authors":
        return number, ngettext("name on the notes", "names on the notes", number)
    of = ngettext("of %(number)d group wrote something", "of %(number)d groups wrote something", summary.group_count)
    return number, of % {"number": summary.group_count}


def _groups_word(number: int, summary: Summary) -> str:
    if summary.counted_by == "authors":
        return ngettext("name", "names", number)
    return ngettext("group", "groups", number)


def _notes_word(number: int) -> str:
    return ngettext("note", "notes", number)
