"""Files that people choose by mistake, refused by what they are, so that these are not called damaged."""

import re
from pathlib import PurePosixPath
from zipfile import ZipInfo

from posts.walls.formats import zipped
from posts.walls.refused import Refused

EMPTY = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"
BEGINNING = 1000  # bytes
OLE = b"\xd0\xcf\x11\xe0"  # Office files from before 2007, and newer ones with a password
OLE_PARTS = (  # the first that a file has says what it is
    ("EncryptedPackage", "xlsx-locked"),
    ("__substg1.0_", "is-mail"),
    ("WordDocument", "is-word"),
    ("PowerPoint Document", "is-slides"),
    ("Workbook", "is-old-excel"),
    ("Book", "is-old-excel"),
)
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"8BPS", b"<svg")
PICTURE = re.compile(rb"BM.{4}\0{4}|\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<svg\b", re.DOTALL)
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|\?xml|rss|feed|!--)", re.IGNORECASE)
XML = re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml(?!.*<html\b)", re.IGNORECASE | re.DOTALL)
SPREADSHEET = re.compile(rb"urn:schemas-microsoft-com:office:(?:spreadsheet|excel)|progid=\"Excel", re.IGNORECASE)
FEED = re.compile(rb"<(rss|feed|rdf:rdf)\b", re.IGNORECASE)
CODEBOOK = re.compile(rb"<(\w+:)?CodeBook\b")  # of REFI-QDA, which is read
LOGIN = re.compile(
    rb"type=[\"']?password|log ?in|sign ?in|logg (?:inn|p\xc3\xa5)|logga in|log ind|anmelden|kirjaudu|connexion",
    re.IGNORECASE,
)
WALLS = (".pdf", ".xlsx", ".md", ".json", ".docx")  # names of files in a zip
PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".svg", ".bmp", ".tif", ".tiff")
# Other files by their first bytes.
PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")
RECORDINGS = (b"ID3", b"OggS", b"RIFF", b"\x1aE\xdf\xa3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
SUBTITLES = re.compile(rb"(?:\xef\xbb\xbf)?(?:WEBVTT|\s*\d+\r?\n\d\d:\d\d:\d\d,\d{3} --> )")
CALENDARS = (b"BEGIN:VCALENDAR", b"BEGIN:VCARD")
FILMS = (b"mp4", b"iso", b"M4A", b"M4V", b"qt ", b"3gp", b"avc")
ONLY_ADDRESS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[InternetShortcut\]\s+URL=)?https?://\S+\s*")
WEB_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
SAVED_PAGE = re.compile(rb"^from: <saved by |^snapshot-content-location:", re.IGNORECASE | re.MULTILINE)
SHORTCUT = re.compile(
    rb"\[InternetShortcut\]|^\s*\{\"url\": ?\"https?://[^\"]+\", ?\"doc_id\"|<plist\b.{0,100}<dict>\s*<key>URL</key>",
    re.DOTALL,
)


def refuse(data: bytes) -> None:
    """Raises Refused: "empty", "html", "html-login", "xlsx-locked", "archive-…", or "is-…" with what the file is."""
    if not data.strip(EMPTY):
        raise Refused("empty")
    if data.startswith(OLE):
        for part, code in OLE_PARTS:
            if part.encode("utf-16-le") in data:
                raise Refused(code)
        raise Refused("xlsx-locked")
    if data.startswith(b"{\\rtf"):
        raise Refused("is-word")
    if data[4:8] == b"ftyp" and data[8:12].startswith(FILMS):
        raise Refused("is-recording")
    if data.startswith(PICTURES) or PICTURE.match(data[:BEGINNING]) or data[4:8] == b"ftyp" or data[8:12] == b"WEBP":
        raise Refused("is-picture")
    if data.startswith(PACKED):
        raise Refused("is-packed")
    if data.startswith(RECORDINGS):
        raise Refused("is-recording")
    if SUBTITLES.match(data[:BEGINNING]):
        raise Refused("is-subtitles")
    if data.startswith(CALENDARS):
        raise Refused("is-calendar")
    if SHORTCUT.search(data[:BEGINNING]) or (len(data) < BEGINNING and ONLY_ADDRESS.fullmatch(data)):
        raise Refused("is-link")
    if MARKUP.match(data[:BEGINNING]) and not CODEBOOK.search(data[: 2 * BEGINNING]):
        if FEED.search(data[:BEGINNING]):
            raise Refused("is-feed")
        if SPREADSHEET.search(data[:BEGINNING]):
            raise Refused("is-old-excel")
        if XML.match(data[:BEGINNING]):
            raise Refused("is-xml")
        raise Refused("html-login" if LOGIN.search(data) else "html")
    if WEB_ARCHIVE.search(data[:BEGINNING]) and SAVED_PAGE.search(data[:BEGINNING]):
        raise Refused("html")
    if zipped.is_zip(data):
        _refuse_packed(data)


def _refuse_packed(data: bytes) -> None:
    """Raises Refused for an office document or a book in a zip. A damaged zip is left to its reader."""
    try:
        files = zipped.members(data, zipped.LARGEST)
    except Refused:
        return
    mime = zipped.content(data, files[0])[:100].decode("ascii", "replace") if _has_type(files) else ""
    names = [info.filename for info in files]
    if "text" in mime or any(name.startswith("word/") for name in names):
        raise Refused("is-word")
    if "presentation" in mime or any(name.startswith("ppt/") for name in names):
        raise Refused("is-slides")
    if "spreadsheet" in mime:
        raise Refused("is-ods")
    if "epub" in mime:
        raise Refused("is-book")
    if any(name.startswith("Index/") for name in names):
        raise Refused("is-pages")
    _refuse_without_table([name for name in names if not name.startswith("__MACOSX/")])


def _refuse_without_table(names: list[str]) -> None:
    """Raises Refused for a zip that holds no table, by what it holds instead."""
    if any(name.lower().endswith(".csv") or name.startswith("xl/") for name in names):
        return
    if wall := next((name for name in names if name.lower().endswith(WALLS)), None):
        raise Refused("archive-other", member=PurePosixPath(wall).name[:80])
    if names and all(name.lower().endswith(PICTURE_NAMES) for name in names):
        raise Refused("archive-pictures")


def _has_type(files: list[ZipInfo]) -> bool:
    return bool(files) and files[0].filename == "mimetype"
