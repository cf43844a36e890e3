"""The groups of a seminar: typed, pasted, numbered, renamed, merged and unmerged."""

import pytest
from django.urls import reverse

from posts.models import Draft
from seminar.models import Group, Scribe
from seminar.models.group import NameTaken
from seminar.models.ordered import HasNotes
from seminar.setup.groups.pasted import rows
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"), language="en")
    client.force_login(seminar.members.get().person)
    return seminar


@pytest.fixture
def send(client, seminar):
    return lambda page, /, *ids, **data: client.post(reverse(page, args=[seminar.slug, *ids]), data)


def names(seminar) -> list[str]:
    return list(seminar.groups.values_list("name", flat=True))


def refusal(response, form: str, field: str) -> str:
    """The only error of the field."""
    assert response.status_code == 422
    [sentence] = response.context[form].errors[field]
    return sentence


def test_groups_are_typed_one_per_line(send, seminar):
    send("setup_groups", groups="  Naustbordet \r\n\r\nA\u030asgardbordet\r\n")
    assert names(seminar) == ["Naustbordet", "Åsgardbordet"]


def test_rows_from_a_spreadsheet_become_groups_with_attributes(send, seminar):
    send("setup_groups", groups='Namn\tFylke\tRolle\nNaust\tVest\t\n"Fjell\nog dal"\tAust\tlærar\n')
    assert list(seminar.groups.values_list("name", "attributes")) == [
        ("Naust", {"Fylke": "Vest"}),
        ("Fjell og dal", {"Fylke": "Aust", "Rolle": "lærar"}),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This field is required."),
        ("  \n\u3000\n", "Write at least one name."),
        ("Naust\nFjell\nnaust", "Line 3 has the same name as line 1: “naust”."),
        ("Åsgard\nåsgard", "Line 2 has the same name as line 1: “åsgard”."),
        ("Naust\n" + "x" * 301, "Line 2 is longer than 300 characters."),
        ("Namn\tFylke\nNaust\tVest\nFjell", "Line 3 does not fit the headings (columns: 1, headings: 2)."),
        ("Namn\tFylke\n\nNaust\tVest\tNord\n", "Line 3 does not fit the headings (columns: 3, headings: 2)."),
        ("Namn\tFylke\n\tVest", "Line 2 has no name in its first column."),
        ("Namn\tFylke\tfylke\nNaust\tVest\tNord", "The first line needs a heading for each column"),
        ("Namn\t" + "\t".join(map(str, range(20))) + "\n", "The first line has too many headings"),
        ('Namn\tFylke\n"Naust\tVest' + "x" * 200_000, "Line 2 cannot be read as a row."),
        ("\n".join(f"Bord {n}" for n in range(5000)), "A seminar has at most 1000 groups. This would make 5000."),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_an_invalid_list_is_refused_whole_with_the_number_of_the_line(send, seminar, text, sentence):
    response = send("setup_groups", groups=text)
    assert refusal(response, "new_groups", "groups").startswith(sentence)
    assert seminar.groups.count() == 0


def test_a_refused_list_stays_in_the_form_to_be_corrected(send, seminar):
    page = send("setup_groups", groups="Naust\nnaust").content.decode()
    field = page.split('<textarea name="groups"')[1].split("</textarea>")[0]
    assert field.endswith("Naust\nnaust")
    assert 'aria-invalid="true"' in field and "autofocus" in field


def test_names_that_are_taken_are_listed(send, seminar):
    make.group(seminar, "Åsgard")
    response = send("setup_groups", groups="Naust\nåsgard")
    assert refusal(response, "new_groups", "groups") == "There is already a group with this name: “åsgard”"
    assert names(seminar) == ["Åsgard"]


def test_a_thousand_groups_are_accepted_and_not_one_more(send, seminar):
    send("setup_groups", groups="\n".join(f"Bord {n}" for n in range(1000)))
    assert seminar.groups.count() == 1000
    assert refusal(send("setup_groups", groups="Naust"), "new_groups", "groups").endswith("This would make 1001.")
    assert refusal(send("setup_series", size="1"), "series", "size").endswith("This would make 1001.")


def test_a_series_of_groups_skips_the_numbers_that_are_taken(send, seminar):
    make.group(seminar, "GROUP 2")
    send("setup_series", size="3")
    assert names(seminar) == ["GROUP 2", "Group 1", "Group 3", "Group 4"]


@pytest.mark.parametrize("size", ["", "0", "-1", "1001", "9" * 500, "mange"])
def test_an_invalid_number_of_groups_is_refused(send, seminar, size):
    assert refusal(send("setup_series", size=size), "series", "size")
    assert seminar.groups.count() == 0


def test_headings_without_rows_are_no_groups():
    assert rows("Namn\tFylke\n") == []


def test_a_group_is_renamed_also_when_only_its_case_changes(send, seminar):
    group = make.group(seminar, "naust")
    send("setup_group", group.pk, name="Naust")
    assert names(seminar) == ["Naust"]
    assert seminar.changes.last().data == {"name": "Naust", "former": "naust"}


@pytest.mark.parametrize("name", ["ÅSGARD", "", " ", "x" * 301])
def test_an_invalid_name_is_refused_and_the_group_keeps_its_own(send, seminar, name):
    make.group(seminar, "Åsgard")
    group = make.group(seminar, "Naust")
    assert refusal(send("setup_group", group.pk, name=name), "name", "name")
    assert names(seminar) == ["Åsgard", "Naust"]


def test_attributes_are_shown_and_escaped(client, seminar):
    group = Group.objects.add(seminar=seminar, name="<b>Naust", attributes={"<i>Fylke": "<u>Vest"})
    for address in [reverse("setup", args=[seminar.slug]), reverse("setup_group", args=[seminar.slug, group.pk])]:
        page = client.get(address).content.decode()
        assert "&lt;i&gt;Fylke" in page and "&lt;u&gt;Vest" in page
        assert not any(tag in page for tag in ("<b>Naust", "<i>F", "<u>V"))


def test_merging_moves_every_note_and_scribe_and_records_it_for_each_note(send, seminar):
    naust, fjell = make.group(seminar, "Naust"), make.group(seminar, "Fjell")
    post, hidden = make.post(seminar, group=naust), make.post(seminar, group=naust, state="hidden")
    scribe = Scribe.objects.create(seminar=seminar, group=naust)
    send("setup_join", naust.pk, into=fjell.pk)
    scribe.refresh_from_db()
    assert (names(seminar), scribe.group) == (["Fjell"], fjell)
    assert list(seminar.posts.values_list("pk", "group__name")) == [(post.pk, "Fjell"), (hidden.pk, "Fjell")]
    assert seminar.changes.about(post).get().data == {"group": fjell.pk, "former": naust.pk}


def test_a_merge_is_undone_except_for_what_was_moved_since(client, send, seminar):
    naust, fjell, dal = (make.group(seminar, name) for name in ("Naust", "Fjell", "Dal"))
    Group.objects.filter(pk=naust.pk).update(attributes={"Fylke": "Vest"})
    stays, moved, own = (make.post(seminar, group=group) for group in (naust, naust, fjell))
    send("setup_join", naust.pk, into=fjell.pk)
    moved.refresh_from_db()
    moved.set_group(dal)
    [join] = Group.objects.merges(seminar)
    send("setup_parting", join=join.number)
    assert [post.group.name for post in seminar.posts.all()] == ["Naust", "Dal", "Fjell"]
    back = seminar.groups.get(name="Naust")
    assert (back.uid, back.attributes) == (naust.uid, {"Fylke": "Vest"})
    assert {stays.pk} == set(back.posts.values_list("pk", flat=True)) and own.group == fjell
    assert send("setup_parting", join=join.number).status_code == 302
    assert seminar.groups.count() == 3


def test_successive_merges_are_undone_in_reverse_order(seminar):
    naust, fjell, dal = (make.group(seminar, name) for name in ("Naust", "Fjell", "Dal"))
    make.post(seminar, group=naust)
    naust.merge(fjell)
    fjell.merge(dal)
    for _ in range(2):
        Group.objects.unmerge(Group.objects.merges(seminar)[0])
    assert sorted(names(seminar)) == ["Dal", "Fjell", "Naust"]
    assert seminar.posts.get().group.name == "Naust"


def test_a_merge_is_not_undone_if_its_name_is_taken_now(send, seminar):
    naust, fjell = make.group(seminar, "Naust"), make.group(seminar, "Fjell")
    naust.merge(fjell)
    fjell.rename("naust")
    [join] = Group.objects.merges(seminar)
    with pytest.raises(NameTaken):
        Group.objects.unmerge(join)
    assert send("setup_parting", join=join.number).url == reverse("setup", args=[seminar.slug])
    assert names(seminar) == ["naust"]


def test_a_group_is_not_merged_with_itself_or_with_one_of_another_seminar(send, seminar):
    naust, foreign = make.group(seminar, "Naust"), make.group(make.seminar("Ein annan stad"), "Fjell")
    for into in (naust.pk, foreign.pk, "", "naust"):
        assert send("setup_join", naust.pk, into=into).status_code == 422
    assert names(seminar) == ["Naust"]


def test_only_a_group_that_has_written_nothing_is_removed(send, seminar):
    naust, fjell, dal = (make.group(seminar, name) for name in ("Naust", "Fjell", "Dal"))
    post = make.post(seminar, group=naust)
    scribe = Scribe.objects.create(seminar=seminar, group=fjell)
    Draft.objects.create(seminar=seminar, scribe=scribe, round=post.round, body="Halvvegs")
    for group in (naust, fjell, dal):
        send("setup_group_removal", group.pk)
    assert names(seminar) == ["Naust", "Fjell"]
    with pytest.raises(HasNotes):
        naust.remove()


def test_names_of_the_greatest_length_are_shown_whole(client, send, seminar):
    send("setup_groups", groups="å" * 300)
    assert "å" * 300 in client.get(reverse("setup", args=[seminar.slug])).content.decode()


@pytest.fixture
def tables(seminar):
    """Four groups, of which the first has a device, and the second a note."""
    groups = [make.group(seminar, name) for name in ("Naust", "Fjell", "Dal", "Fjord")]
    make.scribe(seminar, groups[0])
    make.post(seminar, group=groups[1])
    Group.objects.filter(pk=groups[2].pk).update(attributes={"Fylke": "Vest"})
    return groups


def test_the_groups_without_a_device_are_removed_in_one_press_and_undone_in_one(client, send, seminar, tables):
    page = client.get(reverse("setup", args=[seminar.slug])).content.decode()
    assert "2 groups have no device" in page
    before = list(seminar.groups.values("uid", "number", "name", "attributes", "token"))
    answer = send("setup_without_device")
    assert names(seminar) == ["Naust", "Fjell"]
    page = client.get(answer.url).content.decode()
    assert "2 groups without a device were removed." in page and "have no device" not in page
    send("setup_groups_restoring", removal=seminar.changes.last().number)
    assert list(seminar.groups.values("uid", "number", "name", "attributes", "token")) == before
    assert "were removed." not in client.get(answer.url).content.decode()


def test_a_device_that_joins_before_the_press_keeps_its_group(send, seminar, tables):
    make.scribe(seminar, tables[3])
    send("setup_without_device")
    assert names(seminar) == ["Naust", "Fjell", "Fjord"]
    send("setup_without_device")
    assert seminar.changes.filter(verb="seminar.groups_removed").count() == 1


def test_a_device_that_joins_a_group_just_after_it_was_removed_has_an_unknown_group(seminar, tables):
    Group.objects.remove_without_device(seminar=seminar)
    assert Scribe.objects.join(seminar=seminar, group=tables[3]).group is None


def test_restored_groups_get_new_codes_where_those_were_changed_since_and_numbers_that_are_free(seminar, tables):
    Group.objects.remove_without_device(seminar=seminar)
    removal = seminar.changes.last()
    seminar.change_codes()
    make.group(seminar, "Ny")
    removal.undo(by=None)
    assert names(seminar) == ["Naust", "Fjell", "Ny", "Fjord", "Dal"]
    assert not seminar.groups.filter(token__in=[tables[2].token, tables[3].token]).exists()


def test_removed_groups_are_not_restored_where_a_name_is_taken(client, send, seminar, tables):
    send("setup_without_device")
    number = seminar.changes.last().number
    make.group(seminar, "fjord")
    answer = send("setup_groups_restoring", removal=number)
    assert "already a group with this name" in client.get(answer.url).content.decode()
    assert names(seminar) == ["Naust", "Fjell", "fjord"]
