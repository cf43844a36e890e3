"""A summary that is closed stays as it was, and says what has changed since."""

import json

import pytest
from django.urls import reverse

from posts.models import Erasure
from posts.models.splitting import PartText
from tests import make
from tests.themes.board.day import SAID, clock, day
from tests.world import person_client
from themes.finish.forms import finish
from themes.models import ClosedSummary, Passage, Quote, Remark, Weighing
from themes.summary.closed import ChangesSinceClosing, from_data, summary_to_show, to_data
from themes.summary.formats import WRITERS
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(aud):
    """With a row of everything that a summary shows."""
    seminar = day()
    make.member(seminar, aud, "organizer")
    for group, region in zip(seminar.groups.all(), ("nord", "sør", "nord"), strict=True):
        group.attributes = {"region": region}
        group.save()
    theme, note = seminar.themes.get(name="Opningstid"), seminar.posts.get(body=SAID)
    Quote.objects.show(note, theme=theme, text="ope om kvelden", named=True)
    Passage.objects.mark(theme, note, start=0, end=6, revision=1, by=None)
    Remark.objects.write("Ei innleiing.", seminar=seminar, section="introduction", expected=0, by=aud)
    Weighing.objects.start(seminar=seminar, question="Kva først?", method="points", limit=5, themes=[theme], by=aud)
    return seminar


def files(seminar) -> list[bytes]:
    return [WRITERS[format].file(seminar) for format in ("md", "csv")]


def test_the_stored_summary_is_equal_to_the_one_that_was_made(seminar):
    summary = Summary.of(seminar)
    assert summary.weighings and summary.attributes and summary.pairs and summary.themes[0].marked
    assert from_data(to_data(summary)) == summary


def test_the_page_and_the_files_stay_as_they_were_while_work_goes_on(seminar, aud):
    client = person_client(aud)
    address = reverse("summary", args=[seminar.slug])
    finish(seminar, by=aud)
    before = files(seminar)
    assert "Since then:" not in client.get(address).content.decode()
    note = seminar.posts.get(body=SAID)
    note.revise(subject="", body="Noko heilt anna.", reason="", expected=1, by=aud)
    seminar.themes.get(name="Stille").add_post(seminar.posts.get(group=None), by=aud)
    make.post(seminar, "Heilt ny.", written_at=clock(14))
    seminar.themes.get(name="Folk").describe(name="Menneske", by=aud)
    assert files(seminar) == before
    page = client.get(address).content.decode()
    assert SAID in page and "Noko heilt anna." not in page and "Final" in page
    for sentence in (
        "1 note has been added.",
        "1 note has another text.",
        "1 note has other themes.",
        "Names, remarks or chosen words have changed.",
    ):
        assert sentence in page


def test_words_of_a_note_that_is_hidden_or_deleted_later_are_shown_to_nobody(seminar, aud, client):
    seminar.share_result(names=True, by=aud)
    finish(seminar, by=aud)
    note = seminar.posts.get(body=SAID)
    before = summary_to_show(seminar)
    note.hide(by=aud)
    assert ChangesSinceClosing.of(seminar).removed == 1
    page = client.get(reverse("result", args=[seminar.result_token])).content.decode()
    for text in (page, *(data.decode() for data in files(seminar))):
        assert SAID not in text and "ope om kvelden" not in text and "Frivillige." in text
    after = summary_to_show(seminar)
    assert [theme.count for theme in after.themes] == [theme.count for theme in before.themes]
    assert after.finished_by == "Aud"
    note.show(by=aud)
    assert summary_to_show(seminar) == before
    Erasure.objects.ask(note, by=aud).carry_out(by=aud)
    stored = json.dumps(ClosedSummary.objects.get().data, ensure_ascii=False)
    assert SAID not in stored and "ope om kvelden" not in stored and "Frivillige." in stored and "Aud" not in stored


def figures(summary: Summary) -> tuple:
    themes = [(theme.name, theme.count, len(theme.notes)) for theme in summary.themes]
    return summary.count, summary.tally.total.count, summary.unsorted_count, summary.comments, themes


def test_all_figures_stay_and_only_words_that_were_hidden_go(seminar, aud, client):
    seminar.share_result(names=True, by=aud)
    finish(seminar, by=aud)
    before = summary_to_show(seminar)
    kept, hidden, merged, split, deleted = (
        seminar.posts.get(body__startswith=words) for words in (SAID, "# Ikkje", "Frivillige", "Eit rom", "Kaffi")
    )
    hidden.hide(by=aud)
    merged.merge(kept, by=aud)
    parts = split.split([PartText("Eit rom."), PartText("Korøving.")], by=aud)
    Erasure.objects.ask(deleted, by=aud).carry_out(by=aud)
    assert figures(summary_to_show(seminar)) == figures(before)
    page = client.get(reverse("result", args=[seminar.result_token])).content.decode()
    texts = [page, *(data.decode() for data in files(seminar))]
    for text in texts:
        assert SAID in text and "Frivillige." in text and "Eit rom til korøving." in text
        assert "Ikkje ei overskrift" not in text and "Kaffi" not in text
    left_out = "2 notes have since been hidden or deleted. They are counted, but their words are left out."
    assert left_out in texts[0] and left_out in texts[1]
    parts[1].hide(by=aud)
    assert not {note.uid for note in summary_to_show(seminar).notes if note.has_words} & {split.uid, hidden.uid}
    parts[1].show(by=aud)
    split.refresh_from_db()
    split.unsplit(by=aud)
    kept.hide(by=aud)
    assert {note.body for note in summary_to_show(seminar).notes if note.has_words} == {"Eit rom til korøving."}
    assert figures(summary_to_show(seminar)) == figures(before)


@pytest.mark.parametrize("extent", ["whole", "short", "groups"])
def test_a_document_of_notes_that_were_all_hidden_has_the_figures(seminar, aud, extent):
    finish(seminar, by=aud)
    for post in seminar.posts.visible():
        post.hide(by=aud)
    for names in ("shown", "masked"):
        if document := WRITERS["md"].file(seminar, names=names, extent=extent).decode():
            assert SAID not in document and "Kaffi" not in document and "Opningstid" in document
    page = person_client(aud).get(reverse("summary", args=[seminar.slug])).content.decode()
    assert "Read the" not in page and "5 notes have since been hidden or deleted." in page
    for format in ("docx", "odt", "pdf"):
        assert WRITERS[format].file(seminar, extent=extent)


def test_what_came_to_nothing_is_no_change(seminar, aud):
    finish(seminar, by=aud)
    note = seminar.posts.get(body="Frivillige.")
    note.hide(by=aud)
    note.show(by=aud)
    assert ChangesSinceClosing.of(seminar) is None


def test_what_happens_to_notes_alone_is_told_of_notes_alone(seminar, aud):
    finish(seminar, by=aud)
    quoted = seminar.posts.get(body=SAID)
    quoted.hide(by=aud)
    seminar.themes.get(name="Stille").add_post(make.post(seminar, "Heilt ny.", written_at=clock(14)), by=aud)
    seminar.themes.get(name="Rom").add_post(seminar.posts.get(body="Frivillige."), by=aud)
    assert ChangesSinceClosing.of(seminar) == ChangesSinceClosing(added=1, removed=1, reworded=0, placed=1, frame=False)


def test_it_is_closed_again_or_opened(seminar, aud):
    client = person_client(aud)
    finish(seminar, by=aud)
    make.post(seminar, "Heilt ny.", written_at=clock(14))
    seminar.themes.get(name="Rom").add_post(seminar.posts.get(body="Heilt ny."), by=aud)
    finish(seminar, by=aud)
    assert "Heilt ny." not in files(seminar)[0].decode()
    page = client.post(reverse("finish_do", args=[seminar.slug]), {"do": "update"}, follow=True).content.decode()
    assert "Heilt ny." in page and "Since then:" not in page
    assert "Heilt ny." in files(seminar)[0].decode()
    client.post(reverse("finish_do", args=[seminar.slug]), {"do": "reopen"})
    seminar.refresh_from_db()
    make.post(seminar, "Enda nyare.", written_at=clock(15))
    text = files(seminar)[0].decode()
    assert "Enda nyare." in text and "Preliminary" in text
    finish(seminar, by=aud)
    assert "Final" in files(seminar)[0].decode()
    assert ClosedSummary.objects.get().data["summary"]["notes"][-1]["body"]


def test_those_with_the_link_read_the_closed_one(seminar, aud, client):
    seminar.share_result(names=True, by=aud)
    finish(seminar, by=aud)
    seminar.posts.get(body=SAID).revise(subject="", body="Noko heilt anna.", reason="", expected=1, by=aud)
    page = client.get(reverse("result", args=[seminar.result_token])).content.decode()
    assert SAID in page and "Noko heilt anna." not in page and "Ei innleiing." in page and "<textarea" not in page


def test_a_filter_shows_the_present_notes_and_says_that_they_are_not_final(seminar, aud):
    finish(seminar, by=aud)
    client, address = person_client(aud), reverse("summary", args=[seminar.slug])
    rom = seminar.themes.get(name="Rom")
    assert "Final" in client.get(address, {"theme": rom.pk}).content.decode()
    make.post(seminar, "Heilt ny.", written_at=clock(14))
    rom.add_post(seminar.posts.get(body="Heilt ny."), by=aud)
    page = client.get(address, {"theme": rom.pk}).content.decode()
    assert "Heilt ny." in page and "Preliminary" in page


def test_a_seminar_that_was_finished_before_summaries_were_stored_shows_the_present_one(seminar, aud):
    seminar.finish(by=aud)
    assert not ClosedSummary.objects.exists()
    assert SAID in files(seminar)[0].decode()


@pytest.mark.django_db(transaction=True)
def test_the_summary_says_at_once_how_many_notes_have_been_read(seminar, aud):
    client, address = person_client(aud), reverse("summary", args=[seminar.slug])
    assert "Facilitators have read 0 of 5 notes." in client.get(address).content.decode()
    seminar.readings.mark(seminar.posts.visible()[:2], by=aud)
    assert "Facilitators have read 2 of 5 notes." in client.get(address).content.decode()
    seminar.readings.mark(seminar.posts.all(), by=aud)
    assert "Facilitators have read all the notes." in client.get(address).content.decode()
