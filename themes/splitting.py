"""The door for splitting a note: a form for each part, and parts that can be cut and joined until they are right."""

import re
from collections import Counter

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.models.parting import Piece
from posts.models.post import LONGEST_BODY
from posts.splitting import propose
from seminar.forms.section import Words
from themes.forms import Picked

MOST_PARTS = 50
MARKER = "---"
MARKED = re.compile(r"^[ \t]*---[ \t]*$", re.MULTILINE)


class PartForm(forms.Form):
    body = Words(label=_("Text"), max_length=LONGEST_BODY, required=False, strip=False, widget=forms.Textarea)
    question = Picked(label=_("Question"), empty_label=_("No question"))
    themes = forms.ModelMultipleChoiceField(
        None, label=_("Themes that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, questions, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs |= {"rows": 4, "autofocus": "touched" in self.initial}
        self.fields["question"].queryset = questions
        self.fields["themes"].queryset = themes

    def told(self) -> dict:
        """What is written in it now, as it may be shown again."""
        data = self.cleaned_data
        return {"body": data.get("body", ""), "question": data.get("question"), "themes": list(data.get("themes", []))}


class SplitForm(forms.Form):
    """`expected` is the revision that was on the screen, `seen` the themes that could be chosen there."""

    expected = forms.IntegerField(min_value=1)
    seen = forms.ModelMultipleChoiceField(None, required=False)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].queryset = post.seminar.themes.all()


class Parts(forms.BaseFormSet):
    """`join` is the place of a part to be joined to the one before it; `again` asks to see the cuts made."""

    def __init__(self, *args, post, **kwargs):
        rows = {"questions": post.round.questions.all(), "themes": post.themes.all()}
        super().__init__(*args, prefix="part", form_kwargs=rows, **kwargs)
        self.post = post

    @property
    def changed(self) -> list[dict] | None:
        """The parts after a join or a cut that was asked for; None where neither was."""
        told = [form.told() for form in self.forms]
        for at in range(1, len(told)):
            if self.data.get("join") == str(at):
                body = "\n".join(filter(None, (told[at - 1]["body"].rstrip(), told[at]["body"].lstrip("\n"))))
                return [*told[: at - 1], told[at - 1] | {"body": body, "touched": True}, *told[at + 1 :]]
        if "again" in self.data or any(MARKED.search(part["body"]) for part in told):
            cut = [piece for part in told for piece in _cut(part)]
            return cut if len(cut) <= MOST_PARTS else told
        return None

    def pieces(self, seen) -> list[Piece]:
        """The parts that say something. Of the themes that were `seen`, those that are not chosen do not go along."""
        told = [form.told() for form in self.forms]
        known = {theme.pk for theme in seen}
        return [
            Piece(part["body"].strip(), part["question"], known - {theme.pk for theme in part["themes"]})
            for part in told
            if part["body"].strip()
        ]

    def left_out(self) -> str:
        """The words of the note that stand in no part, in their order."""
        if self.is_bound:
            bodies = [form.told()["body"] for form in self.forms]
        else:
            bodies = [part["body"] for part in self.initial or []]
        kept = Counter(word for body in bodies for word in body.split())
        lost = []
        for word in self.post.body.split():
            kept[word] -= 1
            if kept[word] < 0:
                lost.append(word)
        return " ".join(lost)


def _cut(part: dict) -> list[dict]:
    bodies = [body.strip("\n") for body in MARKED.split(part["body"])]
    made = [part | {"body": body} for body in bodies if body.strip()]
    if len(made) > 1:
        made[1]["touched"] = True
    return made or [part]


PartsForm = forms.formset_factory(PartForm, formset=Parts, extra=0, max_num=MOST_PARTS, absolute_max=MOST_PARTS)


def proposed(post) -> list[dict]:
    """The parts that the note's own headings, numbers and rules give."""
    questions = list(post.round.questions.all())
    themes = list(post.themes.all())
    parts = propose(post.body, [question.text for question in questions])
    if len(parts) > MOST_PARTS:
        parts = propose("", [])
    return [
        {
            "body": part.text,
            "question": post.question if part.question is None else questions[part.question],
            "themes": themes,
        }
        for part in parts
    ] or [{"body": post.body, "question": post.question, "themes": themes}]
