import pytest

from seminar.access import FACILITATOR, ORGANIZER, VIEWER
from tests import make
from tests.themes.day import SAID, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return day()


@pytest.fixture
def reader(client, seminar):
    """Somebody signed in who holds the role."""

    def sign_in(role: str | None):
        person = make.person("Cora")
        if role:
            make.member(seminar, person, role)
        client.force_login(person)
        client.cookies["django_language"] = "en"
        return client

    return sign_in


def address(seminar, format: str = "") -> str:
    return f"/s/{seminar.slug}/summary/{format}{'/' if format else ''}"


def test_a_member_reads_figures_themes_and_notes(reader, seminar):
    page = reader(VIEWER).get(address(seminar)).content.decode()
    assert SAID in page
    assert "<dd>3</dd>" in page and "Said by one or two groups only" in page
    assert "Løyndomen" not in page


def test_a_stranger_and_a_seminar_that_is_not_there_look_the_same(reader, seminar):
    stranger = reader(None)
    assert stranger.get(address(seminar)).status_code == 404
    assert stranger.get(address(seminar, "md")).status_code == 404
    assert stranger.get("/s/finst-ikkje/summary/").status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, seminar):
    assert client.get(address(seminar)).url.startswith("/account/login/")
    assert client.get(address(seminar, "md")).url.startswith("/account/login/")


def test_markup_in_a_note_is_shown_and_not_obeyed(reader, seminar):
    page = reader(VIEWER).get(address(seminar)).content.decode()
    assert "&lt;b&gt;nei&lt;/b&gt;" in page and "<b>nei" not in page


def test_a_file_is_a_download_with_a_name_that_tells_what_it_is(reader, seminar):
    answer = reader(VIEWER).get(address(seminar, "md"))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Biblioteket%20i%20L%C3%A5gvika%20")
    assert answer["Content-Disposition"].endswith(".md")


def test_the_file_holds_what_the_page_was_narrowed_to(reader, seminar):
    rom = seminar.themes.get(name="Rom")
    client = reader(VIEWER)
    page = client.get(address(seminar), {"theme": rom.pk}).content.decode()
    assert f"/summary/md/?theme={rom.pk}" in page
    text = client.get(address(seminar, "md"), {"theme": rom.pk}).content.decode()
    assert "Only some of the notes: Themes: Rom." in text and "Kaffi" not in text


def test_everything_with_its_hidden_notes_is_for_those_who_may_see_them(reader, seminar):
    assert seminar.posts.filter(state="hidden").exists()
    viewer = reader(VIEWER)
    assert viewer.get(address(seminar, "json")).status_code == 404
    assert "/summary/json/" not in viewer.get(address(seminar)).content.decode()


@pytest.mark.parametrize("role", [ORGANIZER, FACILITATOR])
def test_those_who_may_change_the_seminar_take_everything_with_them(reader, seminar, role):
    client = reader(role)
    assert "Løyndomen" in client.get(address(seminar, "json")).content.decode()
    assert "/summary/json/" in client.get(address(seminar)).content.decode()


def test_an_unknown_format_is_not_found(reader, seminar):
    assert reader(VIEWER).get(address(seminar, "exe")).status_code == 404


def test_a_choice_that_makes_no_sense_is_told_and_narrows_nothing(reader, seminar):
    page = reader(VIEWER).get(address(seminar), {"round": "x"}).content.decode()
    assert "field-errors" in page and SAID in page
