"""What is deleted for good is gone from every table, and on SQLite from every byte of its files."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.erasure.purge import purge
from posts.importing.confirm import confirm
from posts.models import Draft, Erasure, Import, Post, Revision
from posts.models.choices import Choices
from posts.models.splitting import PartText
from posts.models.submission import NoteErased
from posts.walls.reader import read
from seminar.backup.file import BackupFile
from seminar.backup.journal import journal, read_journal
from seminar.models import NotPossible, Person, Scribe, Seminar
from tests.seminar.backup.conftest import new_postgres  # noqa: F401 - a fixture
from tests.seminar.backup.test_backup import manage
from tests.world import World, device_client, person_client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    return World("anna")


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures")


def rows_that_say(word: str) -> list[str]:
    """The tables in which a value has the word, in any case."""
    return [
        model.__name__
        for model in apps.get_models(include_auto_created=True)
        if word.casefold() in repr(list(model._base_manager.values_list())).casefold()
    ]


def is_in_bytes(word: str) -> bool:
    """Whether SQLite's files have the word. PostgreSQL overwrites when it cleans its tables."""
    if connection.vendor != "sqlite":
        return False
    name = connection.settings_dict["NAME"]
    files = [Path(f"{name}{end}") for end in ("", "-wal", "-journal", ".erasures")]
    return any(word.encode() in file.read_bytes() for file in files if file.exists())


def assert_gone(*words: str) -> None:
    for word in words:
        assert (word, rows_that_say(word), is_in_bytes(word)) == (word, [], False)


def test_a_note_goes_with_all_that_repeats_its_words(world):
    words = [world.word(name) for name in ("former", "revised", "edit reason", "former subject")]
    assert all(rows_that_say(word) for word in words)
    Erasure.objects.ask(world.revised, by=world.organizer).carry_out(by=world.organizer)
    assert_gone(*words)

    words = [world.word(name) for name in ("hidden", "hidden now", "hidden aside", "hidden example", "hide reason")]
    for post in (world.hidden, world.target, world.reply):
        Erasure.objects.ask(post, by=world.organizer).carry_out()
    assert_gone(*words)
    assert world.hidden_theme in world.seminar.themes.all()


def test_the_original_and_the_parts_of_a_note_go_too_and_other_parts_stay(world):
    Erasure.objects.ask(world.part, by=world.organizer).carry_out()
    assert_gone(world.word("part"), world.word("whole"))
    assert Post.objects.get(body=world.word("second")).state == "visible"

    other = world.note("other whole")
    other.split([PartText(world.word("one")), PartText(world.word("two"))], by=world.organizer)
    Erasure.objects.ask(other, by=world.organizer).carry_out()
    assert_gone(world.word("other whole"), world.word("one"), world.word("two"))


def test_what_was_merged_into_a_note_is_on_the_board_again(world):
    Erasure.objects.ask(world.visible, by=world.organizer).carry_out()
    assert_gone(world.word("visible"), world.word("aside"), world.word("example"))
    world.merged.refresh_from_db()
    assert (world.merged.state, world.merged.merged_into) == ("visible", None)


def test_an_imported_note_goes_from_the_raw_file_and_the_others_stay(world):
    post = world.imported.posts.get(body=world.word("imported body"))
    other = world.imported.posts.exclude(pk=post.pk).count()
    Erasure.objects.ask(post, by=world.organizer).carry_out()
    assert_gone(world.word("imported body"))
    assert Import.objects.get(pk=world.imported.pk).posts.count() == other
    assert rows_that_say(world.word("file body"))  # another file
    world.imported.refresh_from_db()
    world.imported.undo(by=world.organizer, lose=9)


def test_what_others_read_from_the_same_file_is_theirs(world):
    other, data = World("berit"), f"Subject,Body\n{world.word('imported')},{world.word('imported body')}\n".encode()
    theirs, colleagues = (
        Import.objects.keep(read(data, "b.csv"), data=data, name="b.csv", by=person)
        for person in (other.organizer, world.facilitator)
    )
    wall = theirs.wall_json
    post = world.imported.posts.get(body=world.word("imported body"))
    Erasure.objects.ask(post, by=world.organizer).carry_out()
    theirs.refresh_from_db()
    colleagues.refresh_from_db()
    assert theirs.wall_json == wall and world.word("imported body") not in colleagues.wall_json
    Erasure.objects.ask(world.seminar, by=world.organizer).carry_out()
    assert Import.objects.filter(pk=theirs.pk).exists() and not Import.objects.filter(pk=colleagues.pk).exists()


def test_everything_from_a_device_goes(world):
    own = [post.body for post in Post.objects.filter(scribe=world.scribe)]
    assert len(own) > 8
    stays = world.note("of another", scribe=world.other_scribe)
    Revision.set_aside(stays, world.word("of this one"), by=world.scribe, reason="met another")
    Erasure.objects.ask(world.scribe, by=world.organizer).carry_out()
    assert_gone(*own, world.word("draft"), world.word("of this one"), world.word("aside"), *names(world, "scribe"))
    assert Post.objects.filter(pk=stays.pk).exists()
    assert device_client(world.scribe).get(f"/s/{world.seminar.slug}/write/").status_code == 403


def test_a_device_that_wrote_nothing_is_deleted_too(world):
    Erasure.objects.ask(world.removed_scribe, by=world.organizer).carry_out(by=world.organizer)
    assert_gone(world.word("removed"))
    assert Erasure.objects.get().done_at and [entry[0] for entry in read_journal(journal())] == ["device"]


def names(world, name: str) -> list[str]:
    """The name of the device, but where it is a part of another word."""
    return [] if rows_that_say(world.word(f"other{name}")) else [world.word(name)]


def test_a_seminar_goes_whole_and_another_one_is_untouched(world):
    other = World("berit")
    before = rows_that_say("berit")
    people = [world.word(role) for role in ("organizer", "facilitator", "viewer")]
    Erasure.objects.ask(world.seminar, by=world.organizer).carry_out(by=world.organizer)
    Import.objects.waiting(world.organizer).delete()  # a preview that belongs to no seminar yet
    for person in Person.objects.filter(name__in=people):
        Erasure.objects.ask(person, by=person).carry_out(by=person)
    assert_gone("anna")
    assert rows_that_say("berit") == before and other.seminar.posts.count() > 10
    done = Erasure.objects.exclude(done_at=None)
    assert sorted(done.values_list("kind", flat=True)) == ["person"] * 3 + ["seminar"]
    assert [entry[:2] for entry in read_journal(journal())] == list(done.order_by("id").values_list("kind", "uid"))


def test_an_account_goes_and_what_it_did_stays_in_nobodys_name(world, client):
    browser = person_client(world.facilitator)
    browser.get("/")
    Client().post("/account/login/code/", {"email": world.facilitator.email.upper()})
    Client().post("/account/login/code/", {"email": world.organizer.email})
    theme, changes = world.theme, world.seminar.changes.count()
    Erasure.objects.ask(world.facilitator, by=world.facilitator).carry_out()
    assert_gone(world.facilitator.email, world.word("facilitator"))
    sessions = repr([session.get_decoded() for session in Session.objects.all()])
    assert world.facilitator.email not in sessions.casefold() and world.organizer.email in sessions
    assert world.seminar.themes.filter(pk=theme.pk).exists() and world.seminar.changes.count() == changes + 1
    assert browser.get(f"/s/{world.seminar.slug}/board/").status_code == 302
    with pytest.raises(NotPossible, match="no other organizer"):
        Erasure.objects.ask(world.organizer, by=world.organizer).carry_out()
    assert person_client(world.organizer).get(f"/s/{world.seminar.slug}/log/").status_code == 200


def test_until_its_day_a_deletion_can_be_cancelled_and_what_was_hidden_is_shown_again(world):
    asked = Erasure.objects.ask(world.visible, by=world.organizer)
    world.visible.refresh_from_db()
    assert world.visible.state == "hidden" and purge().asked_for == 0
    asked.cancel(by=world.organizer)
    world.visible.refresh_from_db()
    assert world.visible.state == "visible" and not Erasure.objects.exists()

    asked = Erasure.objects.ask(world.scribe, by=world.organizer)
    assert not world.seminar.posts.visible().filter(scribe=world.scribe).exists()
    asked.cancel(by=world.organizer)
    assert world.seminar.posts.visible().filter(scribe=world.scribe).exists()
    assert Scribe.objects.get(pk=world.scribe.pk).removed_at is None

    asked = Erasure.objects.ask(world.visible, by=world.organizer)
    Erasure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert purge().asked_for == 1
    asked.cancel(by=world.organizer)
    assert_gone(world.word("visible"))


def test_a_cancelled_deletion_puts_back_only_what_it_hid_itself(world):
    """What the organizer had hidden stays hidden, and a device that was shut out stays out."""
    posts, scribe = world.seminar.posts, world.scribe
    written = set(posts.visible().filter(scribe=scribe))
    posts.hide_all(scribe, by=world.organizer)
    Erasure.objects.ask(scribe, by=world.organizer).cancel(by=world.organizer)
    assert written and not posts.visible().filter(scribe=scribe).exists()
    scribe.refresh_from_db()
    assert scribe.removed_at is None

    later = world.note("later")
    scribe.remove(by=world.organizer)
    asked = Erasure.objects.ask(scribe, by=world.organizer)
    assert not posts.visible().filter(scribe=scribe).exists()
    asked.cancel(by=world.organizer)
    scribe.refresh_from_db()
    assert list(posts.visible().filter(scribe=scribe)) == [later] and scribe.removed_at
    posts.show_all(scribe, by=world.organizer)
    assert set(posts.visible().filter(scribe=scribe)) == written | {later}


def test_the_parts_of_a_note_are_hidden_until_they_are_deleted_with_it(world):
    part, other = world.part, Post.objects.get(body=world.word("second"))
    other.hide(by=world.facilitator)
    asked = Erasure.objects.ask(part.split_from, by=world.organizer)
    part.refresh_from_db()
    assert part.state == "hidden"
    asked.cancel(by=world.organizer)
    states = Post.objects.filter(pk__in=[part.pk, other.pk, part.split_from_id]).order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["split", "visible", "hidden"]

    Erasure.objects.ask(part.split_from, by=world.organizer)
    world.seminar.undo_last(by=world.organizer)
    part.refresh_from_db()
    assert part.state == "visible"


def test_a_copy_of_a_seminar_with_the_same_ids_is_deleted_without_the_original(world, tmp_path):
    """As a file of version 1 leaves it where it is read beside the seminar that it came from."""
    copy = World("berit")
    Post.objects.filter(pk=copy.visible.pk).update(uid=world.visible.uid)
    copy.visible.refresh_from_db()
    assert world.visible.pk < copy.visible.pk

    asked = Erasure.objects.ask(copy.visible, by=copy.organizer)
    assert Erasure.objects.of(world.visible) is None and Erasure.objects.of(copy.visible) == asked
    asked.carry_out()
    assert_gone(copy.word("visible"))
    assert Post.objects.get(pk=world.visible.pk).body == world.word("visible")

    entry = next(one for one in read_journal(journal()) if one[1] == world.visible.uid)
    Erasure.objects.all().delete()  # as where an earlier backup was restored
    assert not Erasure.objects.replay(*entry)
    assert Post.objects.filter(pk=world.visible.pk).exists()

    Erasure.objects.ask(world.visible, by=world.organizer).carry_out()
    assert_gone(world.word("visible"))
    assert Erasure.objects.filter(kind="note", uid=world.visible.uid).count() == 2


@pytest.fixture
def own_note_of_that_uid(world):
    """Of another seminar, whose scribe sent it under the uid of a note of `world`."""
    other = World("berit")
    address = f"/s/{other.seminar.slug}/write/notes/{world.visible.uid}/"
    data = {"round": other.round.uid, "body": "Same uid", "base": 0}
    answer = device_client(other.scribe).put(address, data, content_type="application/json")
    assert answer.status_code == 200
    return other.seminar.posts.get(uid=world.visible.uid)


def erase(row: Post | Seminar, how: str) -> None:
    slug = row.slug if isinstance(row, Seminar) else row.seminar.slug
    place = ("note_erasure", [slug, row.uid]) if isinstance(row, Post) else ("seminar_erasure", [slug])
    organizer = Person.objects.get(name="beritorganizerqz")
    answer = person_client(organizer).post(reverse(place[0], args=place[1]), {"do": how, "sure": "on"})
    assert answer.status_code == 302


@pytest.mark.parametrize("how", ["ask", "now"])
def test_no_deletion_outlives_its_seminar_and_reaches_another_one(world, own_note_of_that_uid, how):
    seminar = own_note_of_that_uid.seminar
    erase(own_note_of_that_uid, how)
    backed_up = [(one.kind, one.uid, timezone.now(), one.seminar.uid) for one in Erasure.objects.filter(kind="note")]
    erase(seminar, "now")
    assert not Seminar.objects.filter(pk=seminar.pk).exists() and not Erasure.objects.waiting().exists()

    Erasure.objects.filter(kind="note").update(done_at=None, due_at=timezone.now())  # as an earlier release left it
    purge()
    listed = [(kind, uid, done_at, "") for kind, uid, done_at, _seminar in backed_up]
    for entry in [*backed_up, *listed, *read_journal(journal())]:
        assert not Erasure.objects.replay(*entry)
    assert Post.objects.get(pk=world.visible.pk).body == world.word("visible")


def test_a_journal_does_not_carry_out_what_waits_in_another_seminar(world):
    Erasure.objects.ask(world.visible, by=world.organizer)
    assert not Erasure.objects.replay("note", world.visible.uid, timezone.now(), "")
    assert Post.objects.filter(pk=world.visible.pk).exists() and Erasure.objects.of(world.visible)


@pytest.mark.parametrize("name", ["wall.csv", "seminar.json"])
def test_undoing_the_import_that_made_a_seminar_takes_its_deletions_along(world, tmp_path, name):
    data = f"Subject,Body\n{world.word('benk')},{world.word('sea')}\n".encode()
    if name == "seminar.json":
        call_command("export_summary", world.seminar.slug, format="json", output=str(tmp_path / name))
        data = (tmp_path / name).read_bytes()
    imported = Import.objects.keep(read(data, name), data=data, name=name)
    imported.choose(Choices(seminar="", decided=True))
    copy = confirm(imported)
    Erasure.objects.ask(copy.posts.first(), by=None)
    imported.refresh_from_db()
    assert imported.is_whole == (name == "seminar.json")
    imported.undo(lose=1000)
    assert list(Seminar.objects.all()) == [world.seminar] and not Erasure.objects.exists()


def test_a_device_that_sends_a_deleted_note_again_is_refused(world):
    Erasure.objects.ask(world.visible, by=world.organizer).carry_out()
    with pytest.raises(NoteErased):
        Post.objects.send(world.visible.uid, scribe=world.scribe, round=world.round, body="Det same")
    address = f"/s/{world.seminar.slug}/write/notes/{world.visible.uid}/"
    data = {"round": world.round.uid, "question": world.question.uid, "body": "Det same", "base": 1}
    answer = device_client(world.scribe).put(address, data, content_type="application/json")
    assert answer.status_code == 409 and "deleted for good" in answer.json()["error"]


def test_a_deleted_note_does_not_come_back_through_a_draft(world):
    uid, scribe, versions = str(uuid4()), world.other_scribe, count(1)
    place = {"round": world.round.uid, "question": world.question.uid, "body": "Ein raud benk"}

    def put(name: str, *ids: str, **data) -> int:
        address = reverse(name, args=[world.seminar.slug, *ids])
        return device_client(scribe).put(address, place | data, content_type="application/json").status_code

    def draft(**data) -> int:
        return put("write_draft", version=next(versions), **data)

    assert (draft(becomes=uid), put("write_note", uid)) == (200, 200)
    Erasure.objects.ask(Post.objects.get(uid=uid), by=world.organizer).carry_out()
    assert (draft(becomes=uid), draft(note=uid, becomes=str(uuid4()))) == (409, 409)
    assert draft(becomes=str(uuid4()), body="Ein") == 200
    assert draft(becomes=uid) == 200  # a draft that goes on is not looked up until it is sent
    world.draft.delete()
    world.round.close()
    assert Draft.objects.send_due(timezone.now() + timedelta(hours=1)) == 0
    assert not Post.objects.filter(body=place["body"]).exists() and not Draft.objects.unsent().exists()


def test_an_exception_does_not_quote_what_people_wrote(world):
    with pytest.raises(ProtectedError) as refused:
        world.seminar.delete()
    assert world.word("visible") not in str(refused.value) + repr(refused.value)


def test_nothing_is_deleted_where_the_journal_cannot_be_written(world, settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "no folder" / "erasures")
    with pytest.raises(OSError):
        Erasure.objects.ask(world.visible, by=world.organizer).carry_out()
    assert Post.objects.filter(pk=world.visible.pk).exists()


def test_what_was_deleted_after_a_backup_does_not_come_back_with_it(world, tmp_path, request):
    file = tmp_path / "backup.jsonl.gz"
    call_command("backup", str(file), verbosity=0)
    word, later = world.word("visible"), world.word("revised")
    assert word in repr([row for _table, rows in BackupFile(file).tables() for row in rows])
    Erasure.objects.ask(world.visible, by=world.organizer).carry_out()
    part, _other = world.revised.split([PartText("Ein"), PartText("To")], by=world.organizer)
    Erasure.objects.ask(part, by=world.organizer).carry_out()
    other = World("berit")
    Erasure.objects.ask(other.seminar, by=other.organizer).carry_out()

    url = f"sqlite:///{tmp_path}/restored.sqlite3"
    if connection.vendor == "postgresql":
        url = request.getfixturevalue("new_postgres")
    restore, back_up = ["restore", file, "--erasures", journal()], ["backup", tmp_path / "again.jsonl.gz"]
    assert manage(url, restore, back_up) == (0, "")
    again = repr([row for _table, rows in BackupFile(tmp_path / "again.jsonl.gz").tables() for row in rows])
    assert word not in again and later not in again and world.word("merged") in again and world.visible.uid in again
    if connection.vendor == "sqlite":
        assert all(word.encode() not in path.read_bytes() for path in tmp_path.glob("restored*"))
