"""The formats a summary can leave in. A new one is a module here and a line in WRITERS."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from themes.summary import Summary

from . import csv, docx, json, markdown


@dataclass(frozen=True)
class Writer:
    """`write` takes a Summary, or where `whole` the seminar itself, hidden notes and all."""

    label: str
    content_type: str
    extension: str
    write: Callable[..., bytes]
    whole: bool = False

    def file(self, seminar, filter=None) -> bytes:
        return self.write(seminar if self.whole else Summary.of(seminar, filter))


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

WRITERS = {
    "docx": Writer(_("Word document"), WORD, "docx", docx.write),
    "md": Writer(_("Markdown text"), "text/markdown; charset=utf-8", "md", markdown.write),
    "csv": Writer(_("Spreadsheet (CSV)"), "text/csv; charset=utf-8", "csv", csv.write),
    "json": Writer(_("Everything, for Rundebord (JSON)"), "application/json", "json", json.dump, whole=True),
}
