"""What a refused file and a doubtful place are called in the reader's language: what, where and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.walls.refused import Refused

REFUSALS = {
    "archive-damaged": gettext_lazy("The zip file is damaged or was only partly downloaded. Download it again."),
    "archive-empty": gettext_lazy("The zip file holds no CSV file. Choose the zip that Padlet gave you for CSV."),
    "archive-locked": gettext_lazy("“%(member)s” in the zip file has a password. Remove the password and try again."),
    "archive-members": gettext_lazy(
        "The zip file holds more than %(limit)s files. Choose the one that Padlet gave you."
    ),
    "archive-nested": gettext_lazy("“%(member)s” is a zip file inside the zip file. Unpack it and choose that one."),
    "archive-path": gettext_lazy(
        "“%(member)s” in the zip file wants to be stored elsewhere. Choose the zip that Padlet gave you."
    ),
    "archive-size": gettext_lazy(
        "The file becomes too large when it is unpacked. Choose the file that Padlet gave you."
    ),
    "csv-cell": gettext_lazy(
        "The cell that begins in line %(line)s is too long. Perhaps a quotation mark there is never closed."
    ),
    "csv-quote": gettext_lazy(
        "A quotation mark is missing in the row that begins in line %(line)s. Put it right and try again."
    ),
    "empty": gettext_lazy("The file is empty. Download it again."),
    "html": gettext_lazy(
        "This is a web page and not an export, perhaps a log-in page. Download it again while logged in."
    ),
    "json-damaged": gettext_lazy("The JSON file is damaged in line %(line)s. Download it again."),
    "json-deep": gettext_lazy("The JSON file is nested deeper than any export. Choose another file."),
    "json-unknown": gettext_lazy("This JSON file is neither from Padlet nor from Rundebord. Choose another file."),
    "own-json": gettext_lazy("The file does not follow Rundebord's format at %(path)s. Export it again."),
    "own-reference": gettext_lazy("%(path)s in the file names something missing, or something twice. Export it again."),
    "own-version": gettext_lazy("The file has version %(version)s of the format. Update this Rundebord to read it."),
    "padlet-json": gettext_lazy("The file does not follow Padlet's format at %(path)s. Download it again."),
    "pdf-damaged": gettext_lazy("The PDF file is damaged or was only partly downloaded. Download it again."),
    "pdf-locked": gettext_lazy("The PDF file has a password. Save it without the password and try again."),
    "pdf-pages": gettext_lazy("The PDF file has more than %(limit)s pages. Divide it and import the parts."),
    "pdf-pictures": gettext_lazy("The PDF file holds only pictures and no text. Export the wall from Padlet instead."),
    "table-columns": gettext_lazy("The table has more than %(limit)s columns. Remove those that hold no notes."),
    "table-no-headings": gettext_lazy("The table has no headings. Put a heading above each column and try again."),
    "table-ragged": gettext_lazy("Many rows have more cells than headings, first at %(place)s. Put them right."),
    "table-rows": gettext_lazy("The table has more than %(limit)s rows. Divide it and import the parts."),
    "text-no-entries": gettext_lazy("No note with a name and a time was found. Choose a whole export from Padlet."),
    "busy": gettext_lazy("Other files are being read just now. Try again in a minute."),
    "too-heavy": gettext_lazy("The file takes too much time or memory to read. Divide it and import the parts."),
    "too-large": gettext_lazy("The file is larger than %(limit)s MB. Divide it and import the parts."),
    "unknown": gettext_lazy(
        "This is no kind of file that can be read. Choose a PDF, Markdown, CSV, Excel or JSON file."
    ),
    "unreadable": gettext_lazy("The file could not be read because of an error in Rundebord. Try another format."),
    "xlsx-damaged": gettext_lazy("The Excel file is damaged. Open it in Excel, save it again and try that one."),
    "xlsx-locked": gettext_lazy("The Excel file has a password or is very old. Save it as .xlsx without a password."),
}

DOUBTS = {
    "guessed-sign": gettext_lazy("We guessed at a lost sign here: %(place)s"),
    "lost-letters": gettext_lazy("Letters are lost here: %(place)s"),
    "lost-sign": gettext_lazy("A sign is lost here: %(place)s"),
}


def spot(line: int | None, cell: str = "") -> str:
    """Where in a file something stands: a cell's address, else a line, else nothing."""
    if cell:
        return _("cell %(cell)s") % {"cell": cell}
    return _("line %(line)s") % {"line": line} if line else ""


def refusal(error: Refused) -> str:
    """One sentence or two, in the active language."""
    where = dict(error.where)
    if "line" in where or "cell" in where:
        where["place"] = spot(where.get("line"), where.get("cell", ""))
    sentence = REFUSALS[error.code] % where
    if "member" in where and not error.code.startswith("archive-"):
        return _("In “%(member)s”: %(sentence)s") % {"member": where["member"], "sentence": sentence}
    return sentence


def doubt(text: str) -> str:
    """`text` is "code: what it looks like", as in Entry.doubts. A code that is not ours is shown as it stands."""
    code, _colon, place = text.partition(": ")
    return DOUBTS[code] % {"place": place} if code in DOUBTS else text
