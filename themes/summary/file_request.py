"""A file of the summary as somebody asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from seminar.access import EDITORS, find_seminar
from seminar.models import Person, Seminar
from seminar.text import file_name
from themes.filters import ReportFilter
from themes.summary.formats import WRITERS, Writer
from themes.summary.forms import FileForm
from themes.summary.names import Names
from themes.summary.report import Extent


class WrongChoice(ValueError):
    """What was chosen does not exist. The text says what."""


@dataclass(frozen=True)
class FileRequest:
    seminar: Seminar
    format: str
    writer: Writer
    filter: ReportFilter
    choices: dict[str, Any]

    @classmethod
    def of(cls, person: Person, slug: str, format: str, query: QueryDict) -> "FileRequest":
        """Raises Http404 where the person may not have it, and WrongChoice."""
        writer = WRITERS.get(format)
        if writer is None:
            raise Http404
        seminar = find_seminar(person, slug, *writer.roles)
        form = FileForm({"form": Extent.WHOLE, "names": Names.SHOWN} | query.dict(), editors=seminar.role in EDITORS)
        if not form.is_valid():
            raise WrongChoice(form.errors.as_text())
        filter = ReportFilter(query, seminar=seminar)
        if not filter.is_valid():  # the file would hold what somebody wanted left out
            labels = ", ".join(str(filter.fields[name].label) for name in filter.errors)
            sentence = _("What was chosen no longer exists: %(labels)s. Choose again on the page of the summary.")
            raise WrongChoice(sentence % {"labels": labels})
        choices = form.choices if writer.is_document else {"names": form.cleaned_data["names"]}
        return cls(seminar, format, writer, filter, choices)

    @property
    def for_editors(self) -> bool:
        """Whether it may hold what viewers may not read."""
        return self.seminar.role in EDITORS

    @property
    def is_long(self) -> bool:
        """Whether it is made in the background: nobody waits so long for a page."""
        if self.writer.is_document and self.choices["extent"] == Extent.SHORT:
            return False
        return self.filter.posts().visible().count() > self.writer.limit(self.choices["names"])

    def pieces(self) -> Iterable[bytes]:
        """Raises NotPossible."""
        return self.writer.pieces(self.seminar, self.filter, **self.choices, with_log=self.for_editors)

    def name(self, at: datetime) -> str:
        return named(self.seminar, at, self.format)


def named(seminar: Seminar, at: datetime, format: str) -> str:
    """The name of a file that says how the seminar was at that moment."""
    return f"{file_name(seminar.title)} {at.astimezone(ZoneInfo(seminar.time_zone)):%Y-%m-%d %H.%M}.{format}"
