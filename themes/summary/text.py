"""The wording of a report and of the summary page, in the language that is active when the functions are called."""

from collections.abc import Callable, Iterable
from itertools import dropwhile

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.filters import NONE, UNKNOWN
from themes.summary.data import FEW, Count, Silence, SummaryNote, SummaryTheme
from themes.summary.summary import Summary

SEPARATOR = " · "
SHORTENED = 120  # characters
LONGEST_NAME = 90  # characters of a theme or a question in a sentence
NO_BREAK_SPACE = "\u00a0"
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
    return [(number, label) for number, label, _choices in figures(summary)]


def figures(summary: Summary) -> list[tuple[int, str, dict[str, str] | None]]:
    """The key figures, each with what the filter of the board must be for their notes; None where it cannot say so."""
    found: list[tuple[int, str, dict[str, str] | None]] = [
        (*_groups_figure(summary), None),
        (summary.count.notes, _notes_word(summary.count.notes), {}),
    ]
    if number := summary.comments:
        found.append((number, ngettext("of them a comment", "of them comments", number), {"kind": "comment"}))
    if number := len(summary.rounds):
        found.append((number, ngettext("round", "rounds", number), None))
    if number := summary.unsorted_count:
        found.append((number, ngettext("note without a theme", "notes without a theme", number), {"theme": NONE}))
    if number := summary.without_device:
        found.append((number, ngettext("group without a device", "groups without a device", number), None))
    if number := summary.unknown:
        by_group = {"group": UNKNOWN} if summary.counted_by == "groups" else None
        found.append((number, ngettext("note from an unknown group", "notes from an unknown group", number), by_group))
    return found


def opening(summary: Summary) -> list[str]:
    """Paragraphs of a first page that can be read aloud: who wrote how much, what of, and how far it is worked on."""
    return [
        " ".join(sentences) for sentences in (_extent(summary), highlights(summary), completeness(summary)) if sentences
    ]


def _extent(summary: Summary) -> list[str]:
    number, label = _groups_figure(summary)
    notes, rounds = len(summary.notes), len({note.round for note in summary.notes})
    sentences = [f"{number} {label}."]
    if notes:
        in_rounds = ngettext("in %(number)d round", "in %(number)d rounds", rounds) % {"number": rounds}
        sentences.append(
            ngettext("There is %(number)d note, %(rounds)s.", "There are %(number)d notes, %(rounds)s.", notes)
            % {"number": notes, "rounds": in_rounds}
        )
    if number := summary.comments:
        sentences.append(
            ngettext("%(number)d of them is a comment on others.", "%(number)d of them are comments on others.", number)
            % {"number": number}
        )
    if number := summary.unknown:
        sentences.append(_unknown_notes(number))
    return sentences


def completeness(summary: Summary) -> list[str]:
    """How many notes have been read and placed under themes, which are only counted, and which groups were silent."""
    notes, unsorted = len(summary.notes), len(summary.unsorted)
    sentences = []
    if notes and summary.read is not None:
        sentences.append(
            _("Facilitators have read all the notes.")
            if summary.read >= notes
            else _("Facilitators have read %(number)d of %(all)d notes.") % {"number": summary.read, "all": notes}
        )
    if notes and summary.themes:
        sentences.append(
            ngettext("%(number)d note is under no theme.", "%(number)d notes are under no theme.", unsorted)
            % {"number": unsorted}
            if unsorted
            else _("Every note is under at least one theme.")
        )
    if number := sum(not note.has_words for note in summary.notes):
        hidden = ngettext(
            "%(number)d note has since been hidden or deleted. It is counted, but its words are left out.",
            "%(number)d notes have since been hidden or deleted. They are counted, but their words are left out.",
            number,
        )
        sentences.append(hidden % {"number": number})
    for silence in summary.silences:
        number = len(silence.groups)
        silent = ngettext(
            "In round %(round)d, %(number)d group wrote nothing.",
            "In round %(round)d, %(number)d groups wrote nothing.",
            number,
        )
        sentences.append(silent % {"round": silence.round.number, "number": number})
    return sentences


def highlights(summary: Summary) -> list[str]:
    """Sentences for whoever reads the first page aloud: what most and what few groups spoke of, and what nobody did."""
    with_groups = [theme for theme in summary.themes if theme.count.groups > FEW]
    most = sorted(with_groups, key=lambda theme: -theme.count.groups)[:MOST_NAMED]
    named = [f"{theme.name} ({theme.count.groups} {_groups_word(theme.count.groups, summary)})" for theme in most]
    sentences = [
        (_("Most spoke of: %(names)s."), named),
        (_("Only one or two groups spoke of: %(names)s."), [theme.name for theme in summary.few]),
        (_("Nobody spoke of: %(names)s."), [theme.name for theme in summary.empty]),
        (_("Questions that nobody answered: %(names)s."), [one.heading for one in summary.unanswered]),
    ]
    return [
        sentence % {"names": listed([cut(name, LONGEST_NAME) for name in names])}
        for sentence, names in sentences
        if names
    ]


def listed(names: list[str], most: int = MOST_LISTED) -> str:
    """The first ones, and how many more there are."""
    rest = len(names) - most
    more = [ngettext("%(number)d more", "%(number)d more", rest) % {"number": rest}] if rest > 0 else []
    return ", ".join([*names[:most], *more])


def counting_rule(summary: Summary) -> str:
    """A sentence that says what the counts count."""
    if summary.counted_by == "authors":
        return _("The seminar has no list of groups. Each name on a note counts as one group.")
    rule = _("Each group counts once, however many notes it wrote.")
    if number := summary.unknown:
        rule += " " + _unknown_notes(number)
    return rule


def _unknown_notes(number: int) -> str:
    unknown = ngettext(
        "%(number)d note from an unknown group counts among the notes only.",
        "%(number)d notes from unknown groups count among the notes only.",
        number,
    )
    return unknown % {"number": number}


def groups_heading(summary: Summary) -> str:
    """The heading of a column of group counts."""
    return _("Names") if summary.counted_by == "authors" else _("Groups")


def count_text(count: Count, summary: Summary) -> str:
    """Such as "12 groups, 31 notes"."""
    return f"{count.groups} {_groups_word(count.groups, summary)}, {count.notes} {_notes_word(count.notes)}"


def theme_count(theme: SummaryTheme, summary: Summary) -> str:
    """Its own count, and that with its sub-themes where it has some."""
    own = count_text(theme.count, summary)
    if not theme.count_with_children:
        return own
    return SEPARATOR.join([own, f"{_('With sub-themes')}: {count_text(theme.count_with_children, summary)}"])


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
    who = [name(note), *_merged_voices(note)] if name else []
    return SEPARATOR.join([*who, question_or_round(note), *_details(note, summary)])


def question_or_round(note: SummaryNote) -> str:
    """What the note answers, such as "question 2.1", or the round it is from."""
    if note.question:
        return _("question %(number)s") % {"number": note.question.label}
    return _("round %(number)d") % {"number": note.round.number}


def reference(note: SummaryNote, *, named: bool = True) -> str:
    """Which note it is, such as "Table 4, note 12, came late"; without `named` it does not say who wrote it."""
    who = [name_for_all(note)] if named else []
    return ", ".join([*who, _number(note), *note_marks(note)])


def references(notes: Iterable[SummaryNote], *, named: bool = True) -> str:
    """Which notes they are, each with its group."""
    return "; ".join(reference(note, named=named) for note in notes)


def _number(note: SummaryNote) -> str:
    """Never broken between two lines."""
    return (_("note %(number)d") % {"number": note.number}).replace(" ", NO_BREAK_SPACE)


def shortened(note: SummaryNote, most: int = SHORTENED) -> str:
    """The subject and text of a note in one line of `most` characters, cut between two words where it is longer.

    Without what only says which group it is from, since that is said beside it.
    """
    words = " ".join(" ".join(_own_lines(note)).split())
    words = words or " ".join(f"{name}: {value}" for name, value in note.fields)
    words = words or " ".join(one.caption or one.url for one in note.attachments)
    return cut(words, most)


def _own_lines(note: SummaryNote) -> list[str]:
    """The lines of a note, from the first that is more than the name of its group."""
    names = {_letters(name) for name in (note.voice, note.author) if name}
    lines = [line for line in f"{note.subject}\n{note.body}".split("\n") if line.strip()]
    own = list(dropwhile(lambda line: _letters(line) in names, lines))
    return [one for one in own or lines if any(map(str.isalnum, one))] or lines


def _letters(text: str) -> str:
    """A line as it is compared: without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, text.casefold()))


def cut(words: str, most: int) -> str:
    """One line, cut between two words where it is longer than `most` characters."""
    if len(words) <= most:
        return words
    start = words[:most]
    return f"{(start.rpartition(' ')[0] or start).rstrip(',.;:–-')} …"


def silence(silence: Silence, *, named: bool = True) -> str:
    """A round and the groups that wrote nothing in it, as far as that is known; without `named` how many they are."""
    number = len(silence.groups)
    number_text = ngettext("%(number)d group", "%(number)d groups", number) % {"number": number}
    groups = f"{silence.round.heading}: {', '.join(silence.groups) if named else number_text}"
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
    return [*details, _number(note)]


def note_marks(note: SummaryNote) -> list[str]:
    return marks(late=note.late, sent_at_closing=note.sent_at_closing)


def marks(*, late: bool, sent_at_closing: bool) -> list[str]:
    """What to say of how a note came in."""
    came_late = [_("came late")] if late else []
    return [*came_late, _("sent at closing")] if sent_at_closing else came_late


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
