"""Setting up a seminar: its details, rounds and questions. Notes are never changed by it."""

from datetime import date

import pytest
from django import forms
from django.core import mail
from django.forms.renderers import DjangoTemplates
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertHTMLEqual

from posts.models import Draft
from seminar.models import Scribe, Seminar
from seminar.models.copying import Part
from seminar.models.ordered import HasNotes
from tests import make
from themes.models import Example

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud, language="en")


def send(client, seminar, name: str, *ids, **data):
    return client.post(reverse(name, args=[seminar.slug, *ids]), data)


def setup_page(client, seminar) -> str:
    return client.get(reverse("setup", args=[seminar.slug])).content.decode()


def in_order(rows) -> list[tuple[int, str]]:
    return [(row.number, str(row)) for row in rows.all()]


def test_a_seminar_is_made_from_scratch_and_leads_to_its_setup(client, aud):
    given = {"title": "  Naustet \n i Vika ", "date": "2026-05-05", "language": "nn", "introduction": "Hei.\r\nDer."}
    response = client.post(reverse("seminar_new"), given)
    seminar = Seminar.objects.get()
    assert response.url == reverse("setup", args=["naustet-i-vika"])
    assert (seminar.title, seminar.date, seminar.introduction) == ("Naustet i Vika", date(2026, 5, 5), "Hei.\nDer.")
    assert [(member.person, member.role) for member in seminar.members.all()] == [(aud, "organizer")]


@pytest.mark.parametrize("title", ["", "  \n ", "\u200b", "x" * 501, "null\0"])
def test_a_seminar_without_a_visible_title_is_refused_and_the_field_has_the_focus(client, aud, title):
    response = client.post(reverse("seminar_new"), {"title": title, "language": "nb", "introduction": "Skrive ferdig."})
    page = response.content.decode()
    assert (response.status_code, Seminar.objects.count()) == (422, 0)
    assert "autofocus" in page.split('name="title"')[1].split(">")[0]
    assert "Skrive ferdig." in page


@pytest.fixture
def earlier(aud):
    """A seminar with everything that can be taken, and something written."""
    earlier = make.seminar("I fjor", by=aud, introduction="Skriv kort.", time_zone="Europe/Helsinki", grace_minutes=7)
    earlier.describe(wall_open=True, send_at_closing=False)
    round = make.round(earlier, "Kva no?")
    [first, _second] = round.add_questions(["Kvifor?", "Korleis?"])
    post = make.post(earlier, group=make.group(earlier, "Naustbordet"), round=round, question=first)
    earlier.groups.update(attributes={"fylke": "Vest"}, called_at=timezone.now(), may_write=False)
    theme = make.theme(earlier, "Møteplassar")
    theme.describe(name="Møteplassar", definition="Der folk er.")
    theme.set_example(Example.objects.create(seminar=earlier, theme=theme, text=post.body), by=aud)
    make.member(earlier, make.person("Bjarte"), "facilitator")
    return earlier


def taken(seminar) -> set[str]:
    """The parts that are there."""
    there = {
        "introduction": seminar.introduction,
        "rounds": seminar.rounds.exists(),
        "groups": seminar.groups.exists(),
        "themes": seminar.themes.exists(),
        "settings": seminar.grace_minutes == 7 and seminar.wall_open and not seminar.send_at_closing,
        "members": seminar.members.count() > 1,
    }
    return {part for part, is_there in there.items() if is_there}


@pytest.mark.parametrize("parts", [[], list(Part.values), *([part] for part in Part.values)], ids=str)
def test_a_seminar_like_an_earlier_one_takes_what_is_ticked_and_nothing_that_was_written(client, aud, earlier, parts):
    client.post(reverse("seminar_new"), {"title": "I år", "language": "nb", "like": earlier.pk, "parts": parts})
    seminar = Seminar.objects.get(title="I år")
    assert taken(seminar) == set(parts) and seminar.time_zone == "Europe/Helsinki"
    assert (seminar.posts.count(), earlier.posts.count()) == (0, 1)
    assert not seminar.scribes.exists() and not seminar.rounds.exclude(state="planned").exists()
    if len(parts) > 1:
        assert in_order(seminar.questions) == [(1, "Kvifor?"), (2, "Korleis?")]
        group = seminar.groups.get()
        assert (group.name, group.attributes, group.called_at, group.may_write) == (
            "Naustbordet",
            {"fylke": "Vest"},
            None,
            True,
        )
        theme = seminar.themes.get()
        assert (theme.name, theme.definition, theme.example) == ("Møteplassar", "Der folk er.", None)
        assert {(str(member.person), member.role) for member in seminar.members.all()} == {
            ("Aud", "organizer"),
            ("Bjarte", "facilitator"),
        }
        assert "member.added" in seminar.changes.values_list("verb", flat=True)
    assert mail.outbox == []


def test_an_introduction_that_is_written_is_not_replaced_by_the_earlier_one(client, earlier):
    given = {"title": "I år", "language": "nb", "introduction": "Ny.", "like": earlier.pk, "parts": ["introduction"]}
    client.post(reverse("seminar_new"), given)
    assert Seminar.objects.get(title="I år").introduction == "Ny."


def test_the_setup_leads_to_a_new_seminar_like_this_one(client, earlier):
    address = f"{reverse('seminar_new')}?like={earlier.pk}"
    assert address in setup_page(client, earlier)
    assert f'value="{earlier.pk}" selected' in client.get(address).content.decode()


def test_only_a_seminar_that_one_organizes_can_be_copied(client, aud):
    make.seminar("Mitt", by=aud)
    foreign = make.seminar("Andres", by=make.person("Dag"))
    make.member(foreign, aud, "facilitator")
    assert "Andres" not in client.get(reverse("seminar_new")).content.decode()
    client.post(reverse("seminar_new"), {"title": "I år", "language": "nb", "like": foreign.pk})
    assert not Seminar.objects.filter(title="I år").exists()


def test_the_details_are_changed_and_the_previous_ones_recorded(client, seminar):
    given = {"title": "Ny tittel", "date": "", "language": "nb", "time_zone": "Europe/Helsinki", "introduction": ""}
    send(client, seminar, "setup_facts", **given)
    seminar.refresh_from_db()
    assert (seminar.title, seminar.language, seminar.time_zone) == ("Ny tittel", "nb", "Europe/Helsinki")
    change = seminar.changes.last()
    assert (change.verb, change.data["former"]["title"]) == ("seminar.described", "Biblioteket i bygda")
    send(client, seminar, "setup_facts", **given)
    assert seminar.changes.last() == change


@pytest.mark.parametrize(
    ("field", "value"), [("time_zone", "Mars/Base"), ("language", "xx"), ("date", "0225-05-05"), ("title", " ")]
)
def test_invalid_details_are_refused_beside_their_field_and_the_rest_stays_as_typed(client, seminar, field, value):
    given = {"title": "Ny", "language": "nb", "time_zone": "UTC", "introduction": "Lang tekst."} | {field: value}
    response = send(client, seminar, "setup_facts", **given)
    page = response.content.decode()
    assert (response.status_code, seminar.changes.count()) == (422, 1)
    assert f'id="facts_{field}_error"' in page
    assert "Lang tekst." in page


def test_a_round_is_planned_with_one_question_per_line(client, seminar):
    send(client, seminar, "setup_rounds", title="Kva saknar de?", questions="Når?\r\n\r\n  Kvar  då? \r\n")
    assert in_order(seminar.rounds) == [(1, "Kva saknar de?")]
    assert in_order(seminar.questions) == [(1, "Når?"), (2, "Kvar då?")]


def test_a_round_without_a_title_is_refused_and_its_questions_stay_in_the_form(client, seminar):
    response = send(client, seminar, "setup_rounds", title="", questions="Når?")
    assert (response.status_code, seminar.rounds.count()) == (422, 0)
    assert "Når?</textarea>" in response.content.decode()


@pytest.mark.parametrize("questions", ["a\n" * 101, "a\n" + "x" * 2001])
def test_too_many_or_too_long_questions_are_refused_with_the_number(client, seminar, questions):
    response = send(client, seminar, "setup_rounds", title="Kva no?", questions=questions)
    [error] = response.context["new_round"].errors["questions"]
    assert (seminar.rounds.count(), "101" in error or "Question 2 " in error) == (0, True)


def test_rounds_and_questions_change_places_and_stop_at_the_ends(client, seminar):
    first, second = make.round(seminar, "Ein"), make.round(seminar, "To")
    one, _two, three = first.add_questions(["a", "b", "c"])
    send(client, seminar, "setup_round_place", second.pk, step="-1")
    send(client, seminar, "setup_round_place", second.pk, step="-1")
    assert in_order(seminar.rounds) == [(1, "To"), (2, "Ein")]
    response = send(client, seminar, "setup_question_place", one.pk, step="1")
    assert response.url.endswith(f"#question-{one.pk}-down")
    send(client, seminar, "setup_question_place", three.pk, step="1")
    assert in_order(first.questions) == [(1, "b"), (2, "a"), (3, "c")]
    assert [change.verb for change in seminar.changes.all()][-2:] == ["dialogueround.moved", "question.moved"]


def test_an_invalid_step_moves_nothing(client, seminar):
    first = make.round(seminar, "Ein")
    make.round(seminar, "To")
    assert send(client, seminar, "setup_round_place", first.pk, step="7").status_code == 302
    assert in_order(seminar.rounds) == [(1, "Ein"), (2, "To")]


def test_a_round_and_a_question_with_notes_can_be_reworded(client, seminar):
    round = make.round(seminar, "Ein")
    post = make.post(seminar, round=round, question=round.add_question("Kvifor?"))
    send(client, seminar, "setup_round", round.pk, title="Fyrste runde")
    send(client, seminar, "setup_question", post.question.pk, text="Kvifor ikkje?")
    post.refresh_from_db()
    assert (post.round.title, post.question.text) == ("Fyrste runde", "Kvifor ikkje?")
    assert seminar.changes.last().data == {"text": "Kvifor ikkje?", "former": "Kvifor?"}


def test_new_questions_come_after_the_existing_ones(client, seminar):
    round = make.round(seminar)
    round.add_question("Kvifor?")
    send(client, seminar, "setup_round_questions", round.pk, questions="Når?\nKvar?")
    assert in_order(round.questions) == [(1, "Kvifor?"), (2, "Når?"), (3, "Kvar?")]


def test_a_round_or_question_without_notes_is_removed_and_the_rest_renumbered(client, seminar):
    first, second = make.round(seminar, "Ein"), make.round(seminar, "To")
    one, _two, _three = second.add_questions(["a", "b", "c"])
    send(client, seminar, "setup_question_removal", one.pk)
    assert in_order(second.questions) == [(1, "b"), (2, "c")]
    send(client, seminar, "setup_round_removal", first.pk)
    assert in_order(seminar.rounds) == [(1, "To")]
    assert seminar.changes.last().data == {"was": "Ein"}


def test_a_round_or_question_with_a_note_stays_and_says_why(client, seminar):
    round = make.round(seminar)
    post = make.post(seminar, round=round, question=round.add_question("Kvifor?"))
    for name, row in [("setup_round", round), ("setup_question", post.question)]:
        assert "It cannot be removed: 1 note" in client.get(reverse(name, args=[seminar.slug, row.pk])).content.decode()
        response = send(client, seminar, f"{name}_removal", row.pk)
        assert response.url == reverse(name, args=[seminar.slug, row.pk])
    assert (seminar.rounds.count(), seminar.questions.count(), seminar.posts.count()) == (1, 1, 1)


def test_a_question_with_a_draft_is_not_removed(seminar):
    round = make.round(seminar)
    question = round.add_question("Kvifor?")
    scribe = Scribe.objects.create(seminar=seminar)
    Draft.objects.create(seminar=seminar, scribe=scribe, round=round, question=question, body="Halvvegs i ei set")
    with pytest.raises(HasNotes):
        question.remove()
    with pytest.raises(HasNotes):
        round.remove()
    assert Draft.objects.count() == 1


def test_the_setup_takes_the_same_number_of_queries_whatever_its_size(client, seminar, django_assert_num_queries):
    def grow(number: int) -> None:
        make.round(seminar, f"Runde {number}").add_questions(["a", "b"])
        make.post(seminar, group=make.group(seminar, f"Bord {number}"))
        make.member(seminar, make.person(f"Person{number}"))

    grow(1)
    for number in (2, 3):
        with django_assert_num_queries(12):
            setup_page(client, seminar)
        grow(number)


def test_a_select_is_written_as_django_writes_it():
    groups = [("a", "A & B"), ("Nordic", [("b", "<B>"), (2, "Two")])]
    widget = forms.Select(attrs={"class": "x"}, choices=groups)
    ours, djangos = (widget.render("name", 2, {"id": "i"}, renderer) for renderer in (None, DjangoTemplates()))
    assertHTMLEqual(ours, djangos)
    assert '<option value="2" selected>Two</option>' in ours
