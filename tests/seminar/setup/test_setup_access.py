"""Who reaches the setup, and who does not."""

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from posts.importing.confirm import confirm
from posts.models import Import
from posts.models.choices import Choices
from posts.walls.wall import Entry, Section, Wall
from seminar.urls import urlpatterns
from tests import make
from tests.world import device_client, person_client

pytestmark = [pytest.mark.once, pytest.mark.django_db]
FIELD = re.compile(r"<(?:input(?! type=.hidden)|select|textarea)[^>]*>")
SETUP = [pattern for pattern in urlpatterns if str(pattern.pattern).startswith("s/<slug:slug>/setup/")]


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud, language="en")


@pytest.mark.parametrize("pattern", SETUP, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("who", ["Bjarte", "Cora", "Dag"])
def test_only_organizers_reach_the_setup(client, seminar, pattern, who):
    person = make.person(who)
    if who != "Dag":
        make.member(seminar, person, {"Bjarte": "facilitator", "Cora": "viewer"}[who])
    client.force_login(person)
    args = [seminar.slug, 1] if "<int:pk>" in str(pattern.pattern) else [seminar.slug]
    method = client.get if pattern.name == "setup" else client.post
    before = seminar.changes.count()
    assert (method(reverse(pattern.name, args=args)).status_code, seminar.changes.count()) == (404, before)
    client.logout()
    assert method(reverse(pattern.name, args=args)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["setup_facts", "setup_rounds", "setup_groups", "setup_series", "setup_members"])
def test_after_logging_in_the_address_of_a_section_shows_the_setup(client, seminar, name):
    one, other = (client.get(reverse(page, args=[seminar.slug])).content.decode() for page in (name, "setup"))
    assert FIELD.findall(one) == FIELD.findall(other)
    assert 'value="Biblioteket i bygda"' in one


@pytest.mark.parametrize("pk", ["0", "9" * 19, "9" * 400, "9" * 5000])
@pytest.mark.parametrize("kind", ["rounds", "questions", "groups", "members"])
def test_an_impossible_id_is_not_found(client, seminar, kind, pk):
    assert client.get(f"{reverse('setup', args=[seminar.slug])}{kind}/{pk}/").status_code == 404


def test_the_rows_of_another_seminar_are_not_reached_through_this_one(client, seminar, aud):
    foreign = make.seminar("Ein annan stad", by=aud)
    round, group = make.round(foreign), make.group(foreign)
    question, member = round.add_question("Kvifor?"), foreign.members.get()
    for name, row in [("round", round), ("question", question), ("group", group), ("member", member)]:
        assert client.get(reverse(f"setup_{name}", args=[foreign.slug, row.pk])).status_code == 200
        assert client.get(reverse(f"setup_{name}", args=[seminar.slug, row.pk])).status_code == 404


def test_the_first_page_of_a_stranger_takes_a_code_before_it_offers_to_log_in(client, seminar):
    client.logout()
    shown = client.get("/").content.decode().split("<main")[1]
    assert shown.index('name="code"') < shown.index(reverse("account_login")) and 'class="picture"' in shown
    assert shown.count(f'action="{reverse("enter")}"') == 1
    answer = client.post(reverse("enter"), {"code": seminar.join_code.lower()})
    assert answer.url == reverse("join", args=[seminar.join_code])


def test_only_organizers_see_the_link_to_the_setup(client, seminar):
    address = reverse("setup", args=[seminar.slug])
    assert address in client.get("/").content.decode()
    assert address in client.get(reverse("board", args=[seminar.slug])).content.decode()
    bjarte = make.person("Bjarte")
    make.member(seminar, bjarte)
    client.force_login(bjarte)
    assert address not in client.get("/").content.decode()
    assert address not in client.get(reverse("board", args=[seminar.slug])).content.decode()


def test_imported_walls_are_listed_with_a_link_to_undo_them(client, seminar, aud):
    wall = Wall(
        "text", sections=[Section("Kva saknar de?")], entries=[Entry(section=0, body="Ein benk.", author="Naust")]
    )
    imported = Import.objects.keep(wall, data=b"vegg", name="vegg.md", by=aud)
    imported.choose(Choices(seminar=seminar.slug))
    confirm(imported, by=aud)
    address = reverse("imports", args=[seminar.slug])
    page = client.get(address).content.decode()
    assert "vegg.md" in page and reverse("import_undo", args=[imported.uid]) in page
    assert [row.count for row in client.get(address).context["imports"]] == [1]
    bjarte = make.person("Bjarte")
    make.member(seminar, bjarte)
    client.force_login(bjarte)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "role, page", [("organizer", "room"), ("facilitator", "room"), ("viewer", "summary"), ("scribe", "write")]
)
def test_the_address_of_a_seminar_alone_leads_to_where_one_works_in_it(role, page):
    seminar = make.seminar(by=make.person("Aud"))
    if role == "scribe":
        client = device_client(make.scribe(seminar))
    else:
        client = person_client(make.member(seminar, make.person("Bjarte"), role).person)
    assertRedirects(
        client.get(f"/s/{seminar.slug}/"), reverse(page, args=[seminar.slug]), fetch_redirect_response=False
    )


def test_there_it_asks_who_is_not_logged_in_to_log_in_and_strangers_find_nothing():
    address = f"/s/{make.seminar(by=make.person('Aud')).slug}/"
    assertRedirects(
        person_client(None).get(address), f"{reverse('account_login')}?next={address}", fetch_redirect_response=False
    )
    assert person_client(make.person("Dag")).get(address).status_code == 404
