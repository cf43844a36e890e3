"""Bad files. Every one gives a refusal, and never a traceback.

Those that could cost time or memory are read in a sandbox process.
"""

import json
import random
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from posts.walls import sandbox
from posts.walls.reader import read
from posts.walls.refused import Refused
from tests.posts.walls import make_tables as make
from tests.posts.walls.hostile import cells, laughs, repacked

OLD = ",".join(make.OLD_HEADINGS)
MIB = 1024 * 1024


def refused(data: bytes, name: str = "x.csv", parse=sandbox.parse) -> tuple:
    with pytest.raises(Refused) as caught:
        parse(data, name)
    return caught.value.code, caught.value.where


def refused_at_once(data: bytes, name: str = "x.csv") -> tuple:
    """What the reader says in this process, where only the reader has anything to refuse."""
    return refused(data, name, read)


def test_a_good_file_is_read_in_the_child_process():
    wall = sandbox.parse(make.csv_2025().encode(), "Padlet - Koret.csv")
    assert (wall.format, wall.title, len(wall.entries)) == ("csv", "Koret", 8)


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data):
    assert refused_at_once(data) == ("empty", {})


def test_a_web_page_saved_as_csv_is_refused():
    assert refused(b"\n<!DOCTYPE html>\n<html><title>Log in</title></html>") == ("html-login", {})


def test_random_bytes_are_refused():
    assert refused(random.Random(1).randbytes(50_000)) == ("unknown", {})


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    assert refused(b"a" * (20 * MIB + 1)) == ("too-large-here", {"limit": 20, "command": 400})


def test_the_command_reads_larger_files_than_the_page(monkeypatch, tmp_path):
    monkeypatch.setattr("posts.walls.sandbox.LARGEST", 1)
    monkeypatch.setattr("posts.walls.sandbox.TIMES", 200)
    data = "# Vegg\n## Runde\n### Tittel\nEi linje frå Lågvika.\n".encode()
    assert refused(data)[0] == "too-large-here"
    assert sandbox.parse(data, "vegg.md", 200).entries
    with pytest.raises(Refused) as error:
        sandbox.parse(data * 9, "vegg.md", 200)
    assert error.value.code == "too-large"


def test_an_excel_file_with_a_password_is_refused():
    assert refused_at_once(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "x.xlsx") == ("xlsx-locked", {})


def test_a_spreadsheet_that_is_a_zip_bomb_is_refused():
    bomb = repacked(make.xlsx_2022(), "xl/worksheets/sheet1.xml", b" " * 60 * MIB)
    assert len(bomb) < MIB
    assert refused(bomb, "x.xlsx") == ("archive-size", {})


def test_a_spreadsheet_that_is_too_large_at_a_low_ratio_is_refused():
    letters = random.Random(1).choices("abcdefgh", k=4096)
    part = "".join(letters).encode() * (51 * MIB // 4096)
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        for number in range(60):
            archive.writestr(f"{number}.xml", part[:MIB])
    assert refused(data.getvalue(), "x.xlsx") == ("archive-size", {})


def test_entities_that_expand_exponentially_are_refused():
    assert refused(repacked(make.xlsx_2022(), "xl/sharedStrings.xml", laughs())) == ("xlsx-damaged", {})


def test_a_single_cell_in_the_last_corner_is_refused():
    assert refused(cells([(1_048_575, 16_383)]), "x.xlsx") == ("table-no-headings", {})


def test_cells_in_both_corners_are_refused():
    assert refused(cells([(0, 0), (1_048_575, 16_383)]), "x.xlsx") == ("too-heavy", {})


def test_a_truncated_zip_is_refused():
    assert refused_at_once(make.zip_2025()[:-200]) == ("archive-damaged", {})
    assert refused_at_once(make.xlsx_2022()[:2000]) == ("archive-damaged", {})


def test_a_spreadsheet_with_damaged_parts_is_refused():
    assert refused_at_once(repacked(make.xlsx_2022(), "xl/workbook.xml", b"<workbook")) == ("xlsx-damaged", {})


@pytest.mark.parametrize("path", ["../../manage.csv", "/etc/x.csv", "C:\\x.csv", "a/../../x.csv"])
def test_a_zip_with_a_path_outside_its_folder_is_refused(path):
    assert refused_at_once(make.zipped({path: b"Subject,Body\na,b\n"}))[0] == "archive-path"


def test_a_zip_in_a_zip_is_refused():
    assert refused_at_once(make.zipped({"inner.zip": make.zip_2025()})) == ("archive-nested", {"member": "inner.zip"})


def test_a_zip_of_too_many_files_is_refused():
    assert refused_at_once(make.zipped({f"{n}.csv": b"" for n in range(501)})) == ("archive-members", {"limit": 500})


def test_a_zip_without_csv_is_refused():
    assert refused_at_once(make.zipped({"a.txt": b"hei"})) == ("archive-empty", {})


def test_a_zip_with_a_wrong_size_is_refused():
    data = bytearray(make.zipped({"Posts.csv": b"Subject,Body\n" + b"a,b\n" * 10_000}))
    place = data.index(b"PK\x01\x02") + 24  # the unpacked size in the directory at the end
    data[place : place + 4] = struct.pack("<I", 10)
    assert refused(bytes(data)) == ("archive-damaged", {})


def test_a_refusal_of_a_file_in_a_zip_names_the_file():
    refusal = refused_at_once(make.zipped({"Posts.csv": f'{OLD}\n"a,b\n'.encode()}))
    assert refusal == ("csv-quote", {"member": "Posts.csv", "line": 2})


def test_deeply_nested_brackets_are_refused():
    assert refused(b'{"a":' + b"[" * 100_000) == ("json-deep", {})


def test_damaged_json_is_refused_with_its_line():
    assert refused_at_once(b'{"data":\n{"type":\n oi}}') == ("json-damaged", {"line": 3})
    assert refused_at_once(b'{"a": ' + b"9" * 5000 + b"}") == ("json-damaged", {"line": 1})


def test_half_an_emoji_in_json_is_read_as_a_lost_character():
    post = {"id": "post_1", "type": "post", "attributes": {"content": {"subject": "Øving"}}}
    board = {"data": {"id": "1", "type": "board", "attributes": {"title": "Koret \ud83d"}}, "included": [post]}
    assert sandbox.parse(json.dumps(board).encode(), "x.json").title == "Koret �"


def test_one_huge_cell_is_refused_with_its_line():
    data = f"{OLD}\na,".encode() + b"x" * (4 * MIB) + b",,,,\n"
    assert refused(data) == ("csv-cell", {"line": 2})


def test_an_unclosed_quotation_mark_is_refused_with_its_line():
    assert refused_at_once(f'{OLD}\na,b,,,,\nc,"d,,,,\ne,f,,,,\n'.encode()) == ("csv-quote", {"line": 3})
    assert refused_at_once(f'{OLD}\na,"b,,,,\nc,"d",,,,\n'.encode()) == ("csv-quote", {"line": 2})


def test_a_million_columns_are_refused():
    assert refused(b"Subject,Body," + b"x," * 1_000_000 + b"\na,b\n") == ("table-columns", {"limit": 500})


def test_a_text_of_more_than_5_mb_is_refused_before_it_is_read():
    for begin in (f"{OLD}\na,b,c,d,e,f\n", "# Vegg\n\n## Runde\n", "Ord i ein tekst.\n"):
        code, where = refused(begin.encode() + b"Ord i ein tekst.\n\n" * 300_000)
        assert (code, where) == ("too-large-here", {"limit": 5, "command": 100})


def test_the_command_reads_a_longer_text_than_the_page():
    data = ("Subject,Body\n" + f"a,{'Ord i ein tekst. ' * 100}\n" * 3_200).encode()
    assert len(data) > 5 * MIB and refused(data)[0] == "too-large-here"
    assert len(sandbox.parse(data, "vegg.csv", 2).entries) == 3_200


def test_too_many_rows_are_refused():
    assert refused(b"Subject,Body\n" + b"a,b\n" * 200_001) == ("table-rows", {"limit": 200_000})


def test_a_table_without_headings_is_refused():
    assert refused_at_once(b"12;3;x\n13;4;y\n14;5;z\n") == ("table-no-headings", {})


def test_a_text_that_is_not_an_export_is_refused():
    assert refused_at_once("Møtet begynte klokka ni.\nDet var kaffe.".encode()) == ("text-no-entries", {})


def test_columns_may_be_missing():
    entries = read("Body,Author\nBuss til øving,Åse\n".encode(), "x.csv").entries
    assert [(entry.body, entry.author, entry.written) for entry in entries] == [("Buss til øving", "Åse", None)]


def test_control_characters_are_removed_from_a_table():
    body = "x" * 200
    entries = read(f"Subject,Body\nA\x00B,{body}\x1b\x0b\n".encode(), "x.csv").entries
    assert [(entry.subject, entry.body) for entry in entries] == [("AB", body)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "latin-1"])
def test_other_encodings_are_read(encoding):
    entries = read("Subject,Body\nØving,på låven\n".encode(encoding), "x.csv").entries
    assert [(entry.subject, entry.body) for entry in entries] == [("Øving", "på låven")]


@pytest.mark.parametrize("name", ["=cmd|.csv", "CON.xlsx", "æ" * 255, "\0\ud800.csv", "../../x.csv", ""])
def test_any_file_name_is_accepted(name):
    assert len(sandbox.parse(b"Subject,Body\na,b\n", name).entries) == 1


def test_a_reader_that_does_not_end_is_stopped(monkeypatch):
    monkeypatch.setattr(sandbox, "START", "while True: pass")
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.2)
    assert refused(b"x") == ("too-heavy", {})


def test_a_reader_that_fails_is_logged_without_the_text_of_the_file(monkeypatch, caplog):
    monkeypatch.setattr(sandbox, "START", "raise ValueError('det noen skrev')")
    assert refused(b"x") == ("unreadable", {})
    assert "ValueError in <string>:1" in caplog.text
    assert "det noen skrev" not in caplog.text


WRONG_INDEX = '{"wall": {"format": "csv", "entries": [{"section": 9}]}}'


@pytest.mark.parametrize("answer", ["", "{}", '{"wall": 3}', "[" * 5000, WRONG_INDEX])
def test_an_inconsistent_answer_of_the_child_is_refused(monkeypatch, answer):
    monkeypatch.setattr(sandbox, "START", f"print({answer!r})")
    assert refused(b"x") == ("unreadable", {})


def test_the_child_has_no_secrets_and_a_folder_of_its_own(monkeypatch, caplog):
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    look = "import os; assert 'SECRET_KEY' not in os.environ and len(os.listdir()) == 3; raise LookupError"
    monkeypatch.setattr(sandbox, "START", look)
    assert refused(b"x") == ("unreadable", {})
    assert "LookupError in" in caplog.text
