"""The forms for splitting a note: one for each part, which can be cut and joined until they are right."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from posts.models.post import LONGEST_BODY
from posts.models.splitting import PartText
from posts.text.splitting import left_out, propose
from seminar.forms import RowField, TextField
from themes.models import Theme
from themes.suggestions.presenter import themes_of_parts

MOST_PARTS = 50
MARKER = "---"
MARKED = re.compile(r"^[ \t]*---[ \t]*$", re.MULTILINE)


class PartForm(forms.Form):
    body = TextField(label=_("Text"), max_length=LONGEST_BODY, required=False, strip=False, widget=forms.Textarea)
    question = RowField(label=_("Question"), empty_label=_("No question"))
    themes = forms.ModelMultipleChoiceField(
        None, label=_("Themes that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, questions: models.QuerySet, themes: models.QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs |= {"rows": 4, "autofocus": "touched" in self.initial}
        self.fields["question"].queryset = questions
        self.fields["themes"].queryset = themes

    def values(self) -> dict[str, Any]:
        """What has been filled in, as it may be shown again."""
        data = self.cleaned_data
        return {"body": data.get("body", ""), "question": data.get("question"), "themes": list(data.get("themes", []))}


class SplitForm(forms.Form):
    """`expected` is the revision that was on the screen, `seen` the themes that could be chosen there."""

    expected = forms.IntegerField(min_value=1)
    seen = forms.ModelMultipleChoiceField(None, required=False)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].queryset = post.seminar.themes.all()


class Parts(forms.BaseFormSet):
    """`join` is the place of a part to be joined to the one before it; `again` asks to see the cuts made."""

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        rows = {"questions": post.round.questions.all(), "themes": post.themes.all()}
        super().__init__(*args, prefix="part", form_kwargs=rows, **kwargs)
        self.post = post

    @property
    def changed(self) -> list[dict[str, Any]] | None:
        """The parts after a join or a cut that was asked for; None where neither was."""
        parts = [form.values() for form in self.forms]
        for at in range(1, len(parts)):
            if self.data.get("join") == str(at):
                body = "\n".join(filter(None, (parts[at - 1]["body"].rstrip(), parts[at]["body"].lstrip("\n"))))
                return [*parts[: at - 1], parts[at - 1] | {"body": body, "touched": True}, *parts[at + 1 :]]
        if "again" in self.data or any(MARKED.search(part["body"]) for part in parts):
            cut = [piece for part in parts for piece in _cut(part)]
            return cut if len(cut) <= MOST_PARTS else parts
        return None

    def texts(self, seen: Iterable[Theme]) -> list[PartText]:
        """The parts that have text. Of the themes that were `seen`, those that are not chosen are left out."""
        parts = [form.values() for form in self.forms]
        known = {theme.pk for theme in seen}
        return [
            PartText(part["body"].strip(), part["question"], known - {theme.pk for theme in part["themes"]})
            for part in parts
            if part["body"].strip()
        ]

    def themes_left_out(self) -> list[Theme]:
        """The themes of the note that no part gets, as the form is filled in."""
        if self.is_bound:
            chosen = {theme.pk for form in self.forms for theme in form.values()["themes"]}
        else:
            chosen = {getattr(theme, "pk", theme) for part in self.initial or [] for theme in part["themes"]}
        return [theme for theme in self.post.themes.all() if theme.pk not in chosen]

    def left_out(self) -> str:
        """The words of the note that are in no part, in their order."""
        if self.is_bound:
            bodies = [form.values()["body"] for form in self.forms]
        else:
            bodies = [part["body"] for part in self.initial or []]
        return left_out(self.post.body, bodies)


def _cut(part: dict[str, Any]) -> list[dict[str, Any]]:
    bodies = [body.strip("\n") for body in MARKED.split(part["body"])]
    made = [part | {"body": body} for body in bodies if body.strip()]
    if len(made) > 1:
        made[1]["touched"] = True
    return made or [part]


PartsForm = forms.formset_factory(PartForm, formset=Parts, extra=0, max_num=MOST_PARTS, absolute_max=MOST_PARTS)


def proposed(post: Post) -> list[dict[str, Any]]:
    """The parts that the note's own headings, numbers and rules give, each with the themes whose words it has."""
    questions = list(post.round.questions.all())
    groups = [post.group.name] if post.group else []
    parts = propose(post.body, [question.text for question in questions], groups)
    if not 0 < len(parts) <= MOST_PARTS:
        return [{"body": post.body, "question": post.question, "themes": list(post.themes.all())}]
    return [
        {
            "body": part.text,
            "question": post.question if part.question is None else questions[part.question],
            "themes": themes,
        }
        for part, themes in zip(parts, themes_of_parts(post, parts), strict=True)
    ]
