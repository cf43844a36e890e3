import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from seminar.access import FACILITATOR, ORGANIZER, VIEWER
from seminar.models import Seminar
from tests import make
from tests.themes.board.day import SAID, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return day()


@pytest.fixture
def reader(client, seminar):
    """Logs in a person with the given role in the seminar, or with none."""

    def log_in(role: str | None):
        person = make.person("Cora")
        if role:
            make.member(seminar, person, role)
        client.force_login(person)
        client.cookies["django_language"] = "en"
        return client

    return log_in


def address(seminar, format: str = "") -> str:
    return f"/s/{seminar.slug}/summary/{format}{'/' if format else ''}"


def test_a_member_reads_figures_themes_and_notes(reader, seminar):
    page = reader(VIEWER).get(address(seminar)).content.decode()
    assert SAID in page
    assert "<dd>3</dd>" in page and "Said by one or two groups only" in page
    assert "Løyndomen" not in page


def test_a_stranger_gets_404_as_for_a_seminar_that_does_not_exist(reader, seminar):
    stranger = reader(None)
    assert stranger.get(address(seminar)).status_code == 404
    assert stranger.get(address(seminar, "md")).status_code == 404
    assert stranger.get("/s/finst-ikkje/summary/").status_code == 404


def test_someone_who_is_not_logged_in_is_asked_to_log_in(client, seminar):
    assert client.get(address(seminar)).url.startswith("/account/login/")
    assert client.get(address(seminar, "md")).url.startswith("/account/login/")


def test_markup_in_a_note_is_escaped(reader, seminar):
    page = reader(VIEWER).get(address(seminar)).content.decode()
    assert "&lt;b&gt;nei&lt;/b&gt;" in page and "<b>nei" not in page


def test_a_file_is_a_download_named_after_the_seminar(reader, seminar):
    answer = reader(VIEWER).get(address(seminar, "md"))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Biblioteket%20i%20L%C3%A5gvika%20")
    assert answer["Content-Disposition"].endswith(".md")


def test_the_file_name_has_the_time_in_the_zone_of_the_seminar(reader, seminar):
    Seminar.objects.update(time_zone="Pacific/Kiritimati")
    name = reader(VIEWER).get(address(seminar, "md"))["Content-Disposition"]
    assert f"{datetime.now(ZoneInfo('Pacific/Kiritimati')):%Y-%m-%d%%20%H}." in name


def test_round_titles_are_written_once_and_tables_use_numbers(reader, seminar):
    page = reader(VIEWER).get(address(seminar)).content.decode()
    assert page.split("</dl>")[1].count("Kva saknar de?") == 1
    headings = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', page)
    totals, by_round, by_question = headings[:3], headings[3:6], headings[6:9]
    assert totals == ["Theme", "Groups", "Notes"]
    assert (by_round, by_question) == (["Theme", "Round 1", "Round 2"], ["Theme", "1.1", "1.2"])


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_the_counts_of_two_rounds_fit_without_horizontal_scrolling(page, reader, seminar, live_server):
    session = reader(VIEWER).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + address(seminar))
    widths = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)"
    assert page.evaluate(widths)[:2] == [0, 0]


def test_the_file_has_the_same_filter_as_the_page(reader, seminar):
    rom = seminar.themes.get(name="Rom")
    client = reader(VIEWER)
    page = client.get(address(seminar), {"theme": rom.pk}).content.decode()
    assert "/summary/md/" in page and f'<input type="hidden" name="theme" value="{rom.pk}">' in page
    text = client.get(address(seminar, "md"), {"theme": rom.pk}).content.decode()
    assert "Only some of the notes: Themes: Rom." in text and "Kaffi" not in text


def test_a_viewer_cannot_download_the_json_with_its_hidden_notes(reader, seminar):
    assert seminar.posts.filter(state="hidden").exists()
    viewer = reader(VIEWER)
    assert viewer.get(address(seminar, "json")).status_code == 404
    assert "/summary/json/" not in viewer.get(address(seminar)).content.decode()


@pytest.mark.parametrize("role", [ORGANIZER, FACILITATOR])
def test_those_who_may_change_the_seminar_can_download_the_json(reader, seminar, role):
    client = reader(role)
    assert "Løyndomen" in client.get(address(seminar, "json")).content.decode()
    assert "/summary/json/" in client.get(address(seminar)).content.decode()


def test_an_unknown_format_is_not_found(reader, seminar):
    assert reader(VIEWER).get(address(seminar, "exe")).status_code == 404


def test_an_invalid_filter_value_is_reported_and_leaves_nothing_out(reader, seminar):
    page = reader(VIEWER).get(address(seminar), {"round": "x"}).content.decode()
    assert "field-errors" in page and SAID in page


def test_a_theme_with_others_under_it_says_both_counts_on_the_page_and_in_documents(reader, seminar):
    seminar.themes.get(name="Rom").nest(seminar.themes.get(name="Opningstid"))
    client = reader(VIEWER)
    both = "3 groups, 3 notes · With sub-themes: 3 groups, 4 notes"
    assert both in client.get(address(seminar)).content.decode()
    assert both in client.get(address(seminar, "md")).content.decode()
