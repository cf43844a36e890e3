"""The proposals for groups. None of them is applied unless a person accepts it."""

from posts.walls.groups import propose, resolve
from posts.walls.wall import Entry, Section, Wall


def wall(*entries: tuple[str, str]) -> Wall:
    return Wall(
        "text", sections=[Section("Runde")], entries=[Entry(0, author=author, body=body) for author, body in entries]
    )


def proposed(*entries: tuple[str, str]) -> list[tuple[str, str, list[int]]]:
    return [(proposal.reason, proposal.name, proposal.entries) for proposal in propose(wall(*entries))]


def test_labels_that_differ_only_in_case_are_one_group():
    assert proposed(("TORVÆR SKOLE", "hei"), ("Torvær skole", "hallo")) == [("label", "Torvær skole", [0, 1])]


def test_a_group_is_recognized_by_its_number_in_any_form():
    assert proposed(("GRUPPE 4", "a"), ("gruppe nr. 4", "b"), ("Siri (referent for gruppe 4)", "c")) == [
        ("number", "Gruppe 4", [0, 1, 2])
    ]


def test_what_is_behind_the_number_tells_groups_apart_where_it_differs():
    assert proposed(("Gruppe 1 - Vika", "a"), ("Gruppe 1: Ås", "b"), ("gruppe 1", "c")) == [
        ("number", "Gruppe 1 - Vika", [0]),
        ("number", "Gruppe 1: Ås", [1]),
        ("number", "Gruppe 1", [2]),
    ]
    assert proposed(("Bord 2 – fra Vika", "a"), ("Siri (bord 2)", "b")) == [("number", "Bord 2", [0, 1])]


def test_the_first_line_names_the_group_before_the_label_does():
    assert proposed(("SIRI", "GRUPPE 3\nVi er enige.")) == [("heading", "Gruppe 3", [0])]
    assert proposed(("SIRI", "Grupperom 1\nVi er enige.")) == [("heading", "Grupperom 1", [0])]
    assert proposed(("SIRI", "Gruppe Kari, Ola og Liv\nVi er enige.")) == [("heading", "Gruppe Kari, Ola og Liv", [0])]


def test_a_sentence_that_begins_with_the_word_group_is_not_a_name():
    assert proposed(("Bord 2", "Gruppe er vi ikke, vi er tre naboer.")) == [("number", "Bord 2", [0])]


def test_a_label_that_begins_with_the_word_group_names_a_group():
    assert proposed(("Gruppe som Mona skriver for", "hei")) == [("label", "Gruppe som Mona skriver for", [0])]


def test_a_label_without_a_name_is_an_unknown_group():
    labels = ["Gruppe nr vet-ikke", "Veit ikkje", "Ukjend gruppe"]
    assert {reason for reason, _, _ in proposed(*((label, "") for label in labels))} == {"unknown"}
    assert proposed(("", "a"), ("", "b")) == [("nameless", "", [0, 1])]
    assert proposed(("MELLOW OTTER", "a"), ("Anonymous", "b")) == [("guest", "", [0]), ("guest", "", [1])]


def test_a_name_that_is_an_animal_in_norwegian_is_not_a_guest():
    assert proposed(("Bjørn Ulv", "a")) == [("label", "Bjørn Ulv", [0])]


def test_two_groups_with_one_author_are_joined_only_where_that_is_accepted():
    proposals = propose(wall(("SIRI", "Grupperom 1\na"), ("SIRI", "Gruppe Kari og Liv\nb"), ("SIRI", "Grupperom 1\nc")))
    room, names, joined = proposals
    assert (joined.reason, joined.name, joined.entries) == ("writer", "Grupperom 1", [1])
    accepted = {room.id: room.name, names.id: names.name}
    assert resolve(proposals, accepted) == {0: "Grupperom 1", 1: "Gruppe Kari og Liv", 2: "Grupperom 1"}
    assert resolve(proposals, accepted | {joined.id: joined.name}) == dict.fromkeys(range(3), "Grupperom 1")


def test_an_ignored_proposal_gives_no_group_and_a_changed_one_gives_its_new_name():
    proposals = propose(wall(("Bord 2", "a"), ("Oda", "b")))
    assert resolve(proposals, {proposals[0].id: " Bord to "}) == {0: "Bord to"}
