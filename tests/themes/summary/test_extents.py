"""The short report, the pages that groups take home, hidden notes, and the first page."""

import os
import re
from itertools import islice, product

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from seminar.models import NotPossible
from tests import make
from tests.themes.board.day import NASTY, SAID, day
from tests.themes.summary.odd import empty_seminar, odd_seminar
from tests.themes.summary.office import convert_all
from tests.themes.summary.printed import pages
from tests.world import person_client
from themes.models import Remark
from themes.summary.closed import close_summary, to_data
from themes.summary.formats import WRITERS
from themes.summary.names import Names
from themes.summary.report import Extent
from themes.summary.summary import Summary

pytestmark = [pytest.mark.once, pytest.mark.django_db]

DOCUMENTS = ["docx", "odt", "pdf", "md"]
LONG = "Vi snakka lenge om dette, og er samde om det meste. " * 25


@pytest.fixture
def full():
    """A day with 30 themes, and groups with one, five, twenty and sixty notes, some of them long."""
    seminar = make.seminar("Biblioteket i Lågvika", language="nn")
    round = make.round(seminar, "Kva saknar de?")
    themes = [make.theme(seminar, f"Tema {number} {'om noko langt ' * (number % 9)}") for number in range(30)]
    for number, count in enumerate((1, 5, 20, 60), 1):
        group = make.group(seminar, f"Bord {number} {'med eit langt namn ' * number}".strip())
        for place in range(count):
            body = f"Notat {place} frå bord {number}. {LONG if place % 3 == 0 else ''}"
            post = make.post(seminar, body, group=group, round=round)
            for theme in themes[place % 7 :: 9]:
                theme.add_post(post)
    text = "Velkomen til oppsummeringa. " * 60
    Remark.objects.write(text, seminar=seminar, section="introduction", expected=0, by=None)
    return seminar


def read(files: list[tuple[str, bytes]], folder) -> list[list[str]]:
    """The words of each page of each file, given with its format, as readers that are not ours print them.

    LibreOffice starts once for all of them.
    """
    printed = {f"{number}.{format}": data for number, (format, data) in enumerate(files)}
    office = {name: data for name, data in printed.items() if name.endswith(("docx", "odt"))}
    printed |= zip(office, convert_all(office, "pdf", folder), strict=True)
    return [[data.decode()] if name.endswith("md") else pages(data) for name, data in printed.items()]


def test_the_short_report_has_two_pages_and_each_group_one_however_much_was_written(full, tmp_path):
    kinds = list(product(("docx", "odt", "pdf"), (Extent.SHORT, Extent.GROUPS)))
    files = read([(format, WRITERS[format].file(full, extent=extent)) for format, extent in kinds], tmp_path)
    for (format, extent), printed in zip(kinds, files, strict=True):
        if extent == Extent.SHORT:
            assert len(printed) <= 2, format
            continue
        assert len(printed) == 4, format
        for number, page in enumerate(printed, 1):
            assert f"Bord {number} med eit langt namn" in page and f"frå bord {number}" in page, format
            assert not re.search(rf"frå bord [^{number}]", page), format


def test_a_group_reads_its_notes_their_themes_and_how_many_others_said_the_same():
    seminar = day()
    for name in ("Mosebordet", "Torvbordet"):
        post = make.post(seminar, "Eit rom til korøvinga!", group=seminar.groups.get(name=name))
        seminar.themes.get(name="Rom").add_post(post)
    text = WRITERS["md"].file(seminar, extent=Extent.GROUPS).decode()
    own = text.split("## Lyngbordet")[1].split("\n## ")[0]
    assert "Your group wrote 2 notes in 1 round, under 2 themes." in own
    assert "| Rom | 2 | 2 |" in own and "| Opningstid | 1 | 2 |" in own
    assert "Vi vil ha ope om kvelden." in own and "2 other groups said nearly the same" in own
    assert "Frivillige" not in own and "Mosebordet" not in own and "Løyndomen" not in text


def test_masked_names_are_on_the_pages_and_without_names_there_are_none():
    seminar = day()
    masked = WRITERS["md"].file(seminar, extent=Extent.GROUPS, names=Names.MASKED).decode()
    assert "## Group 1" in masked and "Lyngbordet" not in masked
    with pytest.raises(NotPossible, match="which group it is for"):
        WRITERS["md"].file(seminar, extent=Extent.GROUPS, names=Names.LEFT_OUT)


def test_what_several_groups_said_in_nearly_the_same_words_is_one_line_and_in_full_once_each():
    seminar = day()
    theme = seminar.themes.get(name="Opningstid")
    for name, body in (("Mosebordet", "Vi vil ha ope på kvelden!"), ("Torvbordet", "Ope om kvelden vil vi ha")):
        theme.add_post(make.post(seminar, body, subject="Ope seint", group=seminar.groups.get(name=name)))
    themes, appendix = WRITERS["md"].file(seminar).decode().replace("\u00a0", " ").split("## All notes")
    section = themes.split("### Opningstid")[1].split("###")[0]
    said = "Said by 3 groups in nearly the same words: Ope seint Vi vil ha ope om kvelden. – Lyngbordet, note 1; "
    assert said + "Mosebordet, note 7; Torvbordet, note 8" in section
    assert [appendix.count(words) for words in ("ope om kvelden.", "ope på kvelden!", "Ope om kvelden")] == [1, 1, 1]


def test_hidden_notes_are_listed_with_reasons_where_that_is_asked_for(tmp_path):
    seminar = day()
    post = make.post(seminar, "Grovt sagt.", group=seminar.groups.first())
    seminar.themes.get(name="Rom").add_post(post)
    seminar.passages.mark(seminar.themes.get(name="Rom"), post, start=0, end=5, revision=1, by=None)
    post.hide(reason="Skjellsord")
    asked = ({"with_hidden": True}, {"with_hidden": False}, {"names": Names.MASKED, "with_hidden": True})
    files = [(format, WRITERS[format].file(seminar, **options)) for format, options in product(DOCUMENTS, asked)]
    texts = map(" ".join, read(files, tmp_path))
    for format in DOCUMENTS:
        listed, unlisted, masked = islice(texts, len(asked))
        assert "Reason: Skjellsord" in listed and "Løyndomen." in listed and "No reason was given." in listed, format
        assert listed.count("Grovt") == 1, format
        hidden = ("Grovt", "Skjellsord", "Løyndomen", "Hidden notes")
        assert [words for words in hidden if words in unlisted] == [], format
        assert "Grovt sagt" in masked and "Lyngbordet" not in masked, format
        if format != "md":  # which has marks before what could be markup
            assert [line for line in ("Biblioteket i Lågvika", SAID, *NASTY.split("\n")) if line not in unlisted] == []


def test_hidden_notes_are_neither_stored_when_the_summary_is_closed_nor_given_to_viewers():
    seminar, aud, cora = day(), make.person("Aud"), make.person("Cora")
    make.member(seminar, aud, "organizer")
    make.member(seminar, cora, "viewer")
    seminar.finish(by=aud)
    close_summary(seminar, by=aud)
    assert "Løyndomen" not in str(to_data(Summary.of(seminar)))
    address = reverse("summary_file", args=[seminar.slug, "md"])
    query = {"hidden": "on", "names": "shown"}
    assert "Løyndomen" in person_client(aud).get(address, query).content.decode()
    assert "Løyndomen" not in person_client(cora).get(address, query).content.decode()
    page = reverse("summary", args=[seminar.slug])
    assert 'name="hidden"' in person_client(aud).get(page).content.decode()
    assert 'name="hidden"' not in person_client(cora).get(page).content.decode()


def test_the_same_filter_narrows_the_hidden_notes():
    seminar, aud = day(), make.person("Aud")
    make.member(seminar, aud, "organizer")
    address = reverse("summary_file", args=[seminar.slug, "md"])
    morning = seminar.rounds.first()
    text = person_client(aud).get(address, {"hidden": "on", "round": morning.pk}).content.decode()
    assert "Løyndomen" not in text  # it is from the evening


def test_the_first_page_says_who_wrote_and_how_far_the_reading_is():
    seminar, bjarte = day(), make.person("Bjarte")
    seminar.readings.mark([seminar.posts.first()], by=bjarte)
    seminar.themes.get(name="Rom").add_post(seminar.posts.get(body="Frivillige."), by=bjarte)
    first = WRITERS["md"].file(seminar).decode().split("\n## ")[0]
    assert "3 of 3 groups wrote something. There are 5 notes, in 2 rounds. 1 of them is a comment on others." in first
    assert "1 note from an unknown group counts among the notes only." in first
    assert "Facilitators have read 2 of 5 notes. 1 note is under no theme." in first
    assert "In round 1, 1 group wrote nothing. In round 2, 1 group wrote nothing." in first


def test_the_name_of_the_group_above_a_note_is_not_what_the_note_begins_with():
    seminar = day()
    group = seminar.groups.get(name="Mosebordet")
    post = make.post(seminar, "MOSEBORDET:\n-----\nFleire bord ute.", subject="Mosebordet", group=group)
    seminar.themes.get(name="Rom").add_post(post)
    text = WRITERS["md"].file(seminar).decode()
    assert "- Fleire bord ute. – Mosebordet, note 7" in text.split("## All notes")[0]
    assert "> MOSEBORDET:" in text.split("## All notes")[1]


def test_a_round_of_which_there_is_nothing_to_say_has_no_heading():
    seminar = make.seminar(language="en")
    for title in ("Morgon", "Kveld"):
        post = make.post(seminar, f"Notat {title}", round=make.round(seminar, title))
        make.theme(seminar, f"Tema {title}").add_post(post)
    where = WRITERS["md"].file(seminar).decode().split("## Where the themes came up")[1].split("\n## ")[0]
    assert "###" not in where


def test_odd_and_empty_seminars_have_every_kind_of_report(tmp_path):
    kinds = list(product(DOCUMENTS, (odd_seminar(), empty_seminar()), (Extent.SHORT, Extent.GROUPS)))
    files = [(format, WRITERS[format].file(seminar, extent=extent)) for format, seminar, extent in kinds]
    found = zip(kinds, read(files, tmp_path), strict=True)
    assert [kind for kind, printed in found if not printed[0]] == []


@pytest.mark.parametrize("format", ["csv", "xlsx", "json", "qdpx", "qdc"])
def test_other_kinds_of_file_are_always_whole(format, tmp_path):
    with pytest.raises(NotPossible, match="can be short"):
        WRITERS[format].file(day(), extent=Extent.SHORT)
    with pytest.raises(CommandError, match="can be short"):
        call_command("export_summary", "biblioteket-i-lagvika", format=format, hidden=True)


def test_it_is_chosen_on_the_page_and_on_the_command_line(tmp_path):
    seminar, aud = day(), make.person("Aud")
    make.member(seminar, aud, "organizer")
    address = reverse("summary_file", args=[seminar.slug, "md"])
    short = person_client(aud).get(address, {"form": "short"}).content.decode()
    file = tmp_path / "short.md"
    call_command("export_summary", seminar.slug, format="md", output=os.fspath(file), form="short")
    assert "## All notes" not in short and file.read_text().split("\n")[4:] == short.split("\n")[4:]
    assert person_client(aud).get(address, {"form": "tall"}).status_code == 400
    whole = person_client(aud).get(reverse("summary_file", args=[seminar.slug, "csv"]), {"form": "short"})
    assert whole.status_code == 200
