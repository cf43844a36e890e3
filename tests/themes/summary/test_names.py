"""Who wrote what is shown, masked or left out in the files, inside texts too, and the counts stay."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from posts.models import Post
from seminar.models import NotPossible, Seminar
from tests import make
from tests.themes.board.day import day
from tests.themes.summary.printed import pages
from tests.world import person_client
from themes.finish.forms import finish
from themes.models import Passage, Quote, Remark, Theme
from themes.summary.closed import summary_to_show
from themes.summary.formats import WRITERS
from themes.summary.names import Names, with_names
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db
TEXT = "KARI  NORDMANN var referent for lyngbordet. Kari meinte at Bjarte og dagen var fin."
SAFE = "[name] var referent for {group}. [name] meinte at [name] og dagen var fin."


@pytest.fixture
def seminar():
    seminar = day()
    make.member(seminar, make.person("Bjarte"))
    lyng = seminar.groups.get(name="Lyngbordet")
    make.scribe(seminar, lyng, "Kari Nordmann")
    theme = seminar.themes.get(name="Stille")
    note = make.post(seminar, TEXT, subject="Frå Mosebordet", group=lyng, author="Kari Nordmann")
    theme.add_post(note)
    Quote.objects.show(note, theme=theme, text="Kari meinte at Bjarte", named=True)
    Passage.objects.mark(theme, note, start=0, end=len(TEXT), revision=1, by=None)
    Remark.objects.write("Takk til Kari Nordmann og Mosebordet.", seminar=seminar, section="whole", expected=0, by=None)
    silent = make.group(seminar, "Tausbordet")
    make.scribe(seminar, silent, "Ola")
    merged = make.post(seminar, "Det same.", group=seminar.groups.get(name="Torvbordet"))
    merged.merge(note)
    name_everywhere(seminar)
    return seminar


def name_everywhere(seminar):
    """Names in the headings that organizers and facilitators wrote, in facts, addresses and the genitive."""
    torv, round = seminar.groups.get(name="Torvbordet"), make.round(seminar, "Runda til Kari Nordmann")
    torv.attributes = {"Leiar": "Kari Nordmann"}
    torv.save()
    seminar.groups.filter(name="Mosebordet").update(attributes={"Leiar": "Ola"})
    question = round.add_question("Kva sa Bjarte, eller Lyngbordet?")
    for name in ("Kari", "Ola"):  # which become the same word
        theme = Theme.objects.add(seminar=seminar, name=name, definition="Frå Kari Nordmann og Mosebordet")
        for said in ("_Kari_ er her", "Lyngbordets ord, Karis ord og NORDMANNs ord, så lenge dagen var fin"):
            note = make.post(seminar, said, group=torv, round=round, question=question)
            theme.add_post(note)
    picture = {"url": "https://x.example/kari-nordmann.jpg?to=kari@nordmann.example", "caption": "Ola"}
    make.post(seminar, "Bilete", group=torv, round=round, attachments=[picture])


def text_of(seminar, format: str, names: str) -> str:
    data = WRITERS[format].file(seminar, names=names)
    if format == "pdf":
        return " ".join(pages(data))
    if format == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            return " ".join(page for name in files.namelist() for page in pages(files.read(name)))
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        return "".join(files.read(name).decode(errors="ignore") for name in files.namelist())


@pytest.mark.once
@pytest.mark.parametrize("format", [name for name, writer in WRITERS.items() if not writer.editors])
def test_no_name_of_a_group_a_scribe_or_a_member_is_in_the_file(seminar, format):
    people = ["kari", "nordmann", "bjarte", "ola", "bord utan namn"]
    groups = ["lyngbord", "mosebord", "torvbord", "tausbord"]
    shown = text_of(seminar, format, Names.SHOWN)
    assert "Nordmann" in shown and "Mosebordet" in shown
    for names in (Names.MASKED, Names.LEFT_OUT):
        hidden = text_of(seminar, format, names)
        assert [name for name in people + groups if re.search(rf"\b{name}", hidden.lower())] == [], names
        assert "dagen var fin" in hidden or format == "qdc", names


@pytest.mark.parametrize("names", [Names.MASKED, Names.LEFT_OUT])
def test_groups_are_masked_as_they_were_called_when_the_summary_was_closed(seminar, names):
    finish(seminar, by=make.person())
    lyng, mose, torv = (seminar.groups.get(name=f"{name}bordet") for name in ("Lyng", "Mose", "Torv"))
    before = with_names(summary_to_show(seminar), seminar, names)
    lyng.rename("Fjellbordet")
    mose.merge(torv)
    make.group(seminar, "Tomt bord").remove()
    seminar.groups.get(name="Tausbordet").remove()
    assert with_names(summary_to_show(seminar), seminar, names) == before
    for format in ("md", "csv", "xlsx"):
        assert not re.search("(lyng|mose|torv|taus)bord", text_of(seminar, format, names).lower())


@pytest.mark.parametrize("format", ["qdpx", "json"])
def test_a_format_that_always_holds_names_is_refused(seminar, format):
    with pytest.raises(NotPossible, match="always holds names"):
        WRITERS[format].file(seminar, names=Names.MASKED)


@pytest.mark.parametrize("format", [name for name, writer in WRITERS.items() if not writer.editors and name != "qdc"])
def test_nothing_that_looks_like_personal_data_is_in_a_masked_file(format):
    seminar = day()
    make.post(
        seminar, "Spør Pieter Hansen, 912 34 567, pieter@example.org, fødd 010132 00064.", subject="Pieter Hansen"
    )
    personal = ["Pieter", "Hansen", "912 34 567", "pieter@example.org", "010132"]
    shown, masked = (text_of(seminar, format, names).replace("\\", "") for names in (Names.SHOWN, Names.MASKED))
    assert "Pieter" in shown and "912 34 567" in shown
    assert [words for words in personal if words in masked] == []
    assert "[telephone number]" in masked and "[email address]" in masked and "[national identity number]" in masked


def test_masked_groups_can_be_told_apart_and_those_left_out_cannot(seminar):
    shown = Summary.of(seminar)
    masked, left_out = (with_names(shown, seminar, names) for names in (Names.MASKED, Names.LEFT_OUT))
    [note] = [note for note in masked.notes if "referent" in note.body]
    assert note.body == SAFE.format(group="Group 1") and note.group.name == "Group 1"
    [note] = [note for note in left_out.notes if "referent" in note.body]
    assert note.body == SAFE.format(group="[group]")
    assert "Group " not in text_of(seminar, "md", Names.LEFT_OUT).replace("Groups", "")


@pytest.mark.parametrize("names", Names.values)
def test_the_counts_are_the_same_whatever_is_shown(seminar, names):
    shown = Summary.of(seminar)
    other = with_names(shown, seminar, names)
    assert other.count == shown.count and other.unknown == shown.unknown
    assert [theme.count for theme in other.themes] == [theme.count for theme in shown.themes]
    assert [len(theme.voices) for theme in other.themes] == [len(theme.voices) for theme in shown.themes]
    assert other.tally.by_theme.total() == shown.tally.by_theme.total()
    assert len({theme.name for theme in other.themes}) == len(shown.themes)
    assert [theme.by_round for theme in other.themes] == [theme.by_round for theme in shown.themes]
    known = {theme.name for theme in other.themes}
    assert all(set(note.themes) <= known and note.round in other.rounds for note in other.notes)
    assert {note.question for note in other.notes} <= {None, *other.questions}


def test_in_a_seminar_without_groups_the_authors_are_masked():
    seminar = make.seminar(language="en")
    make.post(seminar, "Ja.", author="Kari Nordmann")
    make.post(seminar, "Kari Nordmann sa nei.", author="Ola Hansen")
    masked = with_names(Summary.of(seminar), seminar, Names.MASKED)
    assert [(note.author, note.body) for note in masked.notes] == [("Name 1", "Ja."), ("Name 2", "Name 1 sa nei.")]


def test_a_short_name_is_not_looked_for_in_texts():
    seminar = make.seminar(language="en")
    group = make.group(seminar, "3")
    make.post(seminar, "Vi er 3 av 30.", group=group)
    masked = with_names(Summary.of(seminar), seminar, Names.MASKED)
    assert masked.notes[0].body == "Vi er 3 av 30." and masked.notes[0].group.name == "Group 1"


def test_it_is_chosen_on_the_page_and_on_the_command_line(seminar, tmp_path: Path):
    person = make.person("Cora")
    make.member(seminar, person)
    client, address = person_client(person), reverse("summary_file", args=[seminar.slug, "md"])
    assert "Nordmann" in client.get(address).content.decode()
    assert "Nordmann" not in client.get(address, {"names": "masked"}).content.decode()
    assert client.get(address, {"names": "nonsense"}).status_code == 400
    file = tmp_path / "report.md"
    call_command("export_summary", seminar.slug, format="md", output=os.fspath(file), names="left-out")
    assert "Nordmann" not in file.read_text(encoding="utf-8")


def test_the_real_export_keeps_every_note_and_loses_the_names_of_those_who_wrote(seed):
    call_command("import_padlet", str(seed), verbosity=0)
    seminar = Seminar.objects.get()
    masked = with_names(Summary.of(seminar), seminar, Names.MASKED)
    authors = {name for name in seminar.posts.values_list("author", flat=True) if name}
    assert len(masked.notes) == Post.objects.count() == 66
    assert len(authors) > 5
    text = WRITERS["md"].file(seminar, names=Names.MASKED).decode()
    assert [name for name in authors if name in text] == []
