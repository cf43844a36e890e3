"""Twelve small files that are made to cost whoever reads them as much time or memory as they can."""

import json
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import xlsxwriter

from tests.posts.walls import make_tables as make

MIB = 1024 * 1024


def hostile_files() -> dict[str, bytes]:
    """By file name."""
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    return {
        "bomb.xlsx": repacked(make.xlsx_2022(), sheet, b" " * 60 * MIB),
        "corners.xlsx": cells([(0, 0), (1_048_575, 16_383)]),
        "laughs.xlsx": repacked(make.xlsx_2022(), strings, laughs()),
        "rows.zip": zipped("Posts.csv", b"Subject,Body\n" + b"a,b\n" * (45 * MIB // 4)),
        "bomb.zip": zipped("Posts.csv", b" " * 300 * MIB),
        "columns.csv": b"Subject,Body" + b"," * 1_000_000 + b"\n" + b"a,b" + b"," * 1_000_000,
        "words.txt": b"Ein lang tekst med ord i, og eit namn.\n\n" * (18 * MIB // 40),
        "headings.md": b"## Runde\n\nEin lang tekst med ord i.\n\n" * (18 * MIB // 38),
        "nested.json": b'{"a":' + b"[" * (9 * MIB) + b"]" * (9 * MIB) + b"}",
        "posts.json": json.dumps({"data": [{"id": str(n), "type": "post"} for n in range(400_000)]}).encode(),
        "nested.html": b"<html>" + b"<div>" * (3 * MIB),
        "bomb.pdf": pdf_bomb(),
    }


def repacked(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    archive = ZipFile(BytesIO(workbook))
    return make.zipped({part: archive.read(part) for part in archive.namelist()} | {name: content})


def zipped(name: str, content: bytes) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return data.getvalue()


def cells(places: list[tuple[int, int]]) -> bytes:
    """A workbook with a letter in each of these cells (row, column)."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column in places:
            sheet.write(row, column, "x")
    return data.getvalue()


def laughs() -> bytes:
    """Entities, each of which is ten of the one before."""
    names = ["a", *"bcdefghij"]
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    start = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">{entities}]>'
    return f"{start}<sst><si><t>&j;</t></si></sst>".encode()


def pdf_bomb() -> bytes:
    """Each of 150 pages draws the same stream, which is 200 MiB when it is unpacked."""
    data = BytesIO()
    with pikepdf.new() as pdf:
        drawn = pdf.make_stream(b"BT (a) Tj ET\n" * (200 * MIB // 13))
        for _ in range(150):
            pdf.add_blank_page()
            pdf.pages[-1].obj.Contents = drawn
        pdf.save(data, compress_streams=True)
    return data.getvalue()
