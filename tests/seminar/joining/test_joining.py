"""A device joins by a code, by the QR code of a group, or from another device, and in no other way."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from seminar.codes import new_code, new_token, read_code, show_code
from seminar.models import Group, Scribe
from seminar.server.cookies import DEVICE
from seminar.server.logs import WithoutKeys
from tests import make

pytestmark = pytest.mark.django_db
NOTHING = {"name": ""}


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person(), doors_open=True, introduction="Skriv kort.")
    make.group(seminar, "Gruppe 1")
    make.group(seminar, "Gruppe 2")
    return seminar


def join_address(key: str) -> str:
    return reverse("join", args=[key])


def known(client, seminar) -> bool:
    return DEVICE + seminar.slug in client.cookies


def test_a_code_typed_in_any_way_leads_to_the_list_of_groups(client, seminar):
    code = seminar.join_code
    for typed in (code, code.lower(), f" {show_code(code)} ", "–".join(code)):
        assert client.post("/j/", {"code": typed}).url == join_address(code)
    page = client.get(join_address(code)).content.decode()
    assert all(words in page for words in ("Gruppe 1", "Gruppe 2", "I do not know my group", "Skriv kort."))
    assert "checked" not in page


def test_a_wrong_character_is_an_error_in_the_form_without_a_query(client, seminar, django_assert_num_queries):
    code = seminar.join_code
    with django_assert_num_queries(0):
        answer = client.post("/j/", {"code": code[:-1] + ("A" if code[-1] != "A" else "B")})
    assert answer.status_code == 422 and "one of its characters is wrong" in answer.content.decode()


def test_a_device_joins_by_pressing_the_button_and_not_by_opening_the_page(client, seminar):
    group = seminar.groups.first()
    for key in (seminar.join_code, group.token):
        before = seminar.changes.count()
        assert client.get(join_address(key)).status_code == client.head(join_address(key)).status_code == 200
        assert (seminar.changes.count(), Scribe.objects.count(), known(client, seminar)) == (before, 0, False)
    answer = client.post(join_address(group.token), {"name": "Signe"})
    scribe = Scribe.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/s/{seminar.slug}/write/")
    assert (scribe.group, scribe.name, known(client, seminar)) == (group, "Signe", True)
    assert group.token not in answer.url and seminar.changes.last().verb == "scribe.joined"


def test_a_group_or_not_knowing_it_must_be_chosen_from_the_list(seminar):
    group = seminar.groups.last()
    for chosen, expected in ((group.pk, group), ("", None)):
        assert Client().post(join_address(seminar.join_code), {"group": chosen}).status_code == 302
        assert Scribe.objects.latest("pk").group == expected
    answer = Client().post(join_address(seminar.join_code), {"name": "Signe"})
    assert answer.status_code == 422 and "Choose your group" in answer.content.decode()
    assert Scribe.objects.count() == 2


def test_a_group_of_another_seminar_cannot_be_chosen(client, seminar):
    foreign = make.group(make.seminar("Ein annan stad"))
    assert client.post(join_address(seminar.join_code), {"group": foreign.pk}).status_code == 422
    assert not Scribe.objects.exists()


def test_a_group_is_found_among_many_without_a_script(client, seminar):
    for name in ("Ålesund kulturskule", "Øya", *(f"Bord {number}" for number in range(20))):
        make.group(seminar, name)
    page = client.get(join_address(seminar.join_code), {"search": "ÅLESUND"}).content.decode()
    assert "Ålesund kulturskule" in page and ">Øya<" not in page and "I do not know my group" in page


def test_a_page_with_a_refused_form_does_not_fetch_itself_again_over_what_was_typed(client, seminar):
    address = join_address(seminar.join_code)
    assert "joining/follow" in client.get(address).content.decode()
    refused = client.post(address, {"name": "N" * 500})
    assert refused.status_code == 422 and "joining/follow" not in refused.content.decode()


def test_before_closed_doors_a_right_code_is_told_that_it_is_right_and_a_wrong_one_is_not(client, seminar):
    keys = (seminar.join_code, seminar.groups.first().token)
    seminar.close_doors()
    early = {client.get(join_address(key)).content.decode() for key in keys}
    assert all("the doors are not open yet" in page and seminar.title not in page for page in early)
    make.round(seminar).open()
    late = {client.get(join_address(key)).content.decode() for key in keys}
    assert all("the doors are closed" in page for page in late)
    seminar.finish()
    after = {client.get(join_address(key)).content.decode() for key in keys}
    assert all("the seminar is finished" in page and "doors are closed" not in page for page in after)
    assert "This code does not work" in client.get(join_address(new_code())).content.decode()
    assert client.post(join_address(keys[1]), NOTHING).status_code == 404 and not Scribe.objects.exists()


def test_a_whole_address_is_taken_for_its_code(client, seminar):
    code, token = seminar.join_code, seminar.groups.first().token
    for typed in (f"https://rundebord.example/j/{show_code(code)}", f"rundebord.example/j/{code.lower()}?from=mail"):
        assert read_code(client.post("/j/", {"code": typed}).url.removeprefix("/j/").strip("/")) == code
    assert client.post("/j/", {"code": f"https://rundebord.example/j/{token}/"}).url == join_address(token)
    assert client.post("/j/", {"code": "https://rundebord.example/j/"}).status_code == 422


@pytest.mark.parametrize("typed", ["7P5D-O793", "1P5D4793", "l2345678"])
def test_who_types_a_letter_that_no_code_has_is_told_so(client, typed):
    assert "never has the letters O, I and L" in client.post("/j/", {"code": typed}).content.decode()


def test_the_join_page_and_the_page_of_the_code_name_a_rehearsal(client, seminar):
    client.post(join_address(seminar.groups.first().token), {"name": "Signe"})
    seminar.describe(rehearsing=True)
    assert "Rehearsal." in client.get(join_address(seminar.join_code)).content.decode()
    assert ">Rehearsal</span>" in client.get("/j/").content.decode()


def test_changed_and_unknown_codes_get_the_same_answer(client, seminar):
    group, code = seminar.groups.first(), seminar.join_code
    token = group.token
    seminar.change_codes()
    changed = [client.get(join_address(key)) for key in (code, token)]
    unknown = [client.get(join_address(key)) for key in (new_code(), new_token(), "nothing", "9" * 400)]
    texts = {strip(answer) for answer in changed + unknown}
    assert {answer.status_code for answer in changed + unknown} == {404}
    assert len(texts) == 1 and "This code does not work" in texts.pop()
    assert client.post(join_address(code), {"group": group.pk}).status_code == 404 and not Scribe.objects.exists()


def strip(answer) -> str:
    """The page without what differs between requests: its address and the CSRF tokens."""
    return "".join(line for line in answer.content.decode().splitlines() if 'type="hidden"' not in line)


def test_a_known_device_goes_on_and_does_not_join_twice(client, seminar):
    group, other = seminar.groups.all()
    client.post(join_address(group.token), {"name": "Signe"})
    page = client.get(join_address(group.token)).content.decode()
    assert "You are Signe in Gruppe 1" in page and f'href="/s/{seminar.slug}/write/"' in page
    assert "You are Signe in Gruppe 1" in client.get("/j/").content.decode()
    client.post(join_address(group.token), {"name": "Signe"})
    assert Scribe.objects.count() == 1
    assert "another table" in client.get(join_address(other.token)).content.decode()
    client.post(join_address(other.token), {"name": "Signe"})
    assert [scribe.group for scribe in Scribe.objects.order_by("pk")] == [group, other]


@pytest.mark.parametrize("way", ["the card on the table", "the list of groups"])
def test_a_device_that_did_not_know_its_group_takes_its_notes_along_when_it_joins_again(client, seminar, way):
    group = seminar.groups.last()
    client.post(join_address(seminar.join_code), {"group": "", "name": "Signe"})
    note = make.post(seminar, scribe=Scribe.objects.get())
    address = join_address(group.token if way == "the card on the table" else seminar.join_code)
    page = client.get(address).content.decode()
    assert "You have not chosen a group yet" in page and "another table" not in page
    assert client.post(address, {"group": group.pk, "name": ""}).status_code == 302
    scribe = Scribe.objects.get()
    note.refresh_from_db()
    assert (scribe.name, scribe.group, note.group) == ("Signe", group, group)


def test_a_device_that_has_changed_too_much_waits_before_it_joins_for_its_group(client, seminar, monkeypatch):
    client.post(join_address(seminar.join_code), {"group": ""})
    monkeypatch.setattr("seminar.models.scribe.MOST_CHANGES_A_MINUTE", 0)
    answer = client.post(join_address(seminar.groups.last().token), {"name": ""})
    assert (answer.status_code, answer["Retry-After"], Scribe.objects.get().group) == (429, "60", None)


def test_a_scribe_changes_name_and_group_and_its_notes_move_along(client, seminar):
    group = seminar.groups.last()
    client.post(join_address(seminar.join_code), {"group": ""})
    scribe = Scribe.objects.get()
    note = make.post(seminar, scribe=scribe)
    address = reverse("who", args=[seminar.slug])
    assert "You have not chosen a group yet" in client.get(address).content.decode()
    assert client.post(address, {"name": "Signe", "group": group.pk}).status_code == 302
    scribe.refresh_from_db()
    note.refresh_from_db()
    assert (scribe.name, scribe.group, note.group) == ("Signe", group, group)
    assert client.post(address, {"name": "Signe"}).status_code == 422


@pytest.mark.parametrize("reason", ["closed doors", "own group stopped", "other group stopped"])
def test_a_scribe_that_has_a_group_gets_into_another_only_by_the_organizer(client, seminar, reason):
    group, other = seminar.groups.all()
    client.post(join_address(group.token), {"name": "Signe"})
    scribe = Scribe.objects.get()
    make.post(seminar, "Ein raud benk.", group=other)
    address, write = reverse("who", args=[seminar.slug]), reverse("write", args=[seminar.slug])
    assert f'value="{other.pk}"' in client.get(address).content.decode()
    {"closed doors": seminar.close_doors, "own group stopped": group.stop, "other group stopped": other.stop}[reason]()
    page = client.get(address).content.decode()
    has_choice = reason == "other group stopped"
    assert f'value="{other.pk}"' not in page and ("Ask the organizer to move you" in page) != has_choice
    for choice in [other.pk] if has_choice else [other.pk, ""]:
        answer = client.post(address, {"name": "Signe", "group": choice}, follow=True)
        assert "Ask the organizer to move you" in answer.content.decode()
    assert "Ein raud benk." not in client.get(write).content.decode()
    client.post(address, {"name": "Tora"} | ({"group": group.pk} if has_choice else {}))
    scribe.refresh_from_db()
    assert (scribe.name, scribe.group) == ("Tora", group)
    scribe.move(other)
    assert "Ein raud benk." in client.get(write).content.decode()


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_scribe_without_a_group_chooses_one_whether_the_doors_are_open_or_not(client, seminar, is_stopped):
    client.post(join_address(seminar.join_code), {"group": ""})
    group = seminar.groups.last()
    seminar.close_doors()
    if is_stopped:
        group.stop()
    client.post(reverse("who", args=[seminar.slug]), {"name": "Signe", "group": group.pk})
    assert Scribe.objects.get().group == group


def test_another_device_becomes_the_same_scribe_with_a_code_that_works_once(client, seminar):
    client.post(join_address(seminar.groups.first().token), {"name": "Signe"})
    client.post(reverse("who_device", args=[seminar.slug]))
    code = Scribe.objects.get().move_code
    page = client.get(reverse("who", args=[seminar.slug])).content.decode()
    assert show_code(code) in page and "<svg" in page
    seminar.close_doors()
    other, third = Client(), Client()
    assert other.post("/j/", {"code": code.lower()}).url == join_address(code)
    assert "You are Signe in Gruppe 1" in other.get(join_address(code)).content.decode()
    assert other.post(join_address(code), NOTHING).url == f"/s/{seminar.slug}/write/"
    assert "You are Signe in Gruppe 1" in other.get("/j/").content.decode()
    assert third.get(join_address(code)).status_code == third.post(join_address(code), NOTHING).status_code == 404
    assert Scribe.objects.count() == 1


def test_leaving_must_be_confirmed_and_forgets_the_device(client, seminar):
    client.post(join_address(seminar.groups.first().token), NOTHING)
    address = reverse("who_leave", args=[seminar.slug])
    assert client.post(address, NOTHING).status_code == 422
    answer = client.post(address, {"agree": "on"})
    left = f'name="left" content="{seminar.slug}"'
    assert [left in client.get(answer.url).content.decode() for _ in range(2)] == [True, False]
    assert client.get(reverse("who", args=[seminar.slug])).status_code == 404
    assert Scribe.objects.present().count() == 1


def test_a_removed_scribe_is_told_so_and_is_not_offered_to_go_on(client, seminar):
    client.post(join_address(seminar.groups.first().token), NOTHING)
    Scribe.objects.get().remove()
    assert client.get(reverse("who", args=[seminar.slug])).status_code == 403
    assert "Go on writing" not in client.get("/j/").content.decode()


def test_a_forged_cookie_is_ignored(client, seminar):
    scribe = make.scribe(seminar)
    client.cookies[DEVICE + seminar.slug] = f"{scribe.uid}:1abcde:forged"
    assert "Go on writing" not in client.get("/j/").content.decode()
    assert client.get(reverse("who", args=[seminar.slug])).status_code == 404


def test_codes_and_tokens_are_in_no_title_and_no_log(client, seminar, caplog):
    token = seminar.groups.first().token
    page = client.get(join_address(token))
    assert token not in page.content.decode().partition("</title>")[0]
    assert page.headers["Referrer-Policy"] == "same-origin"
    seminar.close_doors()
    with caplog.at_level(logging.DEBUG, "django.request"):
        caplog.handler.addFilter(WithoutKeys())
        client.get(join_address(token))
    assert "/j/…" in caplog.text and token not in caplog.text


def test_the_list_of_groups_takes_as_many_queries_for_3_groups_as_for_1(client, seminar, django_assert_num_queries):
    seminar.groups.last().remove()
    for _ in range(2):
        with django_assert_num_queries(4):
            client.get(join_address(seminar.join_code))
        Group.objects.add_series(2, seminar=seminar)


def test_a_code_is_read_back_as_it_is_shown():
    code = new_code()
    assert read_code(show_code(code)) == code
