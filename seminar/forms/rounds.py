from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import Line, SectionForm, Words, one_a_line

LONGEST = 2000
MOST_QUESTIONS = 100


class Questions(Words):
    """Questions, one a line; cleaned to a list."""

    def __init__(self, **kwargs):
        super().__init__(help_text=_("One question a line."), widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value) -> list[str]:
        texts = one_a_line(super().clean(value))
        if len(texts) > MOST_QUESTIONS:
            raise forms.ValidationError(
                _("At most %(most)d questions at a time. There are %(count)d lines here."),
                params={"most": MOST_QUESTIONS, "count": len(texts)},
            )
        if long := next((number for number, text in enumerate(texts, 1) if len(text) > LONGEST), None):
            raise forms.ValidationError(
                _("Question %(number)d is longer than %(most)d characters."), params={"number": long, "most": LONGEST}
            )
        return texts


class RoundForm(SectionForm):
    """A new round with its questions."""

    section = "round"
    title = Line(label=_("What the round is about"), max_length=LONGEST)
    questions = Questions(label=_("Questions"), required=False)


class TitleForm(SectionForm):
    section = "title"
    title = Line(label=_("What the round is about"), max_length=LONGEST)


class QuestionsForm(SectionForm):
    section = "questions"
    questions = Questions(label=_("More questions"))


class QuestionForm(SectionForm):
    section = "question"
    text = Line(label=_("Question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class StepForm(forms.Form):
    step = forms.TypedChoiceField(choices=[(-1, _("up")), (1, _("down"))], coerce=int)
