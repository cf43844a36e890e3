"""The introduction to the summary and the remarks to its sections: written by several at once, and nothing is lost."""

import io
from threading import Barrier, Thread

import docx
import pytest
from django.db import connection
from django.urls import reverse

from seminar.access import FACILITATOR, VIEWER
from seminar.models import NotPossible
from tests import make
from tests.themes.board.day import day
from tests.world import person_client
from themes.history.entries import entries
from themes.models import Remark
from themes.models.remark import RemarkChanged
from themes.summary.formats import WRITERS
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db
INTRODUCTION = "Dagen vart god.\nHer er det som vart sagt. <b>"


@pytest.fixture
def bjarte():
    return make.person("Bjarte")


@pytest.fixture
def seminar(bjarte):
    seminar = day()
    make.member(seminar, bjarte, FACILITATOR)
    return seminar


def write(seminar, body: str, *, section: str = "introduction", expected: int = 0, by=None, **where) -> bool:
    return Remark.objects.write(body, seminar=seminar, section=section, expected=expected, by=by, **where)


def post(client, seminar, section: str, body: str, expected: int):
    return client.post(
        reverse("summary_remark", args=[seminar.slug, section]), {"body": body, "expected": expected}, follow=True
    )


def test_every_section_is_in_the_page_and_in_every_document(seminar, bjarte):
    theme, round = seminar.themes.get(name="Rom"), seminar.rounds.first()
    write(seminar, INTRODUCTION)
    write(seminar, "Om det heile.", section="whole")
    write(seminar, "Om rom.", section="theme", theme=theme)
    write(seminar, "Om morgonen.", section="round", round=round)
    words = ["Dagen vart god.", "Om det heile.", "Om rom.", "Om morgonen."]
    page = person_client(bjarte).get(reverse("summary", args=[seminar.slug])).content.decode()
    markdown = WRITERS["md"].file(seminar).decode()
    document = docx.Document(io.BytesIO(WRITERS["docx"].file(seminar)))
    word = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for text in (page, markdown, word):
        assert [one for one in words if one not in text] == []
    assert "&lt;b&gt;" in page and "<b>" not in page
    assert markdown.index("Dagen vart god.") < markdown.index("Om det heile.") < markdown.index("Om morgonen.")
    assert markdown.index("Om rom.") > markdown.index("## The themes, in the groups")


def test_a_remark_follows_its_theme_into_a_narrowed_summary_and_is_not_shown_after_it_was_removed(seminar):
    theme = seminar.themes.get(name="Rom")
    write(seminar, "Om rom.", section="theme", theme=theme)
    assert Summary.of(seminar).remarks == {f"theme-{theme.pk}": "Om rom."}
    write(seminar, "", section="theme", theme=theme, expected=1)
    assert Summary.of(seminar).remarks == {}
    assert seminar.remarks.count() == 2


def test_what_meets_another_text_is_offered_beside_it_and_replaces_nothing(seminar, bjarte):
    client = person_client(bjarte)
    write(seminar, "Teksten til Aud.", by=make.person("Aud"))
    answer = post(client, seminar, "introduction", "Min eigen tekst.", 0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Aud changed this text while you wrote." in page and "Min eigen tekst.</textarea>" in page
    assert "<del>Teksten" in page
    assert Summary.of(seminar).remarks == {"introduction": "Teksten til Aud."}
    post(client, seminar, "introduction", "Min eigen tekst.", 1)
    assert Summary.of(seminar).remarks == {"introduction": "Min eigen tekst."}
    assert list(seminar.remarks.values_list("body", flat=True)) == ["Teksten til Aud.", "Min eigen tekst."]


def test_a_text_that_is_too_long_stays_in_the_form(seminar, bjarte):
    body = "Æ" * 10_001
    page = post(person_client(bjarte), seminar, "whole", body, 0).content.decode()
    assert body in page and "10000" in page
    assert not seminar.remarks.exists()


def test_the_same_text_again_changes_nothing_whatever_it_was_built_on(seminar):
    assert write(seminar, "Det same.")
    assert not write(seminar, "Det same.", expected=0)
    assert seminar.changes.filter(verb="remark.written").count() == 1


def test_it_is_undone_and_redone_from_the_log_unless_someone_has_changed_it_since(seminar, bjarte):
    write(seminar, "Fyrst.", by=bjarte)
    write(seminar, "Så.", expected=1, by=bjarte)
    first, second = seminar.changes.filter(verb="remark.written")
    undoing = second.undo(by=bjarte)
    assert Summary.of(seminar).remarks == {"introduction": "Fyrst."}
    undoing.undo(by=bjarte)
    assert Summary.of(seminar).remarks == {"introduction": "Så."}
    with pytest.raises(NotPossible):
        first.undo(by=bjarte)
    [entry] = entries(seminar, [second])
    assert (entry.sentence, entry.subject) == ("Text in the summary changed", "Introduction")
    assert "Så." not in str(list(seminar.changes.values_list("data", flat=True)))


def test_viewers_read_and_do_not_write(seminar):
    viewer = make.person("Cora")
    make.member(seminar, viewer, VIEWER)
    write(seminar, "Innleiinga.")
    client = person_client(viewer)
    page = client.get(reverse("summary", args=[seminar.slug])).content.decode()
    assert "Innleiinga." in page and "<textarea" not in page
    assert post(client, seminar, "introduction", "Nei", 1).status_code == 404


@pytest.mark.parametrize("section", ["theme-0", "round-999999", "theme-x", "elsewhere"])
def test_a_section_that_does_not_exist_is_not_found(seminar, bjarte, section):
    assert post(person_client(bjarte), seminar, section, "Nei", 0).status_code == 404


def test_a_theme_of_another_seminar_is_no_section(seminar, bjarte):
    other = make.theme(make.seminar("Eit anna"), "Framand")
    assert post(person_client(bjarte), seminar, f"theme-{other.pk}", "Nei", 0).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_the_same_moment_one_saves_and_the_other_is_told(seminar):
    start, outcomes = Barrier(2), []

    def person_writes(body: str) -> None:
        try:
            start.wait()
            write(seminar, body)
            outcomes.append("saved")
        except RemarkChanged as error:
            outcomes.append(f"met {error.current.body}")
        finally:
            connection.close()

    threads = [Thread(target=person_writes, args=[body]) for body in ("Ein", "To")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [saved] = seminar.remarks.current()
    assert sorted(outcomes) == sorted(["saved", f"met {saved.body}"])


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_page_with_a_text_that_is_not_saved_asks_before_it_is_left(page, server, seminar, bjarte):
    session = person_client(bjarte).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(server.url + reverse("summary", args=[seminar.slug]))
    page.locator("#remark-introduction summary").click()
    page.get_by_label("Introduction").fill("Dette vart skrive på sida.")
    page.locator("#remark-introduction").get_by_role("button", name="Save").click()
    page.get_by_text("Saved. The earlier version is kept").wait_for()
    assert asked == [] and page.locator("#remark-introduction .post-body").inner_text() == "Dette vart skrive på sida."
    page.locator("#remark-whole summary").click()
    page.get_by_label("Remark on the whole").fill("Ikkje lagra")
    page.reload()
    assert asked == ["beforeunload"]
