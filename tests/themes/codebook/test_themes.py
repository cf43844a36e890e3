"""Making, naming and defining themes."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import make
from tests.routes import unmarked
from themes.models.theme import KEYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def add(client, seminar, query: str = "", **data):
    return client.post(reverse("theme_make", args=[seminar.slug]) + query, data)


def test_a_theme_is_made_with_its_definition(client, seminar):
    response = add(client, seminar, "?round=2", name="  Skyss ", definition="Å kome fram.")
    assert response["Location"] == reverse("board", args=[seminar.slug]) + "?round=2"
    assert list(seminar.themes.values_list("name", "definition")) == [("Skyss", "Å kome fram.")]


def test_the_given_note_is_placed_under_the_new_theme(client, seminar):
    post = make.post(seminar)
    add(client, seminar, name="Skyss", post=post.pk)
    assert [theme.name for theme in post.themes.all()] == ["Skyss"]


@pytest.mark.parametrize("name", ["SKYSS", "skyss ", "skyss"])
def test_a_name_that_is_taken_is_refused_beside_its_field(client, seminar, name):
    make.theme(seminar, "Skyss")
    html = add(client, seminar, name=name).content.decode()
    assert f"There is already a theme called “{name.strip()}”." in html
    assert 'aria-invalid="true" aria-describedby="id_name_error"' in html
    assert seminar.themes.count() == 1


def test_names_are_compared_without_case_outside_ascii_too(client, seminar):
    make.theme(seminar, "Å bu heime")
    add(client, seminar, name="å bu HEIME")
    assert seminar.themes.count() == 1


def test_a_name_is_stored_in_nfc(client, seminar):
    add(client, seminar, name="A\u030a bu")
    assert seminar.themes.get().name == "Å bu"


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "null\0"])
def test_an_invalid_name_is_refused_and_nothing_is_saved(client, seminar, name):
    response = add(client, seminar, name=name)
    assert (response.status_code, seminar.themes.count()) == (200, 0)
    assert 'id="id_name_error"' in response.content.decode()


def test_the_definition_stays_in_the_form_when_the_name_is_refused(client, seminar):
    make.theme(seminar, "Skyss")
    html = add(client, seminar, name="Skyss", definition="Lang og god forklaring.").content.decode()
    assert "Lang og god forklaring." in html


def describe(client, theme, name: str, definition: str):
    address = reverse("theme", args=[theme.seminar.slug, theme.uid])
    client.post(address, {"name": name, "definition": definition})
    return client.get(address)


def test_a_theme_is_described_again_and_its_former_description_is_recorded_and_shown(client, seminar):
    theme = make.theme(seminar, "Skyss")
    describe(client, theme, "Skyss", "Å kome fram.")
    html = describe(client, theme, "skyss", "Båt òg.").content.decode()
    theme.refresh_from_db()
    assert (theme.name, theme.definition) == ("skyss", "Båt òg.")
    assert seminar.changes.last().data["former"] == {"name": "Skyss", "definition": "Å kome fram."}
    assert "<strong>Skyss</strong><br>Å kome fram.<br>" in unmarked(html.split('id="former"')[1])


def test_a_description_that_someone_else_wrote_meanwhile_is_recorded_too(seminar):
    theme, same_theme = make.theme(seminar, "Skyss"), seminar.themes.get()
    same_theme.describe(name="Skyss", definition="Frå Bjarte.")
    theme.describe(name="Skyss", definition="Frå Aud.")
    assert seminar.changes.last().data["former"]["definition"] == "Frå Bjarte."


def test_saving_the_same_description_records_no_change(client, seminar):
    theme = make.theme(seminar, "Skyss")
    before = seminar.changes.count()
    assert "Earlier versions" not in describe(client, theme, "Skyss", "").content.decode()
    assert seminar.changes.count() == before


def test_renaming_to_the_name_of_another_theme_is_refused(client, seminar):
    theme = make.theme(seminar, "Skyss")
    make.theme(seminar, "Bustad")
    response = client.post(reverse("theme", args=[seminar.slug, theme.uid]), {"name": "BUSTAD"})
    theme.refresh_from_db()
    assert (theme.name, 'id="id_name_error"' in response.content.decode()) == ("Skyss", True)


def test_a_theme_of_another_seminar_is_not_found(client, seminar):
    foreign = make.theme(make.seminar("Ein annan stad"))
    assert client.get(reverse("theme", args=[seminar.slug, foreign.uid])).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_when_many_make_the_same_theme_at_once_one_succeeds_and_the_others_get_an_error(seminar):
    def make_it(name: str) -> int:
        client = Client()
        client.force_login(seminar.members.get().person)
        try:
            return add(client, seminar, name=name).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(make_it, ["Skyss", "Bustad"] * 8))
    assert sorted(answers) == [200] * 14 + [302] * 2
    assert sorted(seminar.themes.values_list("number", flat=True)) == [1, 2]


def test_no_command_of_the_board_takes_a_key_that_a_theme_may_have():
    """A key means the same theme all day, so KEYS keeps its order for ever and a new command needs another key."""
    script = (Path(__file__).parents[3] / "static/js/board/board.js").read_text()
    commands = re.findall(r'(?:"(.)"|(\b\w+)): "', script.split("const KEYS = {")[1].split("};")[0])
    keys = {quoted or name for quoted, name in commands}
    assert {"j", "k", "h", "f", "x", "n", "m", "u", "?", "S", "M", "O"} <= keys
    assert keys & set(KEYS) == set()
    assert KEYS == "123456789abcdegilopqrstvwyz"
