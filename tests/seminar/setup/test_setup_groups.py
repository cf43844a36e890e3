"""One group: renamed, merged, unmerged and removed."""

import pytest
from django.urls import reverse

from posts.models import Draft
from seminar.models import Group, Scribe
from seminar.models.many_groups import NameTaken
from seminar.models.ordered import HasNotes
from tests import make

pytestmark = pytest.mark.django_db


def names(seminar) -> list[str]:
    return list(seminar.groups.values_list("name", flat=True))


def rows(seminar) -> list[dict]:
    return list(seminar.groups.values("uid", "number", "name", "attributes", "token", "may_write"))


def refusal(response, form: str, field: str) -> str:
    """The only error of the field."""
    assert response.status_code == 422
    [sentence] = response.context[form].errors[field]
    return sentence


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


def test_a_merged_group_comes_back_with_its_place_its_printed_code_and_its_stop(client, send, seminar):
    naust, fjell, dal = (make.group(seminar, name) for name in ("Naust", "Fjell", "Dal"))
    naust.stop()
    before = rows(seminar)
    send("setup_join", naust.pk, into=fjell.pk)
    fjell.merge(dal)
    seminar.open_doors()
    assert "Dal" in client.get(f"/j/{naust.token}").content.decode()
    for _ in range(2):
        Group.objects.unmerge(Group.objects.merges(seminar)[0])
    assert rows(seminar) == before


def test_the_code_of_a_merged_group_is_void_once_there_are_new_codes(client, seminar):
    naust, fjell, _dal = (make.group(seminar, name) for name in ("Naust", "Fjell", "Dal"))
    seminar.open_doors()
    naust.merge(fjell)
    Group.objects.sort_by_name(seminar=seminar)
    seminar.change_codes()
    assert client.get(f"/j/{naust.token}").status_code == 404
    Group.objects.unmerge(Group.objects.merges(seminar)[0])
    assert names(seminar) == ["Dal", "Fjell", "Naust"]
    assert not seminar.groups.filter(token=naust.token).exists()


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
