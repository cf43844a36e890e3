"""Files that people choose by mistake, refused by what they are, so that these are not called damaged."""

import re
from zipfile import ZipInfo

from posts.walls.formats import zipped
from posts.walls.refused import Refused

EMPTY = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"
BEGINNING = 1000  # bytes
OLE = b"\xd0\xcf\x11\xe0"  # Office files from before 2007, and newer ones with a password
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|\?xml|rss|feed|!--)", re.IGNORECASE)
FEED = re.compile(rb"<(rss|feed|rdf:rdf)\b", re.IGNORECASE)
CODEBOOK = re.compile(rb"<(\w+:)?CodeBook\b")  # of REFI-QDA, which is read
LOGIN = re.compile(
    rb"type=[\"']?password|log ?in|sign ?in|logg (?:inn|p\xc3\xa5)|logga in|log ind|anmelden|kirjaudu|connexion",
    re.IGNORECASE,
)
# Other files by their first bytes.
PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")
RECORDINGS = (b"ID3", b"OggS", b"RIFF", b"\x1aE\xdf\xa3", b"WEBVTT", b"fLaC")
CALENDARS = (b"BEGIN:VCALENDAR", b"BEGIN:VCARD")
FILMS = (b"mp4", b"iso", b"M4A", b"M4V", b"qt ", b"3gp", b"avc")
ONLY_ADDRESS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[InternetShortcut\]\s+URL=)?https?://\S+\s*")
SHORTCUT = re.compile(rb"\[InternetShortcut\]|<plist\b.{0,100}<dict>\s*<key>URL</key>", re.DOTALL)
MAIL = re.compile(
    rb"^(?:from|to|subject|date|sent|received|message-id|mime-version|fra|til|emne|dato|sendt|fr\xc3\xa5n|\xc3\xa4mne|skickat)"
    rb":\s+\S",
    re.IGNORECASE | re.MULTILINE,
)


def refuse(data: bytes) -> None:
    """Raises Refused: "empty", "html", "html-login", "xlsx-locked", or "is-…" with what the file is."""
    if not data.strip(EMPTY):
        raise Refused("empty")
    if data.startswith(OLE):
        raise Refused("is-word" if "WordDocument".encode("utf-16-le") in data else "xlsx-locked")
    if data.startswith(b"{\\rtf"):
        raise Refused("is-word")
    if data[4:8] == b"ftyp" and data[8:12].startswith(FILMS):
        raise Refused("is-recording")
    if data.startswith(PICTURES) or data[4:8] == b"ftyp" or data[8:12] == b"WEBP":
        raise Refused("is-picture")
    if data.startswith(PACKED):
        raise Refused("is-packed")
    if data.startswith(RECORDINGS):
        raise Refused("is-recording")
    if data.startswith(CALENDARS):
        raise Refused("is-calendar")
    if SHORTCUT.search(data[:BEGINNING]) or (len(data) < BEGINNING and ONLY_ADDRESS.fullmatch(data)):
        raise Refused("is-link")
    if MARKUP.match(data[:BEGINNING]) and not CODEBOOK.search(data[: 2 * BEGINNING]):
        if FEED.search(data[:BEGINNING]):
            raise Refused("is-feed")
        raise Refused("html-login" if LOGIN.search(data) else "html")
    if len(MAIL.findall(data[:BEGINNING])) > 2:
        raise Refused("is-mail")
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


def _has_type(files: list[ZipInfo]) -> bool:
    return bool(files) and files[0].filename == "mimetype"
