"""The organizer's page, the group's page as a plain form, the stage, the summary and its files."""

import io
import re

import docx
import pytest
from django.test import Client
from django.urls import reverse

from seminar.models import Hall
from tests import make
from tests.world import device_client
from themes.finish.remaining_work import RemainingWork
from themes.models import Weighing
from themes.stage.screens import Stage
from themes.summary.formats import docx as word
from themes.summary.formats import markdown
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(aud):
    seminar = make.seminar("Fjordmøtet", by=aud, language="en")
    for name in ("Skyss", "Lokale", "Pengar"):
        make.theme(seminar, name)
    make.round(seminar)
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar, "Odden"), "Runa")


def text_of(response) -> str:
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(words.split())


def open_weighing(client, seminar, **data):
    themes = [theme.pk for theme in seminar.themes.in_use()]
    data = {"question": "", "method": "points", "points": 10, "picks": 3, "themes": themes} | data
    return client.post(reverse("weighing_start", args=[seminar.slug]), data, follow=True)


def set_state(client, seminar, do: str):
    return client.post(reverse("weighing_state", args=[seminar.slug]), {"do": do}, follow=True)


def weigh(scribe, **points):
    """Sends the form as a browser without scripts does: with the answer that the page was made from."""
    client, address = device_client(scribe), reverse("weigh", args=[scribe.seminar.slug])
    base = re.search(r'name="base" value="(\d+)"', client.get(address).content.decode())
    return send(scribe, int(base[1]), **points)


def send(scribe, base: int, **points):
    fields = {f"theme-{theme.pk}": points.get(theme.name, 0) for theme in scribe.seminar.themes.all()}
    return device_client(scribe).post(
        reverse("weigh", args=[scribe.seminar.slug]), fields | {"base": base}, follow=True
    )


def page(scribe, name: str = "weigh"):
    return device_client(scribe).get(reverse(name, args=[scribe.seminar.slug]))


def test_the_organizer_chooses_method_number_and_themes(client, seminar):
    lokale = seminar.themes.get(name="Lokale")
    others = [theme.pk for theme in seminar.themes.exclude(pk=lokale.pk)]
    html = text_of(open_weighing(client, seminar, method="picks", picks=2, question="Kva først?", themes=others))
    weighing = seminar.weighings.get()
    assert (weighing.method, weighing.limit, weighing.question) == ("picks", 2, "Kva først?")
    assert [row.theme_id for row in weighing.weighed.all()] == others
    assert "Kva først?" in html and "0 of 0 groups have taken part" in html


def test_the_themes_in_use_are_chosen_to_begin_with(client, seminar):
    seminar.themes.get(name="Pengar").retire()
    html = client.get(reverse("weighing", args=[seminar.slug])).content.decode()
    assert len(re.findall(r'name="themes"[^>]* checked', html)) == 2
    assert "Pengar" not in html


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"themes": []}, "Choose at least two themes."),
        ({"points": ""}, "This field is required."),
        ({"points": 101}, "less than or equal to 100"),
        ({"method": "picks", "picks": 0}, "greater than or equal to 1"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_with_a_sentence(client, seminar, data, sentence):
    answer = open_weighing(client, seminar, **data)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert not seminar.weighings.exists()


def test_an_unused_number_does_not_matter(client, seminar):
    open_weighing(client, seminar, method="picks", points="")
    assert seminar.weighings.get().limit == 3


def test_a_second_weighing_is_refused_while_one_is_open(client, seminar):
    open_weighing(client, seminar)
    assert "Another weighing is open. Close it first." in text_of(open_weighing(client, seminar))


def test_the_organizer_closes_it_and_opens_it_again(client, seminar, scribe):
    open_weighing(client, seminar)
    set_state(client, seminar, "close")
    assert not seminar.weighings.get().is_open
    assert "The weighing is closed. Thank you!" in text_of(page(scribe))
    set_state(client, seminar, "reopen")
    assert seminar.weighings.get().is_open


def test_a_facilitator_cannot_open_a_weighing(seminar):
    client, bjarte = Client(), make.person("Bjarte")
    make.member(seminar, bjarte)
    client.force_login(bjarte)
    assert open_weighing(client, seminar).status_code == 404


def test_the_scribe_s_page_leads_to_it_while_it_is_open(client, seminar, scribe):
    link = reverse("weigh", args=[seminar.slug])
    assert link not in page(scribe, "write").content.decode()
    open_weighing(client, seminar)
    assert link in page(scribe, "write").content.decode() and link in page(scribe, "write_now").content.decode()
    set_state(client, seminar, "close")
    assert link not in page(scribe, "write_now").content.decode()


def test_a_group_answers_with_a_plain_form_and_changes_its_answer(client, seminar, scribe):
    open_weighing(client, seminar)
    html = text_of(weigh(scribe, Skyss=6, Lokale=4))
    assert "0 of 10 points left" in html and ", Runa" in html
    answer = page(scribe).content.decode()
    assert 'value="6"' in answer and 'value="4"' in answer
    weigh(scribe, Pengar=3)
    assert "7 of 10 points left" in text_of(page(scribe))


def test_too_many_points_are_refused_and_stay_in_the_form(client, seminar, scribe):
    open_weighing(client, seminar)
    answer = weigh(scribe, Skyss=8, Lokale=7)
    assert answer.status_code == 422
    assert "Your group has 10 points, and 15 are given. Take some away." in text_of(answer)
    assert 'value="8"' in answer.content.decode() and "Saved at" not in text_of(answer)


@pytest.mark.parametrize("number", ["-1", "ti", "1.5", "11", "9" * 30, "\x00"])
def test_what_is_no_number_of_points_is_refused_with_one_sentence(client, seminar, scribe, number):
    open_weighing(client, seminar)
    answer = weigh(scribe, Skyss=number)
    assert answer.status_code == 422 and "Enter whole numbers from 0 to 10." in text_of(answer)
    assert not Weighing.objects.get().answers.exists()


def test_picks_are_ticks(client, seminar, scribe):
    open_weighing(client, seminar, method="picks", picks=2)
    assert page(scribe).content.decode().count('type="checkbox"') == 3
    assert "0 of 2 themes left to pick" in text_of(weigh(scribe, Skyss=1, Pengar=1))


def test_the_later_of_two_devices_sees_both_answers_and_can_save_its_own(client, seminar, scribe):
    open_weighing(client, seminar)
    other = make.scribe(seminar, scribe.group, "Odd")
    weigh(other, Lokale=5)
    answer = send(scribe, 0, Skyss=7)
    html = answer.content.decode()
    assert answer.status_code == 409 and "Another device of your group has saved in the meantime." in text_of(answer)
    assert "Skyss: 7" in text_of(answer) and re.search(r'type="number"[^>]*value="5"', html)
    own = html.split('class="weigh-own"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(base|theme-\d+)" value="(\d+)"', own))
    device_client(scribe).post(reverse("weigh", args=[seminar.slug]), fields)
    assert "What your group gave" not in text_of(page(other))
    assert re.search(r'type="number"[^>]*value="7"', page(other).content.decode())


def test_a_device_without_a_group_is_asked_to_choose_it(client, seminar):
    scribe = make.scribe(seminar)
    open_weighing(client, seminar)
    assert "Choose your group first." in text_of(page(scribe))
    assert send(scribe, 0, Skyss=1).status_code == 422


def test_a_stopped_group_sees_its_answer_and_cannot_change_it(client, seminar, scribe):
    open_weighing(client, seminar)
    weigh(scribe, Skyss=2)
    scribe.group.stop()
    assert "The organizer has stopped your group" in text_of(page(scribe))
    assert "weigh-form" not in page(scribe).content.decode()
    assert send(scribe, Weighing.objects.get().answers.get().pk, Skyss=3).status_code == 422


def test_a_device_that_was_shut_out_gets_the_page_that_says_so(client, seminar, scribe):
    open_weighing(client, seminar)
    scribe.remove()
    answer = send(scribe, 0, Skyss=3)
    assert "weigh-form" not in answer.content.decode() and answer.status_code == 403
    assert not Weighing.objects.get().answers.exists()


def test_an_answer_from_a_page_that_is_older_than_a_merge_of_themes_is_saved_for_the_theme_that_is_left(
    client, seminar, scribe
):
    open_weighing(client, seminar)
    skyss, lokale, pengar = seminar.themes.all()
    pengar.merge(skyss)
    fields = {f"theme-{skyss.pk}": 2, f"theme-{pengar.pk}": 3, f"theme-{lokale.pk}": 1, "base": 0}
    device_client(scribe).post(reverse("weigh", args=[seminar.slug]), fields)
    html = page(scribe).content.decode()
    assert re.search(rf'name="theme-{skyss.pk}" value="5"', html) and "Pengar" not in html


def test_before_any_weighing_the_page_says_that_there_is_nothing_yet(seminar, scribe):
    assert "Nothing to weigh yet" in text_of(page(scribe))
    assert device_client(scribe).post(reverse("weigh", args=[seminar.slug])).status_code == 200


def test_the_organizer_sees_who_has_not_answered_and_no_empty_tables(client, seminar, scribe):
    make.scribe(seminar, make.group(seminar, "Vika"))
    make.group(seminar, "Tomt bord")
    open_weighing(client, seminar)
    weigh(scribe, Skyss=2)
    html = text_of(client.get(reverse("weighing", args=[seminar.slug])))
    assert "1 of 2 groups have taken part" in html and "Not answered yet: Vika" in html and "Tomt" not in html
    assert "1 of 2 groups have taken part" in text_of(client.get(reverse("stage", args=[seminar.slug])))
    scribe.remove()  # what it has answered still counts
    assert "1 of 2 groups" in text_of(client.get(reverse("weighing", args=[seminar.slug])))


def test_finishing_the_seminar_closes_the_weighing(client, seminar, scribe):
    open_weighing(client, seminar)
    assert RemainingWork.of(seminar).weighing
    assert "The weighing is open. It will be closed." in text_of(client.get(reverse("finish", args=[seminar.slug])))
    client.post(reverse("finish_do", args=[seminar.slug]), {"do": "finish"})
    client.post(reverse("finish_do", args=[seminar.slug]), {"do": "reopen"})
    assert not Weighing.objects.get().is_open
    verbs = [change.verb for change in seminar.changes.all()]
    assert verbs.index("weighing.closed") < verbs.index("seminar.finished")


def test_the_stage_shows_it_first_by_points_and_groups(client, seminar, scribe):
    assert Stage.of(seminar).weighing is None
    open_weighing(client, seminar, question="Kva skal gjerast først?")
    weigh(scribe, Skyss=2, Pengar=8)
    stage = Stage.of(seminar)
    assert [screen.kind for screen in stage.screens] == ["weighing", "many"]
    html = text_of(client.get(reverse("stage", args=[seminar.slug])))
    assert (
        "Kva skal gjerast først? 1 of 1 group has taken part · still open points 3 Pengar 8 points from 1 group" in html
    )
    set_state(client, seminar, "close")
    assert "still open" not in text_of(client.get(reverse("stage", args=[seminar.slug])))


def test_the_hall_screen_shows_it_too(client, seminar, scribe):
    open_weighing(client, seminar, question="Kva skal gjerast først?")
    weigh(scribe, Skyss=2, Pengar=8)
    Hall.objects.of(seminar).show("stage")
    html = text_of(client.get(reverse("hall", args=[seminar.slug])))
    assert "Kva skal gjerast først?" in html and "Pengar 8 " in html


def test_a_weighing_that_nobody_took_part_in_is_nowhere_once_it_is_closed(client, seminar, scribe):
    open_weighing(client, seminar)
    set_state(client, seminar, "close")
    assert Stage.of(seminar).weighing is None and Summary.of(seminar).weighings == ()


def test_the_summary_and_its_files_have_the_result_and_how_many_took_part(client, seminar, scribe):
    make.scribe(seminar, make.group(seminar, "Vika"))
    open_weighing(client, seminar, question="Kva først?")
    weigh(scribe, Skyss=2, Pengar=8)
    expected = ["Kva først?", "1 of 2 groups have taken part. Each group had 10 points to spread."]
    html = text_of(client.get(reverse("summary", args=[seminar.slug])))
    assert all(words in html for words in expected)
    summary = Summary.of(seminar)
    report = b"".join(markdown.write(summary)).decode()
    assert all(words in report for words in expected) and "| Pengar | 8 | 1 |" in report
    document = docx.Document(io.BytesIO(b"".join(word.write(summary))))
    assert expected[0] in [paragraph.text for paragraph in document.paragraphs]
    assert ["Pengar", "8", "1"] in [
        [cell.text for cell in row.cells] for table in document.tables for row in table.rows
    ]


def test_everyone_with_the_link_to_the_result_sees_it_without_names_of_groups(client, seminar, scribe):
    open_weighing(client, seminar, method="picks", question="Kva først?")
    weigh(scribe, Skyss=1)
    seminar.share_result(names=False)
    seminar.refresh_from_db()
    html = text_of(Client().get(reverse("result", args=[seminar.result_token])))
    assert "Kva først?" in html and "Each group could pick up to 3 themes." in html and "Odden" not in html


def test_the_log_tells_of_each_answer_and_can_be_narrowed_to_weighing(client, seminar, scribe):
    open_weighing(client, seminar)
    weigh(scribe, Skyss=1)
    html = text_of(client.get(reverse("log", args=[seminar.slug]), {"kind": "weighing"}))
    assert "2 changes" in html and "Weighing opened" in html and "Themes weighed Runa Odden" in html
