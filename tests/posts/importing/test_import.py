"""From a Wall to posts and back, without any file format."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from posts.importing.confirm import NoText, confirm
from posts.importing.plan import ImportPlan
from posts.models import Erasure, Import, Post
from posts.models.choices import Choices
from posts.models.import_ import ImportInUse
from posts.walls.reader import read
from posts.walls.wall import Column, Entry, Poll, Section, Stamp, Wall, WallAttachment
from seminar.models import Member, Seminar
from tests import make
from themes.summary.formats.json import dump

pytestmark = pytest.mark.django_db


def entry(body: str, minute: int = 0, section: int = 0, **fields) -> Entry:
    written = Stamp(f"9:{minute:02}", datetime(2026, 3, 17, 9, minute), utc=False)
    return Entry(
        section, author=fields.pop("author", "Bord 1"), body=body, written=written, raw=f"raw {body}", **fields
    )


def wall(*entries: Entry, url: str = "https://padlet.com/ragna/rundt-bordet-abcdefgh12345678") -> Wall:
    sections = [Section("Hverdagen"), Section("Naboen")]
    return Wall("text", title="Rundt bordet", url=url, sections=sections, entries=list(entries))


def imported_wall(wall: Wall, *, by=None, name: str = "vegg.txt", **choices) -> Import:
    imported = Import.objects.keep(wall, data=wall.title.encode() + bytes(len(wall.entries)), name=name, by=by)
    imported.choose(Choices(time_zone="Europe/Oslo", **choices))
    confirm(imported, by=by)
    return imported


def bodies(seminar: Seminar) -> list[str]:
    return list(seminar.posts.values_list("body", flat=True))


def test_a_wall_becomes_a_seminar_with_rounds_and_notes_in_its_own_order():
    aud = make.person("Aud")
    seminar = imported_wall(wall(entry("a"), entry("b", 1, 1)), by=aud).seminar
    assert (seminar.title, str(seminar.date), seminar.slug) == ("Rundt bordet", "2026-03-17", "rundt-bordet")
    assert [(post.body, post.round.title, post.position) for post in seminar.posts.all()] == [
        ("a", "Hverdagen", 0),
        ("b", "Naboen", 1),
    ]
    assert seminar.posts.first().written_at == datetime(2026, 3, 17, 8, 0, tzinfo=UTC)
    assert seminar.members.get().role == Member.Role.ORGANIZER


def test_the_source_of_a_note_holds_what_the_export_had():
    exported = entry(
        "flere",
        repairs=[("�ere", "flere")],
        doubts=["lost-sign: …"],
        line=12,
        link="https://padlet.com/x/wish/1",
        attachments=[WallAttachment("https://example.org/kart.png", "Kart", "Et kart")],
        poll=Poll("Enig?", {"ja": 3}),
        fields={"Fylke": "Vestfjord"},
    )
    post = imported_wall(wall(exported)).seminar.posts.get()
    assert post.source.raw == "raw flere"
    assert (post.source.repairs, post.source.doubts, post.source.line) == ([["�ere", "flere"]], ["lost-sign: …"], 12)
    assert post.source.url == "https://padlet.com/x/wish/1"
    assert post.attachments == [{"url": "https://example.org/kart.png", "caption": "Kart · Et kart"}]
    assert post.fields == {"Fylke": "Vestfjord", "Enig?": {"ja": 3}}


def test_comments_are_linked_to_what_they_answer():
    seminar = imported_wall(wall(entry("a"), entry("til a", 1, kind="comment", reply_to=0))).seminar
    assert seminar.posts.get(body="til a").reply_to.body == "a"


def test_groups_are_set_only_where_a_proposal_was_accepted():
    first = wall(entry("a"), entry("b", author="Oda"))
    imported = Import.objects.keep(first, data=b"1", name="vegg.txt")
    proposal = ImportPlan.of(imported).proposals[0]
    imported.choose(Choices(groups={proposal.id: "Bord en"}))
    seminar = confirm(imported)
    assert [(post.author, post.group and post.group.name) for post in seminar.posts.all()] == [
        ("Bord 1", "Bord en"),
        ("Oda", None),
    ]


def test_a_refused_repair_is_undone():
    pair = ("�ere", "flere")
    seminar = imported_wall(wall(entry("flere og flere", repairs=[pair])), refused=[pair]).seminar
    post = seminar.posts.get()
    assert (post.body, post.source.repairs) == ("�ere og flere", [])


def test_an_unknown_column_is_mapped_by_a_choice():
    table = replace(wall(entry("", fields={"Innspill": "Mer suppe"})), columns=[Column("Innspill", "Mer suppe")])
    imported = Import.objects.keep(table, data=b"1", name="tabell.csv")
    with pytest.raises(NoText):
        confirm(imported)
    assert not Seminar.objects.exists()
    imported.choose(Choices(columns={"Innspill": "body"}))
    assert bodies(confirm(imported)) == ["Mer suppe"]


def test_a_question_in_a_column_becomes_a_question_of_each_round_where_it_was_answered():
    rows = [
        replace(entry("", section=number), fields={"Hva nå?": said, "Og så?": "Te."})
        for number, said in ((0, "Noter."), (1, ""))
    ]
    table = Wall(
        "csv",
        sections=[Section("Del 1"), Section("Del 2")],
        entries=rows,
        columns=[Column("Hva nå?", "Noter.", "question", sure=True), Column("Og så?", "Te.", "question", sure=True)],
    )
    imported = imported_wall(table)
    seminar = imported.seminar
    asked = [[question.text for question in round.questions.all()] for round in seminar.rounds.all()]
    assert asked == [["Hva nå?", "Og så?"], ["Og så?"]]
    assert [(post.round.title, post.question.text, post.body) for post in seminar.posts.all()] == [
        ("Del 1", "Hva nå?", "Noter."),
        ("Del 1", "Og så?", "Te."),
        ("Del 2", "Og så?", "Te."),
    ]
    again = imported_wall(table, seminar=seminar.slug)
    assert (seminar.posts.count(), seminar.questions.count()) == (3, 3)
    again.undo()
    imported.undo()
    assert not Seminar.objects.filter(pk=seminar.pk).exists()


def test_an_entry_without_content_is_left_out_and_listed():
    imported = Import.objects.keep(wall(entry("a"), entry("", 1)), data=b"1", name="vegg.txt")
    assert len(ImportPlan.of(imported).empty_entries) == 1
    assert bodies(confirm(imported)) == ["a"]


def test_the_same_wall_again_adds_nothing():
    seminar = imported_wall(wall(entry("a"), entry("b", 1))).seminar
    again = imported_wall(wall(entry("a"), entry("b", 1)))
    assert again.seminar == seminar
    assert (bodies(seminar), again.posts.count(), Seminar.objects.count()) == (["a", "b"], 0, 1)


def test_a_later_export_adds_only_what_is_new():
    seminar = imported_wall(wall(entry("a"))).seminar
    imported_wall(wall(entry("ny", 2, 1), entry("a")))
    assert bodies(seminar) == ["a", "ny"]
    assert [round.title for round in seminar.rounds.all()] == ["Hverdagen", "Naboen"]


def test_a_note_edited_after_its_import_is_not_imported_again():
    seminar = imported_wall(wall(entry("a"))).seminar
    seminar.posts.get().revise(body="A, rettet")
    imported_wall(wall(entry("a")))
    assert bodies(seminar) == ["A, rettet"]


def test_a_note_that_was_deleted_for_good_does_not_come_back():
    seminar = imported_wall(wall(entry("a"), entry("b", 1))).seminar
    moved = dump(seminar)
    Erasure.objects.ask(seminar.posts.get(body="b"), by=None).carry_out()
    later = Import.objects.keep(wall(entry("a"), entry("b", 1), entry("c", 2)), data=b"2", name="vegg.txt")
    later.choose(Choices(time_zone="Europe/Oslo"))
    matches = ImportPlan.of(later).matches
    assert (matches.new, matches.erased, list(matches.known)) == ([2], [1], [0])
    confirm(later)
    assert bodies(seminar) == ["a", "c"]
    own = Import.objects.keep(read(moved, "x.json"), data=moved, name="x.json")
    assert (confirm(own), bodies(seminar)) == (seminar, ["a", "c"])
    assert not any('"b"' in imported.wall_json for imported in Import.objects.all())


def test_a_new_comment_is_linked_to_an_existing_note():
    seminar = imported_wall(wall(entry("a"))).seminar
    imported_wall(wall(entry("a"), entry("til a", 1, kind="comment", reply_to=0)))
    assert seminar.posts.get(body="til a").reply_to.body == "a"


def test_the_same_file_again_gets_the_same_column_choices():
    def table() -> Wall:
        return replace(wall(entry("", fields={"Innspill": "Mer suppe"})), columns=[Column("Innspill", "Mer suppe")])

    first = Import.objects.keep(table(), data=b"1", name="tabell.csv")
    first.choose(Choices(columns={"Innspill": "body"}))
    seminar = confirm(first)
    confirm(Import.objects.keep(table(), data=b"1", name="tabell.csv"))
    assert bodies(seminar) == ["Mer suppe"]


def test_a_wall_is_recognized_after_its_notes_were_moved_through_our_own_json():
    seminar = imported_wall(wall(entry("a"), entry("b", 1))).seminar
    moved = dump(seminar)
    Post.objects.all().delete()
    seminar.delete()
    restored = confirm(Import.objects.keep(read(moved, "x.json"), data=moved, name="x.json"))
    again = imported_wall(wall(entry("a"), entry("b", 1), entry("c", 2)))
    assert again.seminar == restored
    assert bodies(restored) == ["a", "b", "c"]


def test_two_files_in_our_own_format_with_the_same_ids_do_not_mix():
    def file(title: str, body: str, group: str) -> bytes:
        post = {"id": "p1", "round": "r1", "question": "q1", "group": "g1", "author": title, "kind": "post"}
        post |= {
            "reply_to": None,
            "subject": "",
            "body": body,
            "written_at": None,
            "edited_at": None,
            "state": "visible",
        }
        post |= {"state": "visible", "themes": ["t1"], "split_from": None, "merged_into": None}
        facts = {"title": title, "slug": "x", "date": None, "language": "nb", "time_zone": "Europe/Oslo"}
        facts |= {"introduction": "", "owner": "", "source_url": ""}
        question = {"id": "q1", "number": 1, "text": f"{title}?"}
        whole = {"format": "rundebord", "version": 1, "seminar": facts}
        whole["rounds"] = [{"id": "r1", "number": 1, "title": title, "questions": [question]}]
        whole["groups"] = [{"id": "g1", "name": group, "attributes": {}}]
        whole["themes"] = [{"id": "t1", "name": f"Tema {group}", "definition": "", "parent": None}]
        whole["posts"] = [post | {"reactions": {}, "attachments": [], "fields": {}, "source": None}]
        return json.dumps(whole).encode()

    def load(data: bytes, **choices) -> Seminar:
        imported = Import.objects.keep(read(data, "x.json"), data=data, name="x.json")
        imported.choose(Choices(**choices))
        return confirm(imported)

    seminar = load(file("Fjellet", "a", "Nord"))
    load(file("Fjorden", "b", "Sør"), seminar=seminar.slug)
    rows = [(p.body, p.round.title, p.question.text, p.group.name, p.themes.get().name) for p in seminar.posts.all()]
    assert rows == [("a", "Fjellet", "Fjellet?", "Nord", "Tema Nord"), ("b", "Fjorden", "Fjorden?", "Sør", "Tema Sør")]


def test_a_former_organizer_does_not_reach_the_imports_of_the_seminar():
    aud = make.person("Aud")
    imported = imported_wall(wall(entry("a")), by=aud)
    imported.seminar.members.all().delete()
    assert not Import.objects.reachable(aud).exists()


def test_undoing_leaves_a_round_with_a_question():
    imported = imported_wall(wall(entry("a")))
    imported.seminar.rounds.get().add_question("Hva nå?")
    imported.undo()
    assert Seminar.objects.get().questions.get().text == "Hva nå?"


@pytest.mark.django_db(transaction=True)
def test_a_wall_confirmed_several_times_at_once_is_imported_once():
    seminar = make.seminar()
    imports = [Import.objects.keep(wall(entry("a"), entry("b", 1)), data=b"1", name="vegg.txt") for _ in range(4)]
    failed = []

    def confirm_at_once(imported: Import) -> None:
        try:
            imported.choose(Choices(seminar=seminar.slug))
            confirm(imported)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=confirm_at_once, args=(imported,)) for imported in imports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, bodies(seminar)) == ([], ["a", "b"])


def test_a_wall_is_only_added_to_a_seminar_that_the_person_organizes():
    aud, bjarte = make.person("Aud"), make.person("Bjarte")
    theirs = imported_wall(wall(entry("a")), by=aud).seminar
    own = imported_wall(wall(entry("a")), by=bjarte).seminar
    assert theirs != own
    chosen = imported_wall(wall(entry("b")), by=bjarte, seminar=theirs.slug).seminar
    assert chosen not in (theirs, own)


def test_a_second_confirm_changes_nothing():
    imported = imported_wall(wall(entry("a")))
    assert confirm(Import.objects.get(pk=imported.pk)) == imported.seminar
    assert Post.objects.count() == 1


def test_an_import_that_fails_halfway_writes_nothing():
    imported = Import.objects.keep(wall(entry("a")), data=b"1", name="vegg.txt")
    written = []

    def fail(done: int, of: int) -> None:
        written.append(Post.objects.count())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        confirm(imported, count=fail)
    assert written == [1]
    assert (Seminar.objects.count(), Post.objects.count()) == (0, 0)
    assert Import.objects.get(pk=imported.pk).confirmed_at is None


def test_an_import_is_undone_completely_and_is_a_preview_again():
    imported = imported_wall(wall(entry("a")))
    imported.undo()
    assert (Seminar.objects.count(), Post.objects.count()) == (0, 0)
    again = Import.objects.get(pk=imported.pk)
    assert again.confirmed_at is None
    assert bodies(confirm(again)) == ["a"]


def test_undoing_leaves_what_existed_before():
    aud = make.person("Aud")
    seminar = make.seminar("Fra før", by=aud)
    group, post = make.group(seminar, "Bord 1"), make.post(seminar, "fra før")
    imported = Import.objects.keep(wall(entry("a")), data=b"1", name="vegg.txt", by=aud)
    imported.choose(Choices(seminar=seminar.slug, groups={ImportPlan.of(imported).proposals[0].id: "Bord 1"}))
    confirm(imported, by=aud)
    imported.undo(by=aud)
    assert (bodies(seminar), list(seminar.groups.all())) == (["fra før"], [group])
    assert list(seminar.rounds.all()) == [post.round]
    assert [change.verb for change in seminar.changes.all()][-2:] == ["wall.loaded", "wall.taken_back"]


def test_undoing_leaves_a_seminar_in_which_something_else_was_made():
    imported = imported_wall(wall(entry("a")))
    make.theme(imported.seminar)
    imported.undo()
    assert Seminar.objects.get().themes.count() == 1


def test_undoing_twice_is_the_same_as_once():
    imported = imported_wall(wall(entry("a")))
    again = Import.objects.get(pk=imported.pk)
    imported.undo()
    again.undo()
    assert Import.objects.get().confirmed_at is None


def test_undoing_raises_worked_on_where_notes_have_been_worked_on():
    imported = imported_wall(wall(entry("a"), entry("b", 1)))
    make.theme(imported.seminar).add_post(imported.seminar.posts.first())
    with pytest.raises(ImportInUse) as error:
        imported.undo()
    assert error.value.count == 1
    assert imported.seminar.posts.count() == 2
    imported.undo(lose=1)
    assert Post.objects.count() == 0


def test_many_notes_are_written_with_each_query():
    def queries(size: int) -> int:
        entries = [entry(f"note {n}", n % 60, n % 2, author=f"Bord {n % 40}") for n in range(size)]
        imported = Import.objects.keep(wall(*entries, url=""), data=bytes(size), name="vegg.txt")
        imported.choose(Choices(seminar="", groups={p.id: p.name for p in ImportPlan.of(imported).proposals}))
        with CaptureQueriesContext(connection) as captured:
            confirm(imported)
        return len(captured)

    assert queries(480) <= queries(60) + 420 / 25


def test_a_note_of_another_origin_is_on_the_board_again_when_the_import_it_was_merged_into_is_undone():
    seminar = make.seminar("Fra før")
    own = make.post(seminar, "fra før")
    imported = imported_wall(wall(entry("a")), seminar=seminar.slug)
    own.merge(imported.posts.get())
    imported.undo(lose=1)
    own.refresh_from_db()
    assert (own.state, own.merged_into) == (Post.State.VISIBLE, None)


def test_an_entry_of_white_space_is_left_out_and_listed():
    imported = Import.objects.keep(wall(entry("a"), entry(" \n ", 1)), data=b"1", name="vegg.txt")
    assert len(ImportPlan.of(imported).empty_entries) == 1
    assert bodies(confirm(imported)) == ["a"]
