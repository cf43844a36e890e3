from collections.abc import Iterable
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField, SectionForm, TextField
from seminar.models import Person, Seminar
from seminar.models.copying import Part
from seminar.setup.patterns import PATTERNS

NORDIC_FIRST = ["Europe/Oslo", "Europe/Stockholm", "Europe/Copenhagen", "Europe/Helsinki", "Europe/London", "UTC"]
FACTS = ("title", "date", "language", "time_zone", "introduction")


@cache  # looks at hundreds of files
def zones() -> list[tuple[str, str]]:
    """Choices of a time zone."""
    return [(zone, zone) for zone in NORDIC_FIRST + sorted(available_timezones() - set(NORDIC_FIRST))]


def date_field() -> forms.DateField:
    limits = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2199, 12, 31))]
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=_("Date"), required=False, widget=picker, validators=limits)


def introduction_field() -> TextField:
    return TextField(
        label=_("Introduction"),
        help_text=_("What the groups read before they begin."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewSeminarForm(SectionForm):
    section = "new"
    title = LineField(label=_("Title"), max_length=500)
    date = date_field()
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Used in the summary, and in the email to those you invite."),
        choices=settings.LANGUAGES,
    )
    introduction = introduction_field()
    like = forms.ChoiceField(
        label=_("Begin with"),
        help_text=_("A template gives rounds and questions. An earlier seminar gives what you choose below."),
        required=False,
    )
    parts = forms.MultipleChoiceField(
        label=_("From the earlier seminar"),
        help_text=_("What was written in it is never taken."),
        choices=Part.choices,
        initial=[Part.INTRODUCTION, Part.ROUNDS, Part.GROUPS, Part.SETTINGS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, earlier: Iterable[Seminar], **kwargs):
        super().__init__(*args, **kwargs)
        self.earlier = {str(seminar.pk): seminar for seminar in earlier}
        patterns = (_("A template"), [(name, pattern.name) for name, pattern in PATTERNS.items()])
        seminars = (_("An earlier seminar"), [(pk, seminar.title) for pk, seminar in self.earlier.items()])
        self.fields["like"].choices = [
            ("", _("nothing, from scratch")),
            patterns,
            *([seminars] if self.earlier else []),
        ]
        if not self.earlier:
            del self.fields["parts"]

    def start(self, *, by: Person) -> Seminar:
        fields = dict(self.cleaned_data)
        like, parts = fields.pop("like"), fields.pop("parts", ())
        rounds = PATTERNS[like].rounds_in(fields["language"]) if like in PATTERNS else ()
        earlier = self.earlier.get(like)
        is_ahead = fields["date"] is not None and fields["date"] > timezone.localdate()
        doors = {"doors_open": not is_ahead, "doors_by_date": is_ahead}
        return Seminar.objects.start(by=by, rounds=rounds, like=earlier, parts=parts, **doors, **fields)


class DetailsForm(SectionForm):
    section = "facts"
    title = LineField(label=_("Title"), max_length=500)
    date = date_field()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    introduction = introduction_field()
    keep_until = None

    @classmethod
    def of(cls, seminar: Seminar, data: QueryDict | None = None) -> "DetailsForm":
        form = cls(data, initial={name: getattr(seminar, name) for name in FACTS})
        there = timezone.now().astimezone(ZoneInfo(seminar.time_zone))
        form.fields["time_zone"].help_text = gettext("There it is %(time)s now.") % {"time": time_format(there.time())}
        form.keep_until = seminar.keep_until
        return form

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day and self.keep_until and self.keep_until < day:
            raise forms.ValidationError(
                _("All of it is deleted after %(date)s. First choose a later day on the page “Delete the seminar”."),
                params={"date": date_format(self.keep_until)},
            )
        return day
