"""REFI-QDA projects and codebooks of other programs, with what such files are known to get wrong."""

import io
import zipfile

import pytest

from posts.walls.reader import read
from posts.walls.refused import Refused

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SOURCE, USER = "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"
CODES = f"""<CodeBook><Codes>
  <Code guid="{A}" name="Buss" isCodable="true" color="#2c6491"><Description>Når den går.</Description>
    <Code guid="{B}" name="Kveld" isCodable="true"/></Code>
</Codes></CodeBook>"""


def codebook(codes: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0">{codes}</CodeBook>'.encode()
    )


def selection(start: int, end: int, name: str = "", code: str = A, more: str = "") -> str:
    return (
        f'<PlainTextSelection guid="" name="{name}" startPosition="{start}" endPosition="{end}" {more}>'
        f'<Coding guid="" creatingUser="{USER}" creationDateTime="2026-03-04T10:00:00Z">'
        f'<CodeRef targetGUID="{{{code.upper()}}}"/></Coding></PlainTextSelection>'
    )


def project(
    text: bytes | None, selections: str = "", *, sources: str = "", codes: str = CODES, path: str = "a.txt"
) -> bytes:
    source = f'<TextSource guid="{SOURCE}" name="Samtale" plainTextPath="internal://{path}">{selections}</TextSource>'
    xml = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Bygda"><Users><User guid="{USER}" name="Aud"/></Users>{codes}
<Sources>{source if text is not None else ""}{sources}</Sources></Project>"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        if text is not None:
            archive.writestr("sources/a.txt", text)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(data, "x")
    return caught.value.code


def marked(data: bytes) -> list[str]:
    wall = read(data, "x.qdpx")
    return [words for entry in wall.entries for _theme, _start, words in entry.own.passages] or [
        row["words"] for row in wall.rows["passages"]
    ]


def test_a_codebook_is_themes_as_a_tree():
    wall = read(codebook(CODES.removeprefix("<CodeBook>").removesuffix("</CodeBook>")), "x.qdc")
    assert [(one.name, one.definition, one.parent, one.mark) for one in wall.themes] == [
        ("Buss", "Når den går.", None, 1),
        ("Kveld", "", A, None),
    ]
    assert wall.entries == []


def test_a_text_of_another_program_is_a_note_with_its_codings():
    text = "Bussen går for tidleg.\nIngen kjem heim."
    wall = read(project(text.encode(), selection(0, 22, "Bussen går") + selection(23, 39, code=B)), "x.qdpx")
    [entry] = wall.entries
    assert (wall.title, entry.subject, entry.body, entry.own.themes) == ("Bygda", "Samtale", text, [A, B])
    assert [(one["words"], one["start"], one["by"]) for one in wall.rows["passages"]] == [
        ("Bussen går for tidleg.", 0, 0),
        ("Ingen kjem heim.", 23, 0),
    ]
    assert wall.rows["people"] == [{"name": "Aud"}]
    assert wall.rows["placements"][0]["at"] == "2026-03-04T10:00:00+00:00"


def test_positions_fit_the_words_however_the_program_counted_the_ends_of_lines():
    text = "Ein.\r\nTo.\r\nTre her."
    by_standard, as_one = selection(11, 19, "Tre her."), selection(9, 17, "Tre her.")
    assert marked(project(text.encode(), by_standard)) == ["Tre her."]
    assert marked(project(text.encode(), as_one)) == ["Tre her."]
    assert marked(project(b"\xef\xbb\xbf" + text.encode(), as_one)) == ["Tre her."]


def test_positions_fit_the_words_of_a_program_that_counts_utf_16():
    text = "🎉🎉 Fest i låven."
    assert marked(project(text.encode(), selection(5, 9, "Fest"))) == ["Fest"]
    assert marked(project(text.encode(), selection(3, 7, "Fest"))) == ["Fest"]


def test_what_is_not_there_is_done_without():
    bare = CODES.replace("<Description>Når den går.</Description>", "")
    wall = read(
        project(b"Ord.", selection(0, 99) + selection(7, 3) + selection(0, 2, more='name2=""'), codes=bare), "x"
    )
    assert wall.themes[0].definition == ""
    assert [row["words"] for row in wall.rows["passages"]] == ["Or"]  # all of it is no part


def test_one_name_in_two_places_of_the_tree_becomes_two_names():
    twice = CODES.replace('name="Kveld"', 'name="BUSS"')
    assert [one.name for one in read(project(b"Ord.", codes=twice), "x").themes] == ["Buss", "BUSS (Buss)"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (codebook("<Codes/>"), "refi-no-codes"),
        (codebook("<Codes>"), "refi-damaged"),
        (
            codebook("<Codes/>").replace(b"?><", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><'),
            "refi-declares",
        ),
        (
            codebook("<Code guid='1' name='a'>" * 60 + "</Code>" * 60).replace(b"<Code ", b"<Codes><Code ", 1),
            "refi-damaged",
        ),
        (project(None, codes=""), "refi-no-codes"),
        (project(None, sources="<AudioSource guid='1'/>"), "refi-no-text"),
        (project(b"Ord.", path="../../etc/passwd"), "refi-source"),
        (project(b"Ord.", selection(0, 2, code=SOURCE)), "refi-reference"),
        (project(b"Ord.", codes=CODES.replace(B, A)), "refi-twice"),
        (project(b" " * 40_000_000), "archive-size"),
    ],
)
def test_what_cannot_be_read_is_refused_by_what_it_is(data, code):
    assert refusal(data) == code
