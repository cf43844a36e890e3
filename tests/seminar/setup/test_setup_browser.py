"""The setup in a real browser: a whole seminar by keyboard, without script, and with a screen reader.

LONG=1 looks at a wide screen too. tests/test_for_everyone.py opens the same pages on one.
"""

import os
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from seminar.models import Group, Seminar
from tests import make
from tests.faults import assert_no_faults

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
WIDE = [1280] if os.environ.get("LONG") else []
ROUNDS = {"Kva saknar de?": "Når?\nKvar?\nKven?\nKva då?", "Kven gjer det?": "De?\nVi?\nKommunen?\nIngen?"}


def sign_in(context, client, person, live_server) -> None:
    client.force_login(person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


def tab_to(page, name: str, *, role: str = "button") -> None:
    """Presses Tab until the control with this name has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).element_handles()
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => wanted.includes(document.activeElement)", wanted):
            return
    raise AssertionError(f"Tab never comes to {name}")


def press(page, name: str, *, role: str = "button") -> None:
    tab_to(page, name, role=role)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, name: str, text: str) -> None:
    tab_to(page, name, role="textbox")
    page.keyboard.insert_text(text)


def test_a_whole_seminar_is_set_up_by_keyboard_alone_and_without_script(chromium, client, live_server):
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(context, client, make.person("Aud"), live_server)
    page.goto(live_server.url)
    press(page, "New seminar", role="link")
    write(page, "Title", "Dialogdag i Lågvika")
    press(page, "Create the seminar")
    for title, questions in ROUNDS.items():
        write(page, "What the round is about", title)
        write(page, "Questions (optional)", questions)
        press(page, "Add the round")
    tab_to(page, "Or how many groups", role="spinbutton")
    page.keyboard.type("40")
    press(page, "Add that many")
    write(page, "Email address", "bjarte@example.org")
    press(page, "Send the invitation")
    context.close()
    seminar = Seminar.objects.get()
    assert [(round.title, round.questions.count()) for round in seminar.rounds.all()] == [(r, 4) for r in ROUNDS]
    assert seminar.groups.count() == 40
    assert [member.role for member in seminar.members.order_by("pk")] == ["organizer", "facilitator"]
    assert [message.to for message in mail.outbox] == [["bjarte@example.org"]]


@pytest.fixture
def seminar():
    seminar = make.seminar("Biblioteket i Lågvika", by=make.person("Aud"), language="en")
    make.round(seminar, "Kva saknar de?").add_questions(["Når?", "Kvar?", "Kven?"])
    make.round(seminar, "Kven gjer det?")
    for name in ("Naust", "Fjell", "x" * 300):
        make.post(seminar, group=make.group(seminar, name))
    seminar.groups.update(attributes={"Fylke": "Vest"})
    seminar.groups.get(name="Naust").merge(seminar.groups.get(name="Fjell"))
    make.member(seminar, make.person("Bjarte"))
    return seminar


@pytest.fixture
def setup(page, client, seminar, live_server):
    sign_in(page.context, client, seminar.members.first().person, live_server)
    page.goto(live_server.url + reverse("setup", args=[seminar.slug]))
    return page


def focus(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_a_question_is_moved_by_pressing_the_same_key_again(setup, seminar):
    first = seminar.questions.first()
    setup.locator(f"#question-{first.pk}-down").focus()
    with setup.expect_navigation():
        setup.keyboard.press("Enter")
    assert focus(setup) == f"question-{first.pk}-down"
    with setup.expect_navigation():
        setup.keyboard.press("Enter")
    assert [question.text for question in seminar.questions.filter(round__number=1)] == ["Kvar?", "Kven?", "Når?"]


def test_the_focus_is_in_the_field_that_is_wrong_and_its_error_is_read_with_it(setup):
    setup.locator("#groups_groups").fill("Namn;namn\nNaust;Vest")
    setup.get_by_role("button", name="Show them as a table first").click()
    field = setup.locator("#groups_groups")
    field.and_(setup.locator("[aria-invalid=true]")).wait_for()
    assert (focus(setup), field.input_value()) == ("groups_groups", "Namn;namn\nNaust;Vest")
    described = field.get_attribute("aria-describedby").split()
    assert "no two may be the same" in setup.locator(f"#{described[-1]}").inner_text()


def test_a_pasted_table_is_shown_read_in_another_way_and_becomes_groups(setup, seminar):
    setup.locator("#groups_groups").fill("Table, with whom\nFjell, Vest\nFoss, Aust")
    setup.get_by_role("button", name="Show them as a table first").click()
    setup.get_by_role("row", name="3 Foss Aust").wait_for()
    setup.locator("#problems").get_by_text("Line 2: there is already a group with the name “Fjell”.").wait_for()
    assert_no_faults(setup)
    setup.get_by_label("Read it as").select_option("names")
    setup.get_by_role("button", name="Show the table again").click()
    setup.get_by_role("button", name="Create the 3 groups").click()
    setup.get_by_text("3 groups were added.").wait_for()
    setup.get_by_role("button", name="Undo", exact=True).click()
    setup.get_by_text("3 groups were removed.").wait_for()
    assert not seminar.groups.filter(name="Foss, Aust").exists()


@pytest.mark.parametrize("width", [320, *WIDE])
def test_two_hundred_groups_are_found_chosen_moved_and_removed(setup, seminar, live_server, width):
    Group.objects.add_series(200, seminar=seminar)
    setup.set_viewport_size({"width": width, "height": 700})
    setup.goto(live_server.url + reverse("setup_many_groups", args=[seminar.slug]))
    assert_no_faults(setup)
    remove = setup.get_by_role("button", name="Remove the chosen ones")
    search = setup.get_by_label("Find groups")
    for number in ("117", "118"):
        search.fill(f"group {number}")
        box = setup.get_by_role("checkbox", name=f"Group {number}")
        setup.wait_for_function("document.querySelectorAll('.many-groups .choice:not([hidden])').length < 4")
        box.check()
    search.fill("")
    setup.get_by_role("checkbox", name="Group 60").scroll_into_view_if_needed()
    assert remove.evaluate("button => button.getBoundingClientRect().bottom <= innerHeight"), "in reach of the thumb"
    setup.get_by_label("Move them before").select_option("Group 2")
    setup.get_by_role("button", name="Move the chosen ones", exact=True).click()
    setup.get_by_text("The groups are moved.").wait_for()
    numbered = seminar.groups.filter(name__startswith="Group")
    assert list(numbered.values_list("name", flat=True)[:4]) == ["Group 1", "Group 117", "Group 118", "Group 2"]
    for name in ("Group 117", "Group 118"):
        setup.get_by_role("checkbox", name=name).check()
    remove.click()
    setup.get_by_text("2 groups are removed.").wait_for()
    assert numbered.count() == 198


@pytest.mark.parametrize("width", [320, *WIDE])
def test_a_plan_is_written_and_a_mistake_in_it_put_right(setup, seminar, live_server, width):
    setup.set_viewport_size({"width": width, "height": 800})
    setup.get_by_role("link", name="Write a plan").click()
    first = setup.get_by_role("group", name="1. Kva saknar de?", exact=True)
    first.get_by_label("Begins at").fill("10:15")
    first.get_by_label("Minutes").fill("30")
    line = setup.get_by_role("group", name="New line").first
    line.get_by_label("What happens").fill("Lunch")
    setup.get_by_role("button", name="Save").click()
    setup.get_by_text("Write when this begins, or empty the line.").wait_for()
    assert_no_faults(setup)
    line.get_by_label("Begins at").fill("10:45")
    setup.get_by_role("button", name="Save").click()
    setup.locator("#plan").get_by_text("10:15–10:45").wait_for()
    assert seminar.plan_entries.get().text == "Lunch"
    setup.get_by_role("link", name="To print", exact=True).click()
    setup.get_by_role("button", name="Print", exact=True).wait_for()
    assert_no_faults(setup)


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Oslo", ""), ("Europe/Berlin", ""), ("Europe/Helsinki", "when it is 12:00 there, it is 13:00")],
)
def test_a_device_in_another_time_zone_than_the_seminar_is_told(chromium, client, seminar, live_server, zone, words):
    seminar.describe(date=date(2026, 5, 17), time_zone="Europe/Oslo")
    context = chromium.new_context(locale="en-GB", timezone_id=zone)
    page = context.new_page()
    sign_in(context, client, seminar.members.first().person, live_server)
    page.goto(live_server.url + reverse("setup", args=[seminar.slug]))
    hint = page.locator("#other-zone")
    page.wait_for_function("document.querySelector('#other-zone p').textContent")
    assert hint.is_visible() is bool(words) and words in hint.text_content()
    context.close()


@pytest.mark.once
@pytest.mark.parametrize("width, scheme", [(320, "light"), *((width, "dark") for width in WIDE)])
def test_every_page_of_the_setup_is_accessible(setup, seminar, live_server, width, scheme):
    setup.set_viewport_size({"width": width, "height": 800})
    setup.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    rows = {"round": seminar.rounds, "question": seminar.questions, "group": seminar.groups, "member": seminar.members}
    pages = [reverse(f"setup_{kind}", args=[seminar.slug, queryset.last().pk]) for kind, queryset in rows.items()]
    pages += [reverse("seminar_new"), reverse("imports", args=[seminar.slug]), reverse("home")]
    pages += [reverse(name, args=[seminar.slug]) for name in ("cards", "devices", "rehearsal", "setup_many_groups")]
    faults(setup)
    setup.get_by_role("button", name="Add the round").click()
    setup.locator("#round_title_error").wait_for()
    faults(setup)
    for address in pages:
        setup.goto(live_server.url + address)
        faults(setup)


def faults(page) -> None:
    assert_no_faults(page)
    small = """[...document.querySelectorAll("main :is(.button, select, input, .choice)")]
        .filter(one => !one.matches("label > input"))
        .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect())
        .filter(box => Math.min(box.width, box.height) < 24).length"""
    assert page.evaluate(small) == 0, page.url


# The height of each in millimetres, and whether something lies beyond it.
MEASURE_CARDS = """card => [...document.querySelectorAll(card)].map((one) => {
    const box = one.getBoundingClientRect();
    const beyond = [...one.querySelectorAll("p, h2, svg")].some((part) => {
        const { top, bottom, left, right } = part.getBoundingClientRect();
        return top < box.top - 1 || bottom > box.bottom + 1 || left < box.left - 1 || right > box.right + 1;
    });
    return [Math.round(box.height * 25.4 / 96), beyond];
})"""


@pytest.mark.once
def test_cards_fill_their_places_on_paper_and_no_more(setup, seminar, live_server):
    """The name of a group may be long; the card is cut where the line is, and no text may lie beyond it."""
    seminar.describe(title="Eit seminar med ein lang tittel om det som skal skje", date=date(2026, 5, 17))
    Group.objects.add_series(8, seminar=seminar)
    seminar.groups.last().rename("Ungdomsrådet og eldrerådet i Nordre Øyfjord og Søre Øyfjord kommunar " * 2)
    setup.emulate_media(media="print")
    setup.set_viewport_size({"width": 718, "height": 1043})  # A4 without its margins, in CSS pixels
    for size, card, millimetres in (("sheet", ".card", 69), ("tent", ".tent-side", 138)):
        setup.goto(f"{live_server.url}{reverse('cards', args=[seminar.slug])}?size={size}")
        measured = setup.evaluate(MEASURE_CARDS, card)
        assert len(measured) >= 8 and {tuple(one) for one in measured} == {(millimetres, False)}, size
