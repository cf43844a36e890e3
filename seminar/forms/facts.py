from datetime import date
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import Line, SectionForm, Words
from seminar.models import Seminar
from seminar.patterns import PATTERNS, Pattern

NEAR = ["Europe/Oslo", "Europe/Stockholm", "Europe/Copenhagen", "Europe/Helsinki", "Europe/London", "UTC"]
FACTS = ("title", "date", "language", "time_zone", "introduction")


def zones() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in NEAR + sorted(available_timezones() - set(NEAR))]


def day() -> forms.DateField:
    sensible = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2199, 12, 31))]
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=_("Date"), required=False, widget=picker, validators=sensible)


def introduction() -> Words:
    return Words(
        label=_("Introduction"),
        help_text=_("What the groups read before they begin."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewSeminarForm(SectionForm):
    section = "new"
    title = Line(label=_("Title"), max_length=500)
    date = day()
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the summary, and of the e-mail to those you invite."),
        choices=settings.LANGUAGES,
    )
    introduction = introduction()
    like = forms.ChoiceField(
        label=_("Begin with"),
        help_text=_("A pattern gives rounds and questions. An earlier seminar gives its groups too, never its notes."),
        required=False,
    )

    def __init__(self, *args, earlier, **kwargs):
        super().__init__(*args, **kwargs)
        self.earlier = {str(seminar.pk): seminar for seminar in earlier}
        patterns = (_("A pattern"), [(name, pattern.name) for name, pattern in PATTERNS.items()])
        seminars = (_("An earlier seminar"), [(pk, seminar.title) for pk, seminar in self.earlier.items()])
        self.fields["like"].choices = [("", _("nothing, from scratch")), patterns, *([seminars] if earlier else [])]

    def clean_like(self) -> Seminar | Pattern | None:
        name = self.cleaned_data["like"]
        return PATTERNS.get(name) or self.earlier.get(name)

    def start(self, *, by) -> Seminar:
        return Seminar.objects.start(by=by, doors_open=True, **self.cleaned_data)


class FactsForm(SectionForm):
    section = "facts"
    title = Line(label=_("Title"), max_length=500)
    date = day()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    introduction = introduction()

    @classmethod
    def of(cls, seminar: Seminar, data=None) -> "FactsForm":
        return cls(data, initial={name: getattr(seminar, name) for name in FACTS})
