"""Files that are no walls are refused by what they are."""

import pytest

from posts.walls.reader import read
from posts.walls.refused import Refused
from tests.posts.walls.make_tables import zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def ole(part: str) -> bytes:
    return OLE + part.encode("utf-16-le") + b"\0" * 200


FILES = {
    "old Excel": (ole("Workbook"), "is-old-excel"),
    "Excel as XML": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "is-old-excel"),
    "Excel as a page": (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table/></html>', "is-old-excel"),
    "old Word": (ole("WordDocument"), "is-word"),
    "old PowerPoint": (ole("PowerPoint Document"), "is-slides"),
    "Outlook": (ole("__substg1.0_0037001F"), "is-mail"),
    "password": (ole("EncryptedPackage"), "xlsx-locked"),
    "pictures": (zipped({"a.jpg": b"\xff\xd8\xff", "b.PNG": b"\x89PNG"}), "archive-pictures"),
    "another export": (zipped({"ark/Padlet - Kor.pdf": b"%PDF-1.4"}), "archive-other"),
    "PowerPoint": (zipped({"ppt/presentation.xml": b"x"}), "is-slides"),
    "Numbers": (zipped({"Index/Document.iwa": b"x"}), "is-pages"),
    "drawing": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "is-picture"),
    "bitmap": (b"BM\x36\0\x0c\0\0\0\0\0\x36\0\0\0" + b"\0" * 200, "is-picture"),
    "XML": (b'<?xml version="1.0"?><opml version="2.0"/>', "is-xml"),
    "feed": (b'<?xml version="1.0"?><rss version="2.0"/>', "is-feed"),
    "saved page": (b"From: <Saved by Blink>\nSubject: Kor\nDate: x\nContent-Type: multipart/related; x\n\n", "html"),
    "subtitles": (b"1\n00:00:01,000 --> 00:00:04,000\nVi sang.\n", "is-subtitles"),
    "subtitles of the web": (b"WEBVTT\n\n00:01.000 --> 00:04.000\nVi sang.\n", "is-subtitles"),
    "sound": (b"\xff\xfb\x90\x64" + b"\0" * 300, "is-recording"),
    "database": (b"SQLite format 3\0" + b"\0" * 500, "unknown"),
    "Google document": (b'{"url":"https://docs.google.com/open?id=a","doc_id":"a"}', "is-link"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_wall_is_refused_by_what_it_is(what):
    data, code = FILES[what]
    with pytest.raises(Refused) as refused:
        read(data, "Padlet - Kor.csv")
    assert refused.value.code == code


def test_the_export_inside_a_zip_is_named():
    with pytest.raises(Refused) as refused:
        read(FILES["another export"][0], "x.zip")
    assert refused.value.where == {"member": "Padlet - Kor.pdf"}
