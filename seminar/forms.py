"""Fields for text as it is stored, forms that share a page, ids that a page sends, and the page to go back to."""

import unicodedata
from collections.abc import Iterable

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme

from seminar.text import clean


class TextField(forms.CharField):
    """Text as it is stored: NFC, without control characters, with lines that end in a line feed only."""

    def to_python(self, value) -> str:
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return text if "\x00" in text else clean(text)  # left for Django's own validator to refuse


class LineField(TextField):
    """Text on one line. Text without any visible character counts as empty."""

    def to_python(self, value) -> str:
        text = " ".join(super().to_python(value).split())
        return text if any(unicodedata.category(character)[0] in "LNPS" for character in text) else ""


class RowField(forms.ModelChoiceField):
    """A row chosen by its id, among those of the seminar. The form sets the queryset.

    `gone` is the error where it is not among them; Django's sentence speaks of choices, where a page shows no list.
    """

    def __init__(self, *, gone: str | Promise | None = None, **kwargs):
        messages = {"invalid_choice": gone} if gone else {}
        super().__init__(queryset=None, required=False, error_messages=messages, **kwargs)


class RowsField(forms.ModelMultipleChoiceField):
    """Rows chosen by their ids, among those of the seminar. The form sets the queryset."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, **kwargs)

    def clean(self, value):
        if any(len(one) > 18 for one in value or ()):  # more digits than an id in a database can have
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class SectionForm(forms.Form):
    """One of several forms on a page. `section` is the prefix of its ids. Its first field in error gets the focus."""

    section: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=f"{self.section}_%s", **kwargs)

    def add_error(self, field, error) -> None:
        super().add_error(field, error)
        if field and len(self.errors) == 1:
            self.fields[field].widget.attrs["autofocus"] = True


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a sent form. With every box unticked it is empty, and only the method shows that it was sent."""
    return request.POST if request.method == "POST" else None


def one_per_line(text: str) -> list[str]:
    """The lines that are not empty, each with its white space collapsed."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def row_ids(values: Iterable[str]) -> list[int]:
    """Those that can be the id of a row."""
    return [int(value) for value in values if value.isdecimal() and len(value) <= 18]


def own_address(address: str) -> str:
    """The address where it is a path on this site, else ""."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""
