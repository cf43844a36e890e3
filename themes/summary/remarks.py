"""The form for one text of the facilitators in the summary: its introduction, or a remark to one of its sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404
from django.utils.html import format_html

from seminar.forms import TextField
from seminar.models import DialogueRound, Person, Seminar
from seminar.templatetags.words_of import words_of
from themes.models import Remark, Theme
from themes.models.remark import LONGEST_REMARK, section_key


@dataclass(frozen=True)
class Section:
    """A place in the summary where facilitators write."""

    kind: Remark.Section
    row: Theme | DialogueRound | None = None

    @classmethod
    def find(cls, seminar: Seminar, key: str) -> Section:
        """By its key, such as "whole" or "theme-12". Raises Http404."""
        for section in cls.all(seminar):
            if section.key == key:
                return section
        raise Http404

    @classmethod
    def all(cls, seminar: Seminar) -> list[Section]:
        kinds = Remark.Section
        return [
            cls(kinds.INTRODUCTION),
            cls(kinds.WHOLE),
            *(cls(kinds.ROUND, round) for round in seminar.rounds.all()),
            *(cls(kinds.THEME, theme) for theme in seminar.themes.all()),
        ]

    @property
    def key(self) -> str:
        return section_key(self.kind, self.row and self.row.pk)

    @property
    def label(self) -> str:
        """Such as "Remark on the theme: Transport"."""
        return f"{self.kind.label}: {self.row}" if self.row else str(self.kind.label)

    @property
    def marked_label(self) -> str:
        """For a page: the name in it is marked with the language of the seminar."""
        if self.row is None:
            return str(self.kind.label)
        return format_html("{}: {}", self.kind.label, words_of(self.row, self.row.seminar.language))

    @property
    def where(self) -> dict[str, Any]:
        """The fields of a Remark that name the section."""
        fields: dict[str, Any] = {"section": self.kind}
        if self.row:
            fields[str(self.kind)] = self.row
        return fields


class RemarkForm(forms.Form):
    """`expected` is the version that was on the screen, 0 where there was none."""

    body = TextField(required=False, max_length=LONGEST_REMARK, strip=False, widget=forms.Textarea(attrs={"rows": 5}))
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, section: Section, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{section.key}_%s", **kwargs)
        self.section, self.seminar = section, seminar
        self.fields["body"].label = section.marked_label

    def clean_body(self) -> str:
        return self.cleaned_data["body"].strip()

    def save(self, *, by: Person) -> bool:
        """Returns False where the text is the same. Raises RemarkChanged."""
        return Remark.objects.write(**self.cleaned_data, **self.section.where, seminar=self.seminar, by=by)


def remark_forms(seminar: Seminar) -> dict[str, RemarkForm]:
    """A form for each section, by its key, with the text as it is now."""
    current = {remark.key: remark for remark in seminar.remarks.current()}
    forms = {}
    for section in Section.all(seminar):
        remark = current.get(section.key)
        initial = {"body": remark.body, "expected": remark.version} if remark else {"expected": 0}
        forms[section.key] = RemarkForm(section=section, seminar=seminar, initial=initial)
    return forms
