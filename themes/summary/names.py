"""Names and other personal data in a summary: shown, masked, or left out."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.text.personal import PersonalKind, mask
from seminar.models import Seminar
from themes.summary.data import SummaryGroup, SummaryNote, SummaryQuestion, SummaryRound, SummaryTheme
from themes.summary.project import Code
from themes.summary.summary import Summary
from themes.weighing.result import Result

SHORTEST = 3  # letters of a name that is looked for inside texts: shorter ones are parts of too many words
BETWEEN = r"[\s._-]+"  # the words of a name: addresses of pictures have others than spaces


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

    Names of the groups, scribes and members of the seminar are also replaced inside texts, in those of themes and
    questions too, and so is what looks like a full name, a telephone number, an email address or a national identity
    number (`posts/text/personal.py`). Only the title of the seminar stays, which names the file as well.
    """
    if names == Names.SHOWN:
        return summary
    with translation.override(summary.language):
        return _Mask(summary, seminar, numbered=names == Names.MASKED).applied()


def codes_with_names(codes: tuple[Code, ...], seminar: Seminar, names: str) -> tuple[Code, ...]:
    """The codebook as `names` says."""
    if names == Names.SHOWN:
        return codes
    with translation.override(seminar.language):
        return _Mask(Summary.of(seminar), seminar, numbered=names == Names.MASKED).codes(codes)


class _Mask:
    """Replaces names in one summary. `numbered` groups can be told apart."""

    def __init__(self, summary: Summary, seminar: Seminar, *, numbered: bool) -> None:
        self.summary, self.numbered = summary, numbered
        notes = [*summary.notes, *(one.note for one in summary.hidden)]
        voices = dict.fromkeys(
            [
                *(group.name for group in summary.groups),  # those there were when it was closed
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
            PersonalKind.NAME: _("[name]"),
            PersonalKind.PHONE: _("[telephone number]"),
            PersonalKind.EMAIL: _("[email address]"),
            PersonalKind.IDENTITY: _("[national identity number]"),
        }
        self.known: dict[Any, Any] = {}
        self.by_folded = {_folded(name): masked for name, masked in self.voices.items()}

    def applied(self) -> Summary:
        summary, text = self.summary, self.text
        notes = {note.uid: self._note(note) for note in summary.notes}
        return replace(
            summary,
            finished_by="",
            narrowed=text(summary.narrowed),
            named=self.numbered,
            rounds=tuple(map(self._round, summary.rounds)),
            questions=tuple(map(self._question, summary.questions)),
            notes=tuple(notes.values()),
            themes=tuple(self._theme(theme, notes) for theme in summary.themes),
            hidden=tuple(replace(one, note=self._note(one.note), reason=text(one.reason)) for one in summary.hidden),
            silences=tuple(
                replace(one, round=self._round(one.round), groups=self._voices(one.groups)) for one in summary.silences
            ),
            groups=tuple(self._named_group(group) for group in summary.groups) if self.numbered else (),
            attributes=tuple(
                replace(one, name=text(one.name), value=text(one.value), groups=self._voices(one.groups))
                for one in summary.attributes
            ),
            weighings=tuple(map(self._weighing, summary.weighings)),
            remarks={section: text(remark) for section, remark in summary.remarks.items()},
        )

    def codes(self, codes: Iterable[Code]) -> tuple[Code, ...]:
        return tuple(
            replace(
                code,
                name=self._theme_name(code.name),
                definition=self.text(code.definition),
                children=self.codes(code.children),
            )
            for code in codes
        )

    def text(self, text: str) -> str:
        text = self.groups.sub(self._group, text) if self.groups else text
        text = mask(text, self.words)  # before the parts, since a full name may begin with that of a member
        for pattern in (self.persons, self.parts):
            text = pattern.sub(_("[name]"), text) if pattern else text
        return text

    @cached_property
    def themes(self) -> dict[str, str]:
        """The masked name of each theme by its name. No two are the same, since notes go by them."""
        found: dict[str, str] = {}
        for theme in self.summary.themes:
            masked = name = self.text(theme.name)
            number = 1
            while masked in found.values():
                number += 1
                masked = f"{name} {number}"
            found[theme.name] = masked
        return found

    def _group(self, found: re.Match[str]) -> str:
        return self.by_folded[_folded(found[0])] if self.numbered else _("[group]")

    def _voices(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.voices.get(name, name) for name in names)

    def _named_group(self, group: SummaryGroup) -> SummaryGroup:
        attributes = tuple((self.text(name), self.text(value)) for name, value in group.attributes)
        return replace(group, name=self.voices[group.name], attributes=attributes)

    def _round(self, round: SummaryRound) -> SummaryRound:
        return replace(round, title=self.text(round.title))

    def _question(self, question: SummaryQuestion) -> SummaryQuestion:
        return replace(question, round=self._round(question.round), text=self.text(question.text))

    def _theme_name(self, name: str) -> str:
        return self.themes.get(name) or self.text(name)

    def _theme_names(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self._theme_name, names))

    def _note(self, note: SummaryNote) -> SummaryNote:
        text = self.text
        return replace(
            note,
            round=self._once(note.round, self._round),
            question=note.question and self._once(note.question, self._question),
            group=note.group and self._once(note.group, self._named_group),
            author=self.voices.get(note.author.strip(), "") if self.summary.counted_by == "authors" else "",
            voice=self.voices.get(note.voice, ""),
            merged_voices=self._voices(note.merged_voices),
            subject=text(note.subject),
            body=text(note.body),
            themes=self._theme_names(note.themes),
            suggested=self._theme_names(note.suggested),
            fields=tuple((text(name), text(value)) for name, value in note.fields),
            attachments=tuple(replace(one, url=text(one.url), caption=text(one.caption)) for one in note.attachments),
        )

    def _once(self, row: Any, masked: Any) -> Any:
        """`masked(row)`, computed once for all the notes of a round, a question or a group."""
        if row not in self.known:
            self.known[row] = masked(row)
        return self.known[row]

    def _theme(self, theme: SummaryTheme, notes: dict[str, SummaryNote]) -> SummaryTheme:
        return replace(
            theme,
            name=self._theme_name(theme.name),
            parent=self._theme_name(theme.parent),
            definition=self.text(theme.definition),
            voices=self._voices(theme.voices),
            notes=tuple(notes[note.uid] for note in theme.notes),
            marked={uid: tuple(map(self.text, words)) for uid, words in theme.marked.items()},
            quotes=tuple(replace(quote, text=self.text(quote.text)) for quote in theme.quotes),
        )

    def _weighing(self, result: Result) -> Result:
        rows = tuple(replace(row, name=self._theme_name(row.name)) for row in result.rows)
        return replace(result, question=self.text(result.question), rows=rows, waiting=self._voices(result.waiting))


def _parts(names: Iterable[str]) -> set[str]:
    """First names and family names, as they are written with a capital letter, and in capitals only."""
    words = {word for name in names for word in re.findall(r"\w+", name) if word[:1].isupper()}
    return words | {word.upper() for word in words}


def _pattern(names: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str] | None:
    """The names as whole words, also in the genitive, the longest first. None where there are none."""
    long = [name for name in names if sum(map(str.isalpha, name)) >= SHORTEST]
    words = [BETWEEN.join(map(re.escape, name.split())) for name in sorted(long, key=len, reverse=True)]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?=s?(?![^\W_]))", flags) if words else None


def _folded(name: str) -> str:
    return " ".join(re.split(BETWEEN, name.strip())).lower()
