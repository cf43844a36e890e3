"""The sentences for refused files and for doubtful places: what is wrong, where, and what to do."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.walls.refused import Refused
from posts.walls.wall import Alarm

REFUSALS = {
    "archive-damaged": gettext_lazy("The zip file is damaged or was only partly downloaded. Download it again."),
    "archive-empty": gettext_lazy(
        "The zip file contains no CSV file. Choose the zip file you got when you exported CSV from Padlet."
    ),
    "archive-locked": gettext_lazy("“%(member)s” in the zip file has a password. Remove the password and try again."),
    "archive-members": gettext_lazy(
        "The zip file contains more than %(limit)s files. Choose the zip file you got from Padlet."
    ),
    "archive-nested": gettext_lazy("“%(member)s” is a zip file inside the zip file. Unpack it and choose that file."),
    "archive-other": gettext_lazy("The zip file contains no CSV file. Unpack it, and choose “%(member)s”."),
    "archive-pictures": gettext_lazy(
        "The zip file contains only pictures. Export the wall from Padlet as CSV, Markdown or PDF instead."
    ),
    "archive-path": gettext_lazy(
        "The zip file contains a file name we do not accept: “%(member)s”. Choose the zip file you got from Padlet."
    ),
    "archive-size": gettext_lazy(
        "The file becomes too large when it is unpacked. Choose the file you got from Padlet."
    ),
    "csv-cell": gettext_lazy(
        "The cell that begins in line %(line)s is too long. A quotation mark may be missing at the end of it."
    ),
    "csv-quote": gettext_lazy(
        "A quotation mark is missing in the row that begins in line %(line)s. Correct it and try again."
    ),
    "empty": gettext_lazy("The file is empty. Download it again."),
    "html": gettext_lazy("This is a web page and not an export. Choose Export in Padlet's menu Share."),
    "html-login": gettext_lazy("This is a login page and not an export. Log in to Padlet and download it again."),
    "is-book": gettext_lazy("This is an e-book. Choose a file exported from Padlet."),
    "is-calendar": gettext_lazy("This is a calendar or an address book. Choose a file exported from Padlet."),
    "is-link": gettext_lazy(
        "This is only the address of a wall. Open it in the browser, choose Export in Padlet's menu Share, and choose "
        "the file you get."
    ),
    "is-packed": gettext_lazy("This is a compressed file. Unpack it and choose the file inside."),
    "is-recording": gettext_lazy("This is a sound or video file. Choose a file exported from Padlet."),
    "is-feed": gettext_lazy(
        "This is a news feed (RSS). Choose Export in Padlet's menu Share, and CSV or Markdown there."
    ),
    "is-old-excel": gettext_lazy("This is an old kind of Excel file. Open it in Excel and save it as .xlsx."),
    "is-subtitles": gettext_lazy(
        "These are the subtitles of a recording. Copy what each group said, and paste it under “Imported walls” in a "
        "seminar."
    ),
    "is-summary": gettext_lazy(
        "This is a summary from Rundebord, made for reading. Choose the JSON file of the same seminar instead."
    ),
    "is-xml": gettext_lazy("This is an XML file. Choose Export in Padlet's menu Share, and CSV or Markdown there."),
    "is-ods": gettext_lazy("This is an OpenDocument spreadsheet. Save it as CSV or .xlsx and try the new file."),
    "is-pages": gettext_lazy("This is a document from Pages, Numbers or Keynote. Export it as CSV."),
    "is-picture": gettext_lazy("This is a picture. Export the wall from Padlet as CSV, Markdown or PDF instead."),
    "is-slides": gettext_lazy(
        "This is a presentation. Copy what each group wrote, and paste it under “Imported walls” in a seminar."
    ),
    "is-mail": gettext_lazy(
        "This is an email. Copy what each group wrote, and paste it under “Imported walls” in a seminar."
    ),
    "is-word": gettext_lazy(
        "This is a Word document. Copy what each group wrote, and paste it under “Imported walls” in a seminar."
    ),
    "json-damaged": gettext_lazy("The JSON file is damaged in line %(line)s. Download it again."),
    "json-deep": gettext_lazy("The JSON file is nested deeper than any export. Choose another file."),
    "json-unknown": gettext_lazy(
        "This JSON file (%(format)s) is not from Padlet, Trello or Rundebord. Export it as CSV or Excel instead."
    ),
    "markdown-damaged": gettext_lazy(
        "The file looks like Padlet's Markdown, but line %(line)s is not where it should be. Export it again."
    ),
    "own-json": gettext_lazy("The file does not follow Rundebord's format at %(path)s. Export it again."),
    "own-reference": gettext_lazy(
        "%(path)s in the file refers to something that is missing or that occurs twice. Export the file again."
    ),
    "own-rows": gettext_lazy(
        "%(path)s in the file does not say the same as the rest of the file. Correct it, or remove “rows” from the "
        "file: then the log and what else is there is not read."
    ),
    "own-version": gettext_lazy("The file has version %(version)s of the format. Update Rundebord to read it."),
    "padlet-json": gettext_lazy("The file does not follow Padlet's format at %(path)s. Download it again."),
    "pdf-damaged": gettext_lazy("The PDF file is damaged or was only partly downloaded. Download it again."),
    "pdf-locked": gettext_lazy("The PDF file has a password. Save it without the password and try again."),
    "pdf-pages": gettext_lazy("The PDF file has more than %(limit)s pages. Split it and import the parts."),
    "pdf-pictures": gettext_lazy(
        "The PDF file contains only pictures and no text. Export the wall from Padlet instead."
    ),
    "posts-missing": gettext_lazy(
        "Notes in the file: %(declared)s by its own count, none found below line %(line)s. Export it again."
    ),
    "refi-damaged": gettext_lazy("The REFI-QDA file is damaged. Export it again."),
    "refi-declares": gettext_lazy(
        "The REFI-QDA file declares types or entities, which no program needs and which we do not accept. Export it "
        "again."
    ),
    "refi-no-codes": gettext_lazy("The REFI-QDA file has neither codes nor texts. Choose another file."),
    "refi-no-text": gettext_lazy(
        "The project has only pictures, PDF files, sound or films. We read texts. Export the codebook (.qdc) to get "
        "the codes."
    ),
    "refi-reference": gettext_lazy(
        "A coding in the project names a code that is not there: %(name)s. Export it again."
    ),
    "refi-source": gettext_lazy(
        "The text “%(name)s” is not in the project's file. Export the project with its sources inside."
    ),
    "refi-twice": gettext_lazy("Two codes in the file have the same id. One of them is “%(name)s”. Export it again."),
    "refi-unknown": gettext_lazy("This is not a REFI-QDA project. Choose a .qdpx or a .qdc file."),
    "table-columns": gettext_lazy("The table has more than %(limit)s columns. Remove those without notes."),
    "table-no-headings": gettext_lazy("The table has no headings. Put a heading above each column and try again."),
    "table-ragged": gettext_lazy(
        "Many rows have more cells than headings, first at %(place)s. Correct them and try again."
    ),
    "table-rows": gettext_lazy("The table has more than %(limit)s rows. Split it and import the parts."),
    "busy-own": gettext_lazy("Another file of yours is being read just now. Wait until it is done, and try again."),
    "many-waiting": gettext_lazy("%(count)s of your files wait for review. Import or discard some of them first."),
    "text-long": gettext_lazy("The text has more than %(limit)s lines. Split it and import the parts."),
    "text-no-entries": gettext_lazy(
        "We found no note with a name and a time. Choose a complete export from Padlet, or paste what each group wrote "
        "under “Imported walls” in a seminar."
    ),
    "busy": gettext_lazy("Other files are being read just now. Try again in a minute."),
    "too-heavy": gettext_lazy("The file takes too much time or memory to read. Split it and import the parts."),
    "too-large": gettext_lazy("The file is larger than %(limit)s MB. Split it and import the parts."),
    "too-large-here": gettext_lazy(
        "The file is larger than %(limit)s MB. Split it and import the parts, or ask whoever runs the server: the "
        "command import_padlet reads up to %(command)s MB."
    ),
    "trello-json": gettext_lazy("The file does not follow Trello's format at %(path)s. Export it again."),
    "unknown": gettext_lazy("This kind of file cannot be read. Choose a PDF, Markdown, CSV, Excel or JSON file."),
    "unreadable": gettext_lazy("The file could not be read because of an error in Rundebord. Try another format."),
    "wall-empty": gettext_lazy("The wall has no notes yet."),
    "xlsx-damaged": gettext_lazy("The Excel file is damaged. Open it in Excel, save it again and try the new file."),
    "xlsx-locked": gettext_lazy("The Excel file has a password or is very old. Save it as .xlsx without a password."),
}

ALARMS = {
    "comments": gettext_lazy(
        "Comments on the note in line %(line)s: %(declared)s by the file's own count, %(found)s found."
    ),
    "comments-in-all": gettext_lazy("Comments in the file: %(declared)s by its own count, %(found)s found."),
    "cut": gettext_lazy("The file ends in the middle of a note, in line %(line)s. Download it again."),
    "dates": gettext_lazy(
        "The dates in “%(name)s” can be read in two ways, so they are left out. Say whether the day or the month is "
        "first."
    ),
    "encodings": gettext_lazy(
        "Some lines were saved in another way than the rest of the file: %(found)s, first line %(line)s. Look at the "
        "letters of these notes."
    ),
    "heading": gettext_lazy(
        "Line %(line)s, “%(name)s”, is read as the heading of the column and not as a note. If it is a note, write a "
        "heading above it and try again."
    ),
    "pages": gettext_lazy("The file is only the first page of the wall, with %(found)s notes. Export the whole wall."),
    "posts": gettext_lazy("Notes in the file: %(declared)s by its own count, %(found)s found."),
}

DOUBTS = {
    "guessed-sign": gettext_lazy("We guessed a lost character here: %(place)s"),
    "lost-letters": gettext_lazy("Letters are missing here: %(place)s"),
    "wrong-letters": gettext_lazy("These characters seem to stand for others: %(place)s"),
    "lost-sign": gettext_lazy("A character is missing here: %(place)s"),
}


def place(line: int | None, cell: str = "") -> str:
    """A place in a file: the address of the cell, else the number of the line, else empty."""
    if cell:
        return _("cell %(cell)s") % {"cell": cell}
    return _("line %(line)s") % {"line": line} if line else ""


def refusal(error: Refused) -> str:
    """One or two sentences in the active language. Raises KeyError for a code without a sentence."""
    where: dict[str, Any] = dict(error.where)
    if "line" in where or "cell" in where:
        where["place"] = place(where.get("line"), where.get("cell", ""))
    sentence = REFUSALS[error.code] % where
    if "member" in where and not error.code.startswith("archive-"):
        return _("In “%(member)s”: %(sentence)s") % {"member": where["member"], "sentence": sentence}
    return sentence


def alarm(alarm: Alarm) -> str:
    """The sentence for something that must be seen before the import."""
    return ALARMS[alarm.code] % asdict(alarm)


def leaves_rows() -> str:
    """What is said where a whole seminar is added to another one."""
    return _(
        "The file holds a whole seminar. Its notes, groups and themes are added to the one that is there. The log, "
        "quotes, earlier versions and who did what are only read into a new seminar."
    )


def doubt(text: str) -> str:
    """The sentence for one of Entry.doubts, "code: excerpt". A text with an unknown code is returned as it is."""
    code, _colon, excerpt = text.partition(": ")
    return DOUBTS[code] % {"place": excerpt} if code in DOUBTS else text
