"""What the forms of the set-up share: text as it is stored, and a place of their own on a page of many."""

import unicodedata

from django import forms

from seminar.text import clean


class Words(forms.CharField):
    """Text as it is stored: NFC, without control characters, with lines that end in a line feed only."""

    def to_python(self, value) -> str:
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return text if "\x00" in text else clean(text)  # no hand types a NUL: Django refuses it


class Line(Words):
    """Words on one line, with something in them that can be seen."""

    def to_python(self, value) -> str:
        text = " ".join(super().to_python(value).split())
        return text if any(unicodedata.category(sign)[0] in "LNPS" for sign in text) else ""


class SectionForm(forms.Form):
    """A form among others on its page: `section` begins its ids, and its first error gets the focus."""

    section: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=f"{self.section}_%s", **kwargs)

    def add_error(self, field, error) -> None:
        super().add_error(field, error)
        if field and len(self.errors) == 1:
            self.fields[field].widget.attrs["autofocus"] = True


def one_a_line(text: str) -> list[str]:
    """The lines that say something, each without the space around it."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
