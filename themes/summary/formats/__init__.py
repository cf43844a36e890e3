"""The file formats of a summary. A new format is a module here and an entry in WRITERS."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from seminar.access import EDITORS, EVERYONE
from seminar.models import NotPossible, Seminar
from themes.filters import PostFilter
from themes.history.log import LogFilter, rows
from themes.models import ClosedSummary
from themes.summary.closed import summary_to_show
from themes.summary.names import Names, codes_with_names, with_names
from themes.summary.project import Project, codebook
from themes.summary.report import Extent
from themes.summary.streamed import StreamedNotes
from themes.summary.summary import Summary

from . import csv, docx, json, markdown, odt, pdf, qdc, qdpx, xlsx

FEW, MANY = 5_000, 50_000  # notes: of what is made as a whole, and of what streams


@dataclass(frozen=True)
class Writer:
    """A file format. `write` is given what `read` finds in the seminar, through the filter of the page.

    Where it `has_log`, it is also given the rows of the log, unless the reader may not see that. One that is for
    `editors` has what viewers may not see: hidden notes, or who placed which note. An `is_document` can be short, or
    have a page for each group, and can list the hidden notes. One that `streams` needs nothing of a summary but its
    notes, one after the other. One of more than `most_at_once` notes is made in the background (themes/files/).
    The page offers it where there are from `fewest` to `most` notes.
    """

    label: str
    content_type: str
    write: Callable[..., bytes | Iterator[bytes]]
    read: Callable[[Seminar, PostFilter | None], Any] = summary_to_show
    editors: bool = False
    has_log: bool = False
    is_document: bool = False
    streams: bool = False
    most_at_once: int = FEW
    fewest: int = 0
    most: int | None = None

    def limit(self, names: str) -> int:
        """The most notes that it is made of while somebody waits. Where names are not shown, nothing streams."""
        return self.most_at_once if names == Names.SHOWN else min(self.most_at_once, FEW)

    def is_offered(self, count: int) -> bool:
        """Whether the page offers it for so many notes."""
        return self.fewest <= count and (self.most is None or count <= self.most)

    @property
    def roles(self) -> tuple[str, ...]:
        """Those who may download it."""
        return EDITORS if self.editors else EVERYONE

    def file(self, *arguments: Any, **choices: Any) -> bytes:
        """The contents of the file, as `pieces` gives them."""
        return b"".join(self.pieces(*arguments, **choices))

    def pieces(
        self,
        seminar: Seminar,
        filter: PostFilter | None = None,
        names: str = Names.SHOWN,
        *,
        extent: str = Extent.WHOLE,
        with_hidden: bool = False,
        with_log: bool = True,
    ) -> Iterable[bytes]:
        """The contents of the file, of some formats a little at a time.

        The log names people, and is left out where names are not to be shown. Raises NotPossible where the format
        cannot be as it is asked for.
        """
        if not self.is_document and (extent != Extent.WHOLE or with_hidden):
            raise NotPossible(_("Only Word, PDF, OpenDocument and Markdown can be short or list hidden notes."))
        log = [rows(LogFilter(seminar=seminar))] if self.has_log and with_log and names == Names.SHOWN else []
        if self.streams and names == Names.SHOWN and not ClosedSummary.objects.of(seminar):
            return _pieces(self.write(StreamedNotes(seminar, filter), *log))
        data = self.read(seminar, filter)
        if isinstance(data, Summary):
            data = data.with_hidden(seminar, filter) if with_hidden else data
            data = with_names(data, seminar, names)
        elif self.editors and names != Names.SHOWN:
            raise NotPossible(_("This kind of file always holds names. Choose to show them, or another kind of file."))
        elif self.read is codebook:
            data = codes_with_names(data, seminar, names)
        return _pieces(self.write(data, extent) if self.is_document else self.write(data, *log))


def _pieces(written: bytes | Iterator[bytes]) -> Iterable[bytes]:
    return [written] if isinstance(written, bytes) else written


def _everything(seminar: Seminar, filter: PostFilter | None) -> Seminar:
    """Whatever the filter selects: a seminar is moved as a whole."""
    return seminar


OFFICE = "application/vnd.openxmlformats-officedocument"
ZIP = "application/zip"
WORD, EXCEL = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"

WRITERS = {  # by extension, which is also the name in addresses and on the command line
    "docx": Writer(_("Word document"), WORD, docx.write, is_document=True),
    "pdf": Writer(_("PDF"), "application/pdf", pdf.write, is_document=True, most=pdf.MOST_NOTES),
    "zip": Writer(_("PDF in parts (zip)"), ZIP, pdf.write_parts, is_document=True, fewest=pdf.MOST_NOTES + 1),
    "odt": Writer(_("OpenDocument text"), odt.TYPE, odt.write, is_document=True),
    "xlsx": Writer(_("Excel workbook"), EXCEL, xlsx.pieces, has_log=True, streams=True, most_at_once=MANY),
    "csv": Writer(_("Spreadsheet (CSV)"), "text/csv; charset=utf-8", csv.pieces, streams=True, most_at_once=MANY),
    "md": Writer(_("Markdown text"), "text/markdown; charset=utf-8", markdown.write, is_document=True),
    "qdpx": Writer(_("Notes with themes (REFI-QDA)"), ZIP, qdpx.write, Project.of, editors=True),
    "qdc": Writer(_("Themes (REFI-QDA)"), "application/xml", qdc.write, codebook),
    "json": Writer(
        _("Everything, for Rundebord (JSON)"),
        "application/json",
        json.write,
        _everything,
        editors=True,
        most_at_once=MANY,
    ),
}

FEWEST_LONG = min(writer.most_at_once for writer in WRITERS.values())  # notes, of which some file takes long
