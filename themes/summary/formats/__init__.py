"""The file formats of a summary. A new format is a module here and an entry in WRITERS."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from seminar.models import Seminar
from themes.filters import PostFilter
from themes.summary.closed import summary_to_show
from themes.summary.names import Names, with_names

from . import csv, docx, json, markdown


@dataclass(frozen=True)
class Writer:
    """A file format. `write` is given a Summary or, where `whole`, the seminar itself with its hidden notes."""

    label: str
    content_type: str
    write: Callable[..., bytes]
    whole: bool = False

    def file(self, seminar: Seminar, filter: PostFilter | None = None, names: str = Names.SHOWN) -> bytes:
        """The contents of the file. A `whole` file leaves `filter` and `names` out of account."""
        if self.whole:
            return self.write(seminar)
        return self.write(with_names(summary_to_show(seminar, filter), seminar, names))


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

WRITERS = {  # by extension, which is also the name in addresses and on the command line
    "docx": Writer(_("Word document"), WORD, docx.write),
    "md": Writer(_("Markdown text"), "text/markdown; charset=utf-8", markdown.write),
    "csv": Writer(_("Spreadsheet (CSV)"), "text/csv; charset=utf-8", csv.write),
    "json": Writer(_("Everything, for Rundebord (JSON)"), "application/json", json.dump, whole=True),
}
