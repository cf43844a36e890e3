"""Files that hold a whole seminar, made up ones too: those are refused, and nobody gets access by any."""

import copy
import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from posts.importing.confirm import confirm
from posts.models import Erasure, Import, Post
from posts.models.choices import Choices
from posts.models.import_ import ImportInUse
from posts.records.references import NEEDED
from posts.walls.reader import read
from posts.walls.refused import Refused
from seminar.models import Group, Member, NotPossible, Person, Scribe, Seminar
from seminar.models.member import LastOrganizer
from tests import make
from tests.themes.summary.whole import WholeWorld, whole_document
from tests.world import person_client
from themes.summary.formats import json as writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return WholeWorld("a")


def kept(document, by=None, seminar=""):
    data = json.dumps(document).encode()
    imported = Import.objects.keep(read(data, "x.json"), data=data, name="x.json", by=by)
    imported.choose(Choices(seminar=seminar, decided=True))
    return imported


def refusal(document):
    with pytest.raises(Refused) as caught:
        confirm(kept(document))
    return caught.value.code, caught.value.where["path"]


WRONG = [
    (("rows", "placements", 0, "theme"), 999, "own-reference", "$.rows.placements[0].theme"),
    (("rows", "placements", 0, "theme"), -1, "own-json", "$.rows.placements[0].theme"),
    (("rows", "comparisons", 0, "themes"), [0, 0], "own-reference", "$.rows.comparisons[0].themes"),
    (("rows", "posts"), [], "own-reference", "$.rows.posts"),
    (("rows", "seminars"), [], "own-json", "$.rows.seminars"),
    (("rows", "groups", 0, "name"), "Eit anna", "own-rows", "$.rows.groups"),
    (("rows", "themes", 0, "definition"), "Ei anna", "own-rows", "$.rows.themes"),
    (("rows", "themes", 0, "parent"), 0, "own-reference", "$.rows.themes[0].parent"),
    (("rows", "messages", 0, "sent_at"), "0001-01-01T00:00:00Z", "own-json", "$.rows.messages[0].sent_at"),
    (("rows", "messages", 0, "sent_at"), "2026-03-04T00:00:00", "own-json", "$.rows.messages[0].sent_at"),
    (("rows", "members", 0, "role"), "superuser", "own-json", "$.rows.members[0].role"),
    (("rows", "people", 0, "email"), "a@example.org", "own-json", "$.rows.people[0]"),
    (("rows", "people", 0, "is_superuser"), True, "own-json", "$.rows.people[0]"),
    (("rows", "scribes", 0, "uid"), "x", "own-json", "$.rows.scribes[0]"),
    (("rows", "changes", 1, "number"), 1, "own-reference", "$.rows.changes[1].number"),
    (("rows", "changes", 1, "subject_id"), 99_999, "own-rows", "$.rows.changes"),
    (("rows", "changes", 1, "group"), 99_999, "own-rows", "$.rows.changes"),
    (("rows", "imports", 0, "wall_json"), "{}", "own-json", "$.rows.imports[0].wall_json"),
    (("rows", "imports", 0, "choices_json"), "[]", "own-json", "$.rows.imports[0].choices_json"),
    (("rows", "closed_summaries", 0, "data"), {"version": 1}, "own-json", "$.rows.closed_summaries[0].data"),
    (("rows", "apikeys"), [], "own-json", "$.rows"),
    (("rows", "members", 1, "person"), 0, "own-rows", "$.rows.members"),  # a member twice
]


def test_a_wrong_row_is_refused_with_its_place_and_nothing_is_written():
    document = whole_document()
    before = (Seminar.objects.count(), Post.objects.count(), Person.objects.count())
    for path, value, code, place in WRONG:
        changed = copy.deepcopy(document)
        inner = changed
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        assert refusal(changed) == (code, place), path
    assert (Seminar.objects.count(), Post.objects.count(), Person.objects.count()) == before


def test_nobody_gets_access_by_a_file(world):
    document = json.loads(writer.dump(world.seminar))
    merge = next(change for change in document["rows"]["changes"] if change["verb"] == "group.joined")
    merge["data"]["token"] = "chosen-by-a-stranger"
    dag = make.person("Dag")
    back = confirm(kept(document, by=dag), by=dag)
    assert list(back.members.values_list("person", "role")) == [(dag.pk, "organizer")]
    people = Person.objects.filter(of_seminar=back)
    assert people.count() == len(document["rows"]["people"])
    for person in people:
        assert not person.is_active and not person.has_usable_password() and person.email.endswith(".invalid")
        assert person_client(person).get(f"/s/{back.slug}/board/").status_code != 200
    for person in (world.organizer, world.facilitator, world.viewer):
        assert person_client(person).get(f"/s/{back.slug}/board/").status_code == 404
    assert back.join_code != world.seminar.join_code and back.result_token is None and not hasattr(back, "api_key")
    for model, name in ((Group, "token"), (Scribe, "uid")):
        codes = [set(model.objects.filter(seminar=one).values_list(name, flat=True)) for one in (back, world.seminar)]
        assert codes[0].isdisjoint(codes[1])
    removed = back.changes.get(verb="seminar.groups_removed")
    assert "token" not in document["rows"]["changes"][removed.number - 1]["data"]["groups"][0]
    assert Group.objects.with_token("chosen-by-a-stranger") is None
    with pytest.raises(LastOrganizer):
        back.members.get().remove()
    assert "@nobody.invalid" not in person_client(dag).get(f"/s/{back.slug}/setup/").content.decode()
    secrets = [
        world.seminar.join_code,
        world.group.token,
        world.group_merge.data["token"],
        world.scribe.uid,
        world.organizer.email,
        world.seminar.result_token,
    ]
    assert [secret for secret in secrets if secret in json.dumps(document)] == []
    assert Member.all_objects.filter(seminar=back).count() == 1 + len(document["rows"]["members"])


def test_what_is_undone_in_one_seminar_is_not_undone_in_the_one_it_was_copied_from(world):
    back = confirm(kept(json.loads(writer.dump(world.seminar))))
    by = make.person("Dag")
    before = writer.dump(world.seminar)
    Seminar.objects.filter(pk=back.pk).update(finished_at=None, rehearsing=False)
    undone = 0
    for change in back.changes.undoable().order_by("-number"):
        try:
            change.undo(by=by)
            undone += 1
        except NotPossible:
            continue
    assert undone > 10
    assert writer.dump(world.seminar) == before


@pytest.mark.parametrize(
    ("verb", "path", "value"),
    [
        ("post.taken_out", ["former"], {"by_id": "12"}),
        ("post.taken_out", ["former"], {"by_id": True}),
        ("theme.merged", ["doubled"], [[0, "12", "2026-03-04T12:00:00+00:00", False]]),
        ("theme.merged", ["theme"], {"12": 1}),
        ("dialogueround.opened", ["instead_of"], {"a": ""}),
    ],
)
def test_what_is_no_id_where_the_log_has_one_is_refused(verb, path, value):
    """The database takes "12" for 12, which may be anybody on this server."""
    document = whole_document()
    data = next(change["data"] for change in document["rows"]["changes"] if change["verb"] == verb)
    data[path[-1]] = value
    assert refusal(document) == ("own-rows", "$.rows.changes")


def test_what_a_made_up_log_undoes_is_in_its_own_seminar(world):
    world.theme.add_post(world.late, by=world.facilitator)
    world.theme.remove_post(world.late, by=world.facilitator)
    document, elsewhere = json.loads(writer.dump(world.seminar)), {"seminar_id": world.seminar.pk}
    verbs = {"seminar.groups_removed": 0, "post.taken_out": 0}
    for change in document["rows"]["changes"]:
        if change["verb"] == "seminar.groups_removed":
            change["data"]["groups"] = [group | elsewhere | {"number": 900} for group in change["data"]["groups"]]
        if change["verb"] == "post.taken_out":
            change["data"]["former"] |= elsewhere | {"theme_id": world.theme.pk, "post_id": world.late.pk}
    before, back = writer.dump(world.seminar), confirm(kept(document))
    Seminar.objects.filter(pk=back.pk).update(finished_at=None, rehearsing=False)
    for change in back.changes.filter(verb__in=verbs).order_by("-number"):
        with suppress(NotPossible):
            change.undo(by=make.person(f"Dag {change.number}"))
            verbs[change.verb] += 1
    assert all(verbs.values()) and writer.dump(world.seminar) == before


def test_a_log_without_data_is_still_a_page_unless_pages_need_it():
    document = whole_document()
    for change in document["rows"]["changes"]:
        if change["verb"] not in NEEDED:
            change.pop("data", None)
    dag = make.person("Dag")
    back = confirm(kept(document, by=dag), by=dag)
    client = person_client(dag)
    for name in ("log", "board", "summary", "setup", "room"):
        assert client.get(reverse(name, args=[back.slug])).status_code == 200, name
    for change in document["rows"]["changes"]:
        if change["verb"] in NEEDED:
            without = copy.deepcopy(document)
            del without["rows"]["changes"][change["number"] - 1]["data"]
            assert refusal(without) == ("own-rows", "$.rows.changes")


def test_pages_of_a_seminar_that_came_from_a_file():
    dag = make.person("Dag")
    back = confirm(kept(whole_document(), by=dag), by=dag)
    client = person_client(dag)
    for name in (
        "log",
        "board",
        "summary",
        "setup",
        "room",
        "codebook",
        "agreement",
        "finish",
        "imports",
        "weighing",
        "stage",
    ):
        assert client.get(reverse(name, args=[back.slug])).status_code == 200, name
    assert "afacilitatorqz" in client.get(reverse("log", args=[back.slug])).content.decode()


def test_reading_a_seminar_in_can_be_undone_while_nothing_has_been_done_in_it():
    dag = make.person("Dag")
    imported = kept(whole_document(), by=dag)
    back = confirm(imported, by=dag)
    back.posts.visible().first().hide(by=dag)
    with pytest.raises(ImportInUse):
        imported.undo(by=dag)
    imported.undo(by=dag, lose=1)
    assert not Seminar.objects.filter(pk=back.pk).exists()
    assert not Person.objects.exclude(of_seminar=None).exists()
    assert imported.confirmed_at is None


def test_a_note_that_is_deleted_for_good_goes_from_the_file_that_was_read_too(world):
    back = confirm(kept(json.loads(writer.dump(world.seminar))))
    post, theirs = (one.posts.get(body=world.word("visible")) for one in (back, world.seminar))
    assert post.uid != theirs.uid  # by which it is deleted
    assert Import.objects.filter(seminar=back, wall_json__contains=world.word("visible")).exists()
    Erasure.objects.ask(post, by=None).carry_out()
    assert not Import.objects.filter(seminar=back, wall_json__contains=world.word("visible")).exists()
    assert world.seminar.posts.filter(pk=theirs.pk).exists()


def test_added_to_a_seminar_that_is_there_it_adds_its_notes_and_says_what_it_leaves():
    dag = make.person("Dag")
    there = make.seminar("Ei anna bygd", by=dag)
    imported = kept(whole_document(), by=dag, seminar=there.slug)
    address = reverse("import", args=[imported.uid])
    page = person_client(dag).get(address, headers={"accept-language": "en"}).content.decode()
    assert "only read into a new seminar" in page
    assert confirm(imported, by=dag) == there
    assert there.posts.filter(body="avisibleqz").exists()
    assert there.remarks.count() == 0


def test_the_command_refuses_with_a_sentence(tmp_path):
    document = whole_document()
    document["rows"]["members"][1]["person"] = 0
    file = tmp_path / "seminar.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CommandError, match=r"\$\.rows\.members"):
        call_command("import_padlet", str(file), stdout=StringIO())
