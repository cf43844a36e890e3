"""The file formats of a summary. A new format is a module here and an entry in WRITERS."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from seminar.access import EDITORS, EVERYONE
from seminar.models import Seminar
from themes.filters import PostFilter
from themes.history.log import LogFilter, rows
from themes.summary.summary import Summary

from . import csv, docx, json, markdown, xlsx


@dataclass(frozen=True)
class Writer:
    """A file format. `write` is given a Summary or, where `whole`, the seminar itself with its hidden notes.

    Where it `has_log`, it is also given the rows of the log, unless the reader may not see that.
    """

    label: str
    content_type: str
    write: Callable[..., bytes]
    whole: bool = False
    has_log: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """Those who may download it. Viewers may not see hidden notes."""
        return EDITORS if self.whole else EVERYONE

    def file(self, seminar: Seminar, filter: PostFilter | None = None, *, with_log: bool = True) -> bytes:
        """The contents of the file. A `whole` file leaves `filter` out of account."""
        if self.whole:
            return self.write(seminar)
        if self.has_log and with_log:
            return self.write(Summary.of(seminar, filter), rows(LogFilter(seminar=seminar)))
        return self.write(Summary.of(seminar, filter))


OFFICE = "application/vnd.openxmlformats-officedocument"
WORD, EXCEL = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"

WRITERS = {  # by extension, which is also the name in addresses and on the command line
    "docx": Writer(_("Word document"), WORD, docx.write),
    "md": Writer(_("Markdown text"), "text/markdown; charset=utf-8", markdown.write),
    "xlsx": Writer(_("Excel workbook"), EXCEL, xlsx.write, has_log=True),
    "csv": Writer(_("Spreadsheet (CSV)"), "text/csv; charset=utf-8", csv.write),
    "json": Writer(_("Everything, for Rundebord (JSON)"), "application/json", json.dump, whole=True),
}
