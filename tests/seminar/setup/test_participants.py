"""The setup's section about participants, the cards, and the patterns that a seminar can begin from."""

import re
from datetime import date

import pytest
import segno
from django.urls import reverse
from django.utils import translation

from seminar.codes import show_code
from seminar.models import Group, Seminar
from seminar.setup.patterns import PATTERNS
from tests import make

pytestmark = pytest.mark.django_db
STROKE = re.compile(r'<path stroke="#000" d="([^"]+)"')


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud, language="en", doors_open=True)


def post(client, name: str, seminar, **data):
    return client.post(reverse(name, args=[seminar.slug]), data)


def test_the_doors_are_closed_and_opened(client, seminar):
    for doors, is_open in (("close", False), ("close", False), ("open", True)):
        post(client, "setup_doors", seminar, doors=doors)
        seminar.refresh_from_db()
        assert seminar.doors_open is is_open
    assert [change.verb for change in seminar.changes.all()][-2:] == ["seminar.doors_closed", "seminar.doors_opened"]


def test_the_wall_and_the_grace_period_are_changed(client, seminar):
    post(client, "setup_participants", seminar, wall_open="on", grace_minutes="5")
    seminar.refresh_from_db()
    assert (seminar.wall_open, seminar.wall_names, seminar.grace_minutes) == (True, False, 5)
    answer = post(client, "setup_participants", seminar, grace_minutes="61")
    assert answer.status_code == 422 and 'id="participants_grace_minutes"' in answer.content.decode()


def test_new_codes_are_made_only_after_confirming_it(client, seminar):
    group, code = make.group(seminar), seminar.join_code
    assert post(client, "setup_codes", seminar, agree="").status_code == 422
    post(client, "setup_codes", seminar, agree="on")
    seminar.refresh_from_db()
    assert seminar.join_code != code and Group.objects.get().token != group.token


def test_the_setup_shows_what_is_missing_and_when_nothing_is(client, seminar):
    address = reverse("setup", args=[seminar.slug])
    page = client.get(address).content.decode()
    assert "On the way" in page and page.count(">missing<") == 2 and show_code(seminar.join_code) in page
    make.round(seminar)
    make.group(seminar)
    page = client.get(address).content.decode()
    assert "Ready for the groups" in page and ">missing<" not in page


def test_each_group_and_the_door_have_a_card_with_a_qr_code_of_their_own(client, seminar):
    Group.objects.add_series(3, seminar=seminar)
    page = client.get(reverse("cards", args=[seminar.slug])).content.decode()
    keys = [seminar.join_code, *seminar.groups.values_list("token", flat=True)]
    drawn = [dots(path) for path in STROKE.findall(page)]
    assert drawn == [dark(f"http://testserver/j/{key}") for key in keys]
    assert page.count("testserver/j/") >= 4 and show_code(seminar.join_code) in page
    assert "style=" not in page.partition("<main")[2]


SEMINAR = '<span class="card-title">%s</span> <span class="card-date">17. mai 2026</span>'


def cards(client, seminar, **chosen) -> str:
    return " ".join(client.get(reverse("cards", args=[seminar.slug]), chosen).content.decode().split())


def test_a_card_to_stand_on_the_table_has_the_name_and_the_code_on_both_sides(client, seminar):
    seminar.describe(date=date(2026, 5, 17), language="nn")
    group = make.group(seminar, "Naustbordet")
    page = cards(client, seminar, size="tent")
    token = dark(f"http://testserver/j/{group.token}")
    assert [dots(path) for path in STROKE.findall(page)] == [token, token]
    assert page.count('<p class="tent-name">Naustbordet</p>') == 2 and page.count('aria-hidden="true">') >= 1
    assert page.count(SEMINAR % seminar.title) == 2 and "card-door" not in page


def test_each_card_says_which_seminar_it_is_for_and_when_in_the_language_of_the_seminar(client, seminar):
    seminar.describe(date=date(2026, 5, 17), language="nn")
    Group.objects.add_series(2, seminar=seminar)
    page = cards(client, seminar)
    assert page.count(SEMINAR % seminar.title) == 2 and '<div lang="nn">' in page
    assert "Skann, og skriv for gruppa." in page and "<h1>Cards</h1>" in page


def test_cards_are_printed_for_the_chosen_groups_only(client, seminar):
    first, _second, third = Group.objects.add_series(3, seminar=seminar)
    other = make.group(make.seminar("Eit anna", by=make.person("Dag")))
    page = cards(client, seminar, size="sheet", door="on", groups=[first.pk, third.pk])
    assert [dots(path) for path in STROKE.findall(page)] == [
        dark(f"http://testserver/j/{key}") for key in (seminar.join_code, first.token, third.token)
    ]
    for wrong in ([other.pk], ["x"], ["9" * 30]):
        assert other.token not in (page := cards(client, seminar, size="sheet", groups=wrong))
        assert len(STROKE.findall(page)) == 4


def dots(path: str) -> set[tuple[int, int]]:
    """The dark squares that a path of horizontal strokes draws, as a browser would draw them."""
    x, y, squares = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", path):
        steps = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = steps
        elif command == "m":
            x, y = x + steps[0], y + steps[1]
        else:
            squares |= {(int(x) + step, int(y)) for step in range(int(steps[0]))}
            x += steps[0]
    return squares


def dark(address: str) -> set[tuple[int, int]]:
    rows = segno.make(address, micro=False, error="m").matrix
    return {(x + 4, y + 4) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def test_the_cards_take_as_many_queries_for_3_groups_as_for_1(client, seminar, django_assert_num_queries):
    make.group(seminar)
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(reverse("cards", args=[seminar.slug]))
        Group.objects.add_series(2, seminar=seminar)


@pytest.mark.parametrize("name, shape", [("two-rounds", [4, 4]), ("world-cafe", [1, 1, 1]), ("eratauko", [5])])
def test_a_seminar_begins_with_a_pattern_in_its_own_language(client, aud, name, shape):
    client.post(reverse("seminar_new"), {"title": "I år", "language": "nn", "like": name})
    rounds = Seminar.objects.get().rounds.all()
    assert [round.questions.count() for round in rounds] == shape
    with translation.override("nn"):
        title, texts = PATTERNS[name].rounds[0]
        assert (rounds[0].title, rounds[0].questions.first().text) == (str(title), str(texts[0]))
    assert rounds[0].questions.first().text != str(texts[0])


def test_no_code_and_no_token_is_in_the_exported_file(client, seminar):
    group = make.group(seminar)
    answer = client.get(reverse("summary_file", args=[seminar.slug, "json"]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200 and group.uid.encode() in content
    assert group.token.encode() not in content and seminar.join_code.encode() not in content
