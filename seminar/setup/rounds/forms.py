from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField, SectionForm, TextField, one_per_line

LONGEST = 2000
MOST_QUESTIONS = 100


class QuestionsField(TextField):
    """Questions, one per line. Cleans to a list."""

    def __init__(self, **kwargs):
        super().__init__(help_text=_("One question per line."), widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value) -> list[str]:
        texts = one_per_line(super().clean(value))
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
    title = LineField(label=_("What the round is about"), max_length=LONGEST)
    questions = QuestionsField(label=_("Questions"), required=False)


class TitleForm(SectionForm):
    section = "title"
    title = LineField(label=_("What the round is about"), max_length=LONGEST)


class QuestionsForm(SectionForm):
    section = "questions"
    questions = QuestionsField(label=_("More questions"))


class QuestionForm(SectionForm):
    section = "question"
    text = LineField(label=_("Question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class StepForm(forms.Form):
    step = forms.TypedChoiceField(choices=[(-1, _("up")), (1, _("down"))], coerce=int)
