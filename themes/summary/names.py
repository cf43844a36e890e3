"""Names and other personal data in a summary: shown, masked, or left out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.text.personal import Kind, mask
from seminar.models import Seminar
from themes.summary.data import SummaryGroup, SummaryNote, SummaryTheme
from themes.summary.summary import Summary

SHORTEST = 3  # letters of a name that is looked for inside texts: shorter ones are parts of too many words


class Names(models.TextChoices):
    """What a file says of who wrote."""

    SHOWN = "shown", gettext_lazy("Show the names of groups and scribes")
    MASKED = (
        "masked",
        gettext_lazy("Mask them: groups get numbers, persons become “[name]”, phone numbers and the like too"),
    )
    LEFT_OUT = "left-out", gettext_lazy("Leave them out")


def with_names(summary: Summary, seminar: Seminar, names: str) -> Summary:
    """The summary as `names` says. Counts stay.

    Names of the groups, scribes and members of the seminar are also replaced inside texts, and so is what looks like a
    full name, a telephone number, an email address or a national identity number (`posts/text/personal.py`).
    """
    if names == Names.SHOWN:
        return summary
    with translation.override(summary.language):
        return _Mask(summary, seminar, numbered=names == Names.MASKED).applied()


class _Mask:
    """Replaces names in one summary. `numbered` groups can be told apart."""

    def __init__(self, summary: Summary, seminar: Seminar, *, numbered: bool) -> None:
        self.summary, self.numbered = summary, numbered
        notes = [*summary.notes, *(one.note for one in summary.hidden)]
        voices = dict.fromkeys(
            [
                *(group.name for group in seminar.groups.all()),
                *(name for note in notes for name in note.voices),
                *(name for silence in summary.silences for name in silence.groups),
            ]
        )
        word = _("Group %(number)d") if summary.counted_by == "groups" else _("Name %(number)d")
        self.voices = {name: word % {"number": number} for number, name in enumerate(voices, 1)}
        authors = {note.author.strip() for note in notes}
        scribes = seminar.scribes.values_list("name", flat=True)
        members = seminar.members.values_list("person__name", flat=True)
        persons = {*authors, *scribes, *members} - set(self.voices)
        self.persons = _pattern(persons)
        self.parts = _pattern(_parts([*scribes, *members]), flags=re.NOFLAG)
        self.groups = _pattern(self.voices)
        self.words = {
            Kind.NAME: _("[name]"),
            Kind.PHONE: _("[telephone number]"),
            Kind.EMAIL: _("[email address]"),
            Kind.IDENTITY: _("[national identity number]"),
        }
        self.by_folded = {_folded(name): masked for name, masked in self.voices.items()}

    def applied(self) -> Summary:
        notes = {note.uid: self._note(note) for note in self.summary.notes}
        themes = tuple(self._theme(theme, notes) for theme in self.summary.themes)
        return replace(
            self.summary,
            finished_by="",
            named=self.numbered,
            notes=tuple(notes.values()),
            themes=themes,
            hidden=tuple(
                replace(one, note=self._note(one.note), reason=self.text(one.reason)) for one in self.summary.hidden
            ),
            silences=tuple(replace(one, groups=self._voices(one.groups)) for one in self.summary.silences),
            groups=tuple(self._named_group(group) for group in self.summary.groups) if self.numbered else (),
            attributes=tuple(replace(one, groups=self._voices(one.groups)) for one in self.summary.attributes),
            weighings=tuple(replace(one, waiting=self._voices(one.waiting)) for one in self.summary.weighings),
            remarks={section: self.text(remark) for section, remark in self.summary.remarks.items()},
        )

    def text(self, text: str) -> str:
        text = self.groups.sub(self._group, text) if self.groups else text
        text = mask(text, self.words)  # before the parts, since a full name may begin with that of a member
        for pattern in (self.persons, self.parts):
            text = pattern.sub(_("[name]"), text) if pattern else text
        return text

    def _group(self, found: re.Match[str]) -> str:
        return self.by_folded[_folded(found[0])] if self.numbered else _("[group]")

    def _voices(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.voices.get(name, name) for name in names)

    def _named_group(self, group: SummaryGroup) -> SummaryGroup:
        attributes = tuple((name, self.text(value)) for name, value in group.attributes)
        return replace(group, name=self.voices[group.name], attributes=attributes)

    def _note(self, note: SummaryNote) -> SummaryNote:
        text: Callable[[str], str] = self.text
        return replace(
            note,
            group=note.group and self._named_group(note.group),
            author=self.voices.get(note.author.strip(), "") if self.summary.counted_by == "authors" else "",
            voice=self.voices.get(note.voice, ""),
            merged_voices=self._voices(note.merged_voices),
            subject=text(note.subject),
            body=text(note.body),
            fields=tuple((text(name), text(value)) for name, value in note.fields),
            attachments=tuple(replace(one, caption=text(one.caption)) for one in note.attachments),
        )

    def _theme(self, theme: SummaryTheme, notes: dict[str, SummaryNote]) -> SummaryTheme:
        return replace(
            theme,
            voices=self._voices(theme.voices),
            notes=tuple(notes[note.uid] for note in theme.notes),
            marked={uid: tuple(map(self.text, words)) for uid, words in theme.marked.items()},
            quotes=tuple(replace(quote, text=self.text(quote.text)) for quote in theme.quotes),
        )


def _parts(names: Iterable[str]) -> set[str]:
    """First names and family names, as they are written with a capital letter, and in capitals only."""
    words = {word for name in names for word in re.findall(r"\w+", name) if word[:1].isupper()}
    return words | {word.upper() for word in words}


def _pattern(names: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str] | None:
    """The names as whole words, the longest first, whatever white space is in them. None where there are none."""
    long = [name for name in names if sum(map(str.isalpha, name)) >= SHORTEST]
    words = [r"\s+".join(map(re.escape, name.split())) for name in sorted(long, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", flags) if words else None


def _folded(name: str) -> str:
    return " ".join(name.split()).lower()
