"""One scribe on several devices, and several scribes of one group: no text of one replaces that of another unseen."""

import os
import random
import re
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft, Post, Revision
from seminar.models import Scribe
from tests import make
from tests.posts.desk import Desk, cookie
from tests.posts.writing.test_writing import device, note, put
from tests.seminar.server.serving import until

LONG = bool(os.environ.get("LONG"))
SCHEDULE = (Path(__file__).parent / "schedule.js").read_text()
WORDS = re.compile(r"\S+")


@pytest.fixture
def laptop(chromium, scribe, server):
    """Signe's other device, over a network that always works."""
    context = chromium.new_context(locale="en-GB")
    yield Desk(context.new_page(), scribe, server.url)
    context.close()


class Copy:
    """A device's copy of the first question's draft, without a browser."""

    def __init__(self, scribe, **fields):
        question = scribe.seminar.questions.first()
        self.scribe, self.origin, self.version, self.base = scribe, str(uuid4()), 0, 0
        self.fields = {"round": question.round.uid, "question": question.uid} | fields

    def save(self, body, *, version=None, base=None, learn=True):
        self.version = version or self.version + 1
        numbers = {"version": self.version, "base": self.base if base is None else base, "origin": self.origin}
        sent = put(device(self.scribe), self.scribe.seminar, "write_draft", body=body, **numbers, **self.fields)
        answer = sent.json()
        if learn:
            self.base = answer["version"]
        return answer["current"]


@pytest.mark.django_db
def test_a_draft_is_saved_only_where_it_builds_on_the_current_one(scribe):
    phone, laptop = Copy(scribe), Copy(scribe)
    assert phone.save("Kort") == "Kort"
    for version in (1, 9):  # as many changes, and more
        assert laptop.save("Noko heilt anna og lengre", version=version, learn=False) == "Kort"
    laptop.save("", learn=True)
    assert laptop.save("Kort, og så lengre") == "Kort, og så lengre"
    assert phone.save("Kort!", learn=False) == "Kort, og så lengre"
    assert Draft.objects.get().body == "Kort, og så lengre"


@pytest.mark.django_db
def test_a_save_whose_answer_was_lost_can_be_repeated_and_continued(scribe):
    phone = Copy(scribe)
    phone.save("Ein", learn=False)
    before = Draft.objects.get().version
    assert phone.save("Ein", version=1, learn=False) == "Ein"
    assert Draft.objects.get().version == before
    assert phone.save("Ein to", learn=False) == "Ein to"
    assert phone.save("Ei", version=1, learn=False) == "Ein to", "a request that was delayed"


@pytest.mark.django_db
def test_a_delayed_draft_does_not_come_back_after_its_text_was_sent(scribe):
    phone = Copy(scribe)
    phone.save("Ein benk")
    note(scribe, body="Ein benk")
    assert phone.save("Ein benk ved brua", version=5, learn=False) == ""
    assert Draft.objects.get().body == ""


@pytest.mark.django_db
def test_a_text_is_the_same_note_on_every_device_until_it_is_sent(scribe):
    uid = str(uuid4())
    phone, laptop = Copy(scribe, becomes=uid), Copy(scribe, becomes=str(uuid4()))
    phone.save("Ein benk")
    assert laptop.save("Ein benk") == "Ein benk"
    assert Draft.objects.get().becomes == uid
    assert f'data-becomes="{uid}"' in page_of(scribe) and f'name="uid" value="{uid}"' in page_of(scribe)
    note(scribe, uid, "Ein benk")
    assert Draft.objects.get().becomes == ""
    assert f'name="uid" value="{uid}"' not in page_of(scribe)


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_locked_after_the_seminar_everywhere(scribe):
    """Or else a device that empties it and one that sends it could wait for each other."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    phone = Copy(scribe)
    phone.save("Ein benk")

    def empty():
        phone.save("")
        connection.close()

    thread = Thread(target=empty)
    with transaction.atomic():
        scribe.seminar.lock()
        thread.start()
        until(lambda: is_waiting_for_a_lock() or not thread.is_alive(), "the other waits")
        assert list(Draft.objects.select_for_update(nowait=True).values_list("body", flat=True)) == ["Ein benk"]
    thread.join()
    assert Draft.objects.get().body == ""


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db
def test_a_page_of_an_older_release_replaces_no_text_of_another_device(scribe):
    question = scribe.seminar.questions.first()
    old = {"round": question.round.uid, "question": question.uid}
    save = lambda body, version: put(device(scribe), scribe.seminar, "write_draft", body=body, version=version, **old)  # noqa: E731
    assert save("Gamal", 5).json()["version"] == 5
    assert save("Gamal side", 9).json()["current"] == "Gamal side"
    phone = Copy(scribe)
    phone.save("")
    phone.save("Gamal side, og nytt")
    answer = save("Gamal side, skriv vidare", 20).json()
    assert answer["current"] == "Gamal side, og nytt" and answer["version"] > 20
    phone.save("")
    assert save("Eit nytt notat", 30).json()["version"] == 30


@pytest.mark.django_db
def test_two_scribes_of_one_group_have_a_draft_each_also_for_the_same_note(seminar, scribe):
    other, uid = make.scribe(seminar, scribe.group, "Torleif"), str(uuid4())
    note(scribe, uid)
    for fields in ({}, {"note": uid}):
        Copy(scribe, **fields).save("Frå Signe")
        Copy(other, **fields).save("Frå Torleif")
    assert sorted(Draft.objects.values_list("scribe__name", "body")) == [
        (name, f"Frå {name}") for name in ("Signe", "Signe", "Torleif", "Torleif")
    ]


@pytest.mark.django_db
def test_the_draft_of_a_new_text_remembers_the_revision_from_which_it_began(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    Post.objects.get().revise(body="Retta av ein annan")
    Copy(scribe, note=uid, revision=1).save("Mi retting")
    assert 'data-base="1"' in device(scribe).get(scribe.get_absolute_url()).content.decode()


def leave_behind(seminar, group, text="Halve tanken om benkar") -> Scribe:
    """A device that wrote half a text and then ran out of battery."""
    dead = make.scribe(seminar, group, "Ref8")
    Copy(dead).save(text)
    Scribe.objects.filter(pk=dead.pk).update(seen_at=timezone.now() - timedelta(minutes=3))
    return dead


def page_of(scribe) -> str:
    return device(scribe).get(scribe.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_text_of_a_device_that_is_away_is_offered_to_its_own_group_only_and_fetched_once(seminar, scribe):
    dead = leave_behind(seminar, scribe.group)
    stranger = make.scribe(seminar, make.group(seminar, "Gruppe 2"), "Ragna")
    nowhere = make.scribe(seminar, None, "Ukjend")
    draft = Draft.objects.get()
    address = f"{scribe.get_absolute_url()}drafts/{draft.pk}/fetch/"
    for each in (stranger, nowhere):
        assert "Halve tanken" not in page_of(each)
        device(each).post(address)
    assert Draft.objects.get().fetched_by is None
    Copy(scribe).save("Mi byrjing")
    own = scribe.drafts.get().becomes
    assert "Ref8 has an unsent text here" in page_of(scribe)
    for _ in range(2):
        assert device(scribe).post(address).headers["Location"] == scribe.get_absolute_url()
    assert scribe.drafts.get().body == "Mi byrjing\n\nHalve tanken om benkar"
    assert scribe.drafts.get().becomes == own
    content = page_of(scribe)
    assert "Ref8 has an unsent text here" not in content
    assert content.count("Halve tanken") == 1
    assert list(Draft.objects.unsent()) == [scribe.drafts.get()]
    assert "Signe has fetched this text" in page_of(dead)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["there", "removed", "moved"])
def test_only_a_device_that_is_away_and_still_of_the_group_has_its_text_offered(seminar, scribe, change):
    dead = leave_behind(seminar, scribe.group)
    assert "Halve tanken" in page_of(scribe)
    if change == "there":
        Scribe.objects.saw([dead.pk])
    elif change == "removed":
        dead.remove()
    else:
        dead.move(make.group(seminar, "Gruppe 9"))
    assert "Halve tanken" not in page_of(scribe)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_text_of_another_device_is_offered_and_replaces_nothing(desk, laptop):
    desk.open()
    laptop.open()
    desk.type("Kort")
    expect(laptop.field()).to_have_value("Kort")  # at once, since nothing is typed there
    laptop.page.context.set_offline(True)
    laptop.field().fill("Noko heilt anna, og mykje lengre enn det")
    desk.type("!")
    desk.says("Saved. 1 not sent yet")
    laptop.page.context.set_offline(False)
    box = laptop.page.get_by_role("group").filter(has_text="Another device has this text")
    expect(box).to_contain_text("Kort!")
    expect(laptop.page.locator(".entry-state").first).to_have_text("On this device")
    laptop.says("1 text is only on this device")
    assert Draft.objects.get().body == "Kort!"
    laptop.reload()  # the choice is still there
    expect(laptop.field()).to_have_value("Noko heilt anna, og mykje lengre enn det")
    desk.type("?")
    expect(box).to_contain_text("Kort!?")
    desk.reload()
    expect(desk.field()).to_have_value("Kort!?")
    box.get_by_role("button", name="Add it to my text").click()
    both = "Noko heilt anna, og mykje lengre enn det\n\nKort!?"
    expect(desk.field()).to_have_value(both)
    expect(laptop.field()).to_be_focused()
    laptop.page.keyboard.press("Control+Enter")
    expect(desk.field()).to_have_value("")
    for each in (desk, laptop):
        each.says("All is saved")
    assert Post.objects.get().body == both


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_two_devices_had_of_one_text_is_one_note_where_the_server_sends_it_at_closing(desk, laptop, seminar):
    desk.open().type("Kort")
    laptop.open()
    expect(laptop.field()).to_have_value("Kort")
    laptop.page.context.set_offline(True)
    laptop.send(" og meir")
    seminar.rounds.get().close()
    assert Draft.objects.send_due(timezone.now() + timedelta(minutes=3)) == 1
    expect(desk.field()).to_have_value("")
    expect(desk.page.locator("#announcement")).to_have_text("What you had not sent was sent by itself.")
    laptop.page.context.set_offline(False)
    expect(laptop.page.locator(".met")).to_contain_text("Kort og meir")
    assert [(post.body, [aside.body for aside in post.revisions.aside()]) for post in Post.objects.all()] == [
        ("Kort", ["Kort og meir"])
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_notes_that_two_devices_write_one_after_the_other_are_notes_of_their_own(desk, laptop, bodies):
    desk.open()
    laptop.open()
    for each, text in ((desk, "Ein benk"), (laptop, "Ei bru"), (laptop, "Ei huske"), (desk, "Ein benk")):
        each.type(text)
        for one in (desk, laptop):
            expect(one.field()).to_have_value(text)
        each.page.keyboard.press("Control+Enter")
        for one in (desk, laptop):
            expect(one.field()).to_have_value("")
    for each in (desk, laptop):
        each.says("All is saved")
    assert bodies() == ["Ein benk", "Ei bru", "Ei huske", "Ein benk"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_edit_on_two_devices_of_one_scribe_is_offered_too_and_its_form_closes_when_it_is_sent(desk, laptop):
    desk.open().send("Ein benk")
    laptop.open()
    for each, text in ((desk, " ved brua"), (laptop, " i parken")):
        each.note("Ein benk").get_by_text(re.compile("Saved \\d")).wait_for()
        if each is laptop:
            each.page.context.set_offline(True)
        each.note("Ein benk").get_by_role("button", name="Edit").click()
        each.page.keyboard.press("Control+End")
        each.page.keyboard.type(text)
    until(lambda: Draft.objects.filter(body="Ein benk ved brua").exists(), "it is on the server")
    laptop.page.context.set_offline(False)
    box = laptop.page.locator(".note .other")
    expect(box).to_contain_text("Ein benk ved brua")
    assert laptop.page.locator(".note-edit textarea").input_value() == "Ein benk i parken"
    box.get_by_role("button", name="Leave it out").click()
    expect(desk.page.locator(".note-edit textarea")).to_have_value("Ein benk i parken")
    laptop.page.locator(".note-edit textarea").press("Control+Enter")
    expect(desk.page.locator(".note-edit")).to_have_count(0)
    expect(desk.page.locator(".note > .note-body")).to_have_text("Ein benk i parken")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_fetched_text_is_in_the_field_and_its_own_device_is_told_when_it_returns(desk, seminar, scribe, laptop):
    dead = leave_behind(seminar, scribe.group)
    desk.open().type("Mi ")
    desk.page.get_by_role("button", name="Add it to my text").click()
    expect(desk.field()).to_have_value("Mi\n\nHalve tanken om benkar")
    expect(desk.page.locator(".left-behind")).to_have_count(0)
    desk.says("Saved. 1 not sent yet")
    laptop.page.context.add_cookies([cookie(dead, laptop.url)])
    laptop.open()
    box = laptop.page.get_by_role("group").filter(has_text="Signe has fetched this text")
    expect(laptop.field()).to_have_value("Halve tanken om benkar")
    box.get_by_role("button", name="Remove it here").click()
    laptop.says("All is saved")
    until(lambda: dead.drafts.get().body == "", "it is in one place")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_word_is_lost_on_many_devices_of_one_scribe_whatever_happens(page, seminar, scribe, server):
    question = seminar.questions.first()
    where = {"slug": seminar.slug, "round": question.round.uid, "question": question.uid}
    page.goto(f"{server.url}/static/js/write/reconcile.js")
    for seed in range(500 if LONG else 5):
        signe = make.scribe(seminar, scribe.group, f"Signe {seed}")
        page.context.add_cookies([cookie(signe, server.url)])
        chance = {"seed": seed, "deviceCount": 2 + seed % 5, "steps": 30}
        played = page.evaluate(SCHEDULE, where | chance)
        draft = signe.drafts.first()
        body = draft.body if draft else ""
        assert set(played["kept"]) <= words_in(body, *sent_texts(signe)), (seed, played)
        assert played["saved"] and set(played["texts"]) == {body}, (seed, played)


def sent_texts(scribe) -> list[str]:
    """Those of its notes, and what was set aside under them."""
    aside = Revision.objects.filter(post__scribe=scribe).aside()
    return [*scribe.posts.values_list("body", flat=True), *aside.values_list("body", flat=True)]


def words_in(*texts: str) -> set[str]:
    return set(WORDS.findall(" ".join(texts)))


class Hall:
    """Open pages of some devices, on which a random schedule is played."""

    def __init__(self, desks, seed):
        self.desks, self.chance, self.typed = desks, random.Random(seed), []

    def play(self, steps: int) -> None:
        rare = [self.wait, self.go_offline, self.go_online, self.reload, self.choose, self.send]
        for _ in range(steps):
            self.chance.choice([self.type] * 3 + rare)(self.chance.choice(self.desks))

    def type(self, desk) -> None:
        word = f"ord{len(self.typed)}"
        self.typed.append(word)
        desk.type(f" {word}")

    def wait(self, desk) -> None:
        desk.page.wait_for_timeout(self.chance.choice([50, 400, 1200]))

    def go_offline(self, desk) -> None:
        desk.page.context.set_offline(True)

    def go_online(self, desk) -> None:
        desk.page.context.set_offline(False)

    def reload(self, desk) -> None:
        self.go_online(desk)
        desk.page.wait_for_timeout(50)
        desk.reload()

    def send(self, desk) -> None:
        desk.field().press("Control+Enter")

    def choose(self, desk) -> None:
        button = desk.page.locator(".other").get_by_role("button", name="Add it to my text")
        if button.count():
            button.first.click()

    def heal(self) -> None:
        for desk in self.desks:
            self.go_online(desk)
            desk.page.evaluate("dispatchEvent(new Event('online'))")

    def is_healed(self) -> bool:
        for desk in self.desks:
            self.choose(desk)
            desk.page.wait_for_timeout(100)
        states = [desk.state.inner_text() for desk in self.desks]
        return all(re.match("Saved|All is saved", state) for state in states)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(30 if LONG else 1))
def test_no_word_is_lost_on_open_pages_whatever_happens(desk, laptop, other, server, seed):
    hall = Hall([each.open() for each in (desk, laptop, other)], seed)
    hall.play(24)
    hall.heal()
    until(hall.is_healed, "everything is saved", seconds=60)
    until(lambda: desk.field().input_value() == laptop.field().input_value(), "both devices show the same")
    sent = [text for scribe in Scribe.objects.all() for text in sent_texts(scribe)]
    assert set(hall.typed) <= words_in(*Draft.objects.values_list("body", flat=True), *sent)
