"""Many groups at once: typed, pasted, numbered, removed, moved, sorted, and all of it undone."""

import pytest
from django.urls import reverse

from posts.models import Draft
from seminar.models import Group, NotPossible, Scribe
from seminar.setup.groups.pasted import COMMA, NAMES, SEMICOLON, TAB, read, shape_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def setup(client, seminar):
    return lambda: client.get(reverse("setup", args=[seminar.slug])).content.decode()


@pytest.fixture
def undo(client, send, seminar):
    """Presses the button on the setup page."""

    def press():
        return send("setup_groups_undo", change=Group.objects.last_of_many(seminar).number)

    return press


def names(seminar) -> list[str]:
    return list(seminar.groups.values_list("name", flat=True))


def refusal(response, form: str, field: str) -> str:
    """The only error of the field."""
    assert response.status_code == 422
    [sentence] = response.context[form].errors[field]
    return sentence


def test_groups_are_typed_one_per_line(send, seminar):
    send("setup_groups", groups="  Naustbordet \r\n\r\nA\u030asgardbordet\r\n", do="add")
    assert names(seminar) == ["Naustbordet", "Åsgardbordet"]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_a_table_is_shown_first_and_then_becomes_groups_with_attributes(send, seminar, separator):
    text = 'Namn\tFylke\tRolle\t\nNaust\tVest\t\t\n"Fjell\nog dal"\tAust\tlærar\t\n'.replace("\t", separator)
    shown = send("setup_groups", groups=text)
    assert shown.status_code == 200 and seminar.groups.count() == 0
    page = shown.content.decode()
    assert "Create the 2 groups" in page and "Fylke</th>" in page and "<td>lærar</td>" in page
    answer = send("setup_groups", groups=text, do="add")
    assert answer.url.endswith("#groups")
    assert list(seminar.groups.values_list("name", "attributes")) == [
        ("Naust", {"Fylke": "Vest"}),
        ("Fjell og dal", {"Fylke": "Aust", "Rolle": "lærar"}),
    ]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Naust\nFjell", NAMES),
        ("Anna, Bjarte\nCora, Dag og Eva", COMMA),
        ("Anna, Bjarte\nCora og Dag", NAMES),
        ("Anna, Bjarte, Cora", NAMES),
        ("Namn;Fylke\nNaust;Vest", SEMICOLON),
        ("Namn\tFylke; by\nNaust\tVest", TAB),
        ('"Naust, ved sjøen",Vest\n"Fjell, oppe",Aust', COMMA),
    ],
)
def test_the_separator_is_told_from_the_text(text, shape):
    assert shape_of(text) == shape


def test_how_the_text_is_read_can_be_chosen(send, seminar):
    text = "Anna, Bjarte\nCora, Dag"
    assert 'value="comma" selected' in send("setup_groups", groups=text).content.decode()
    send("setup_groups", groups=text, shape="names", do="add")
    assert names(seminar) == ["Anna, Bjarte", "Cora, Dag"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This field is required."),
        ("  \n\u3000\n", "Enter at least one name."),
        ("Namn\tFylke\n", "Enter at least one name."),
        ("Namn\tFylke\tfylke\nNaust\tVest\tNord", "The first line needs a heading for each column"),
        ("Namn\t" + "\t".join(map(str, range(20))) + "\n", "The first line has too many headings"),
        ('Namn\tFylke\n"Naust\tVest' + "x" * 200_000, "Line 2 cannot be read as a row."),
        ("\n".join(f"Bord {n}" for n in range(5000)), "A seminar has at most 1000 groups. This would make 5000."),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_list_that_cannot_be_read_is_refused_whole(send, seminar, text, sentence):
    for do in ("", "add", "add-rest"):
        response = send("setup_groups", groups=text, do=do)
        assert refusal(response, "new_groups", "groups").startswith(sentence), do
        assert seminar.groups.count() == 0, do


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Naust\n\nnaust", "Line 3 has the same name as line 1: “naust”."),
        ("Åsgard\nåsgard", "Line 2 has the same name as line 1: “åsgard”."),
        ("Naust\n" + "x" * 301, "Line 2 is longer than 300 characters."),
        ("Namn\tFylke\nNaust\tVest\nDal", "Line 3 does not fit the headings (columns: 1, headings: 2)."),
        (
            "Namn\tFylke\n\nNaust\tVest\nDal\tVest\tNord\n",
            "Line 4 does not fit the headings (columns: 3, headings: 2).",
        ),
        ("Namn;Fylke\nNaust;Vest\n;Vest", "Line 3 has no name in its first column."),
        ("Naust\nFJELL", "Line 2: there is already a group with the name “FJELL”."),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_line_that_cannot_become_a_group_is_named_and_the_others_can_be_made(send, seminar, text, sentence):
    make.group(seminar, "Fjell")
    for do in ("", "add"):
        response = send("setup_groups", groups=text, do=do)
        assert response.context["pasted"].problems == [sentence]
        assert f"<li>{sentence}</li>" in response.content.decode()
    assert (response.status_code, names(seminar)) == (422, ["Fjell"])
    send("setup_groups", groups=text, do="add-rest")
    assert len(names(seminar)) == 2


def test_a_list_stays_in_the_form_to_be_corrected(send, seminar):
    page = send("setup_groups", groups="Naust\nnaust").content.decode()
    assert "Naust\nnaust</textarea>" in page
    page = send("setup_groups", groups='Namn;Namn\n"Naust').content.decode()
    field = page.split('<textarea name="groups"')[1].split("</textarea>")[0]
    assert field.endswith("Namn;Namn\n&quot;Naust") and 'aria-invalid="true"' in field and "autofocus" in field


def test_groups_that_were_added_are_one_change_and_are_removed_by_one_press(client, send, seminar, setup, undo):
    send("setup_groups", groups="Naust\nFjell", do="add")
    assert seminar.changes.last().data["count"] == 2
    assert "2 groups were added." in setup()
    undo()
    assert names(seminar) == [] and "2 groups were removed." in setup()
    undo()
    assert names(seminar) == ["Naust", "Fjell"]


def test_what_was_added_stays_once_something_is_written_in_it(seminar, setup):
    naust, _fjell = Group.objects.add_many([{"name": "Naust"}, {"name": "Fjell"}], seminar=seminar)
    addition = seminar.changes.last()
    scribe = Scribe.objects.join(seminar=seminar, group=naust)
    Draft.objects.create(seminar=seminar, scribe=scribe, round=make.round(seminar), body="Halvvegs")
    assert "were added." not in setup()
    with pytest.raises(NotPossible, match="“Naust” has written something"):
        addition.undo(by=None)
    assert names(seminar) == ["Naust", "Fjell"]


def test_a_press_on_a_page_that_is_old_undoes_nothing(client, send, seminar):
    send("setup_groups", groups="Naust\nFjell", do="add")
    number = seminar.changes.last().number
    send("setup_series", size="2")
    for change in (number, "", "x"):
        answer = send("setup_groups_undo", change=change)
        assert "in the meantime" in client.get(answer.url).content.decode()
    assert len(names(seminar)) == 4


def test_a_thousand_groups_are_accepted_and_not_one_more(send, seminar):
    send("setup_groups", groups="\n".join(f"Bord {n}" for n in range(1000)), do="add")
    assert seminar.groups.count() == 1000
    assert refusal(send("setup_groups", groups="Naust"), "new_groups", "groups").endswith("This would make 1001.")
    assert refusal(send("setup_series", size="1"), "series", "size").endswith("This would make 1001.")


def test_a_series_of_groups_skips_the_numbers_that_are_taken(send, seminar):
    make.group(seminar, "GROUP 2")
    send("setup_series", size="3")
    assert names(seminar) == ["GROUP 2", "Group 1", "Group 3", "Group 4"]


def test_numbered_groups_are_added_until_there_are_as_many_as_wanted(send, seminar):
    Group.objects.add_series(12, seminar=seminar)
    send("setup_series", size="15", until="on")
    assert names(seminar)[-4:] == ["Group 12", "Group 13", "Group 14", "Group 15"]
    for size in ("15", "3"):
        sentence = refusal(send("setup_series", size=size, until="on"), "series", "size")
        assert sentence == "There are 15 groups already, so none was added."
    assert seminar.groups.count() == 15


def test_an_invalid_number_of_groups_is_refused(send, seminar):
    for size in ("", "0", "-1", "1001", "9" * 500, "mange"):
        assert refusal(send("setup_series", size=size), "series", "size"), size
        assert seminar.groups.count() == 0, size


def test_headings_without_rows_are_no_groups():
    assert read("Namn\tFylke\n").rows == []


def test_names_of_the_greatest_length_are_shown_whole(send, seminar, setup):
    send("setup_groups", groups="å" * 300, do="add")
    assert "å" * 300 in setup()


@pytest.fixture
def tables(seminar):
    """Four groups, of which the first has a device, and the second a note."""
    groups = [make.group(seminar, name) for name in ("Naust", "Fjell", "Dal", "Fjord")]
    make.scribe(seminar, groups[0])
    make.post(seminar, group=groups[1])
    Group.objects.filter(pk=groups[2].pk).update(attributes={"Fylke": "Vest"})
    return groups


def rows(seminar) -> list[dict]:
    return list(seminar.groups.values("uid", "number", "name", "attributes", "token", "may_write"))


def test_the_groups_without_a_device_are_removed_in_one_press_and_undone_in_one(send, seminar, tables, setup, undo):
    assert "2 groups have no device" in setup()
    before = rows(seminar)
    send("setup_without_device")
    assert names(seminar) == ["Naust", "Fjell"]
    page = setup()
    assert "2 groups were removed." in page and "have no device" not in page
    undo()
    assert rows(seminar) == before
    assert "were removed." not in setup()


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


def test_removed_groups_are_not_restored_where_a_name_is_taken(client, send, seminar, tables, undo):
    send("setup_without_device")
    make.group(seminar, "fjord")
    answer = undo()
    assert "already a group with this name" in client.get(answer.url).content.decode()
    assert names(seminar) == ["Naust", "Fjell", "fjord"]


def test_the_chosen_groups_are_removed_except_those_that_have_written(client, send, seminar, tables, undo):
    before = rows(seminar)
    answer = send("setup_many_groups", groups=[table.pk for table in tables[:3]], do="remove")
    page = client.get(answer.url).content.decode()
    assert "2 groups are removed." in page and "“Fjell” has written something, so it stays." in page
    assert names(seminar) == ["Fjell", "Fjord"]
    undo()
    assert rows(seminar) == before


def test_restored_groups_have_their_devices_and_their_stop_again(send, seminar, tables, undo):
    naust, _fjell, dal, _fjord = tables
    scribe, moved = naust.scribes.get(), make.scribe(seminar, dal)
    dal.stop()
    before = rows(seminar)
    send("setup_many_groups", groups=[naust.pk, dal.pk], do="remove")
    post = make.post(seminar, scribe=scribe)
    moved.refresh_from_db()
    moved.move(seminar.groups.get(name="Fjord"))
    undo()
    assert rows(seminar) == before
    devices = Scribe.objects.filter(seminar=seminar).order_by("pk")
    assert list(devices.values_list("group__name", flat=True)) == ["Naust", "Fjord"]
    post.refresh_from_db()
    assert post.group.name == "Naust"


@pytest.mark.parametrize(
    ("chosen", "before", "order"),
    [
        (["Fjord"], "Naust", ["Fjord", "Naust", "Fjell", "Dal"]),
        (["Fjord", "Naust"], "Dal", ["Fjell", "Naust", "Fjord", "Dal"]),
        (["Naust", "Dal"], None, ["Fjell", "Fjord", "Naust", "Dal"]),
        (["Naust", "Fjell"], "Fjell", ["Naust", "Fjell", "Dal", "Fjord"]),
        (["Dal"], "Dal", ["Naust", "Fjell", "Dal", "Fjord"]),
    ],
)
def test_the_chosen_groups_are_moved_in_their_own_order(send, seminar, tables, undo, chosen, before, order):
    pks = {table.name: table.pk for table in tables}
    send("setup_many_groups", groups=[pks[name] for name in chosen], before=pks.get(before, ""), do="move")
    assert names(seminar) == order
    if order != ["Naust", "Fjell", "Dal", "Fjord"]:
        undo()
        assert names(seminar) == ["Naust", "Fjell", "Dal", "Fjord"]


def test_groups_are_sorted_by_name_with_the_numbers_in_them(send, seminar, undo):
    unsorted = ["Bord 10", "bord 2", "Åsgard", "12", "Bord 1b", "Bord 1", "Bord ²"]
    for name in unsorted:
        make.group(seminar, name)
    send("setup_many_groups", do="sort")
    assert names(seminar) == ["12", "Bord 1", "Bord 1b", "bord 2", "Bord 10", "Bord ²", "Åsgard"]
    make.group(seminar, "Ny")
    undo()
    assert names(seminar) == [*unsorted, "Ny"]


def test_a_group_of_another_seminar_is_neither_removed_nor_moved(send, seminar, tables):
    foreign = make.group(make.seminar("Ein annan stad"), "Foss")
    for data in ({"groups": foreign.pk, "do": "remove"}, {"groups": tables[0].pk, "before": foreign.pk, "do": "move"}):
        assert send("setup_many_groups", **data).status_code == 422
    assert Group.objects.filter(pk=foreign.pk).exists() and names(seminar) == ["Naust", "Fjell", "Dal", "Fjord"]


@pytest.mark.parametrize("do", ["remove", "move", "", "burn"])
def test_without_a_choice_nothing_is_changed(send, seminar, tables, do):
    last = seminar.changes.last().number
    response = send("setup_many_groups", do=do)
    assert response.status_code == 422 and seminar.changes.last().number == last
    if do in ("remove", "move"):
        assert "Choose at least one group." in response.content.decode()


def test_an_empty_seminar_and_a_search_without_result_have_a_page(client, seminar):
    address = reverse("setup_many_groups", args=[seminar.slug])
    assert "There are no groups yet." in client.get(address).content.decode()
    make.group(seminar, "Naust")
    assert "Naust</" not in client.get(address, {"search": "fjell"}).content.decode().split("<select")[0]
