"""Who said it: proposals, never decisions."""

from posts.walls.groups import propose, resolve
from posts.walls.wall import Entry, Section, Wall


def wall(*entries: tuple[str, str]) -> Wall:
    return Wall(
        "text", sections=[Section("Runde")], entries=[Entry(0, author=author, body=body) for author, body in entries]
    )


def told(*entries: tuple[str, str]) -> list[tuple[str, str, list[int]]]:
    return [(proposal.reason, proposal.name, proposal.entries) for proposal in propose(wall(*entries))]


def test_labels_that_differ_only_in_case_are_one_group():
    assert told(("TORVÆR SKOLE", "hei"), ("Torvær skole", "hallo")) == [("label", "Torvær skole", [0, 1])]


def test_a_group_is_known_by_its_number_however_it_is_written():
    assert told(("GRUPPE 4", "a"), ("gruppe nr. 4", "b"), ("Siri (referent for gruppe 4)", "c")) == [
        ("number", "Gruppe 4", [0, 1, 2])
    ]


def test_the_first_line_names_the_group_before_the_label_does():
    assert told(("SIRI", "GRUPPE 3\nVi er enige.")) == [("heading", "Gruppe 3", [0])]
    assert told(("SIRI", "Grupperom 1\nVi er enige.")) == [("heading", "Grupperom 1", [0])]
    assert told(("SIRI", "Gruppe Kari, Ola og Liv\nVi er enige.")) == [("heading", "Gruppe Kari, Ola og Liv", [0])]


def test_a_sentence_that_begins_with_the_word_group_names_no_group():
    assert told(("Bord 2", "Gruppe er vi ikke, vi er tre naboer.")) == [("number", "Bord 2", [0])]


def test_a_label_that_says_it_is_a_group_is_that_group():
    assert told(("Gruppe som Mona skriver for", "hei")) == [("label", "Gruppe som Mona skriver for", [0])]


def test_nobody_is_an_unknown_group():
    labels = ["Gruppe nr vet-ikke", "Veit ikkje", "Ukjend gruppe", ""]
    assert {reason for reason, _, _ in told(*((label, "") for label in labels))} == {"unknown"}
    assert told(("MELLOW OTTER", "a"), ("Anonymous", "b")) == [("guest", "", [0]), ("guest", "", [1])]


def test_two_words_of_which_one_is_an_animal_in_norwegian_name_a_person():
    assert told(("Bjørn Ulv", "a")) == [("label", "Bjørn Ulv", [0])]


def test_one_writer_under_two_names_is_offered_as_one_group_and_joined_only_if_accepted():
    proposals = propose(wall(("SIRI", "Grupperom 1\na"), ("SIRI", "Gruppe Kari og Liv\nb"), ("SIRI", "Grupperom 1\nc")))
    room, names, joined = proposals
    assert (joined.reason, joined.name, joined.entries) == ("writer", "Grupperom 1", [1])
    kept = {room.id: room.name, names.id: names.name}
    assert resolve(proposals, kept) == {0: "Grupperom 1", 1: "Gruppe Kari og Liv", 2: "Grupperom 1"}
    assert resolve(proposals, kept | {joined.id: joined.name}) == dict.fromkeys(range(3), "Grupperom 1")


def test_what_is_ignored_has_no_group_and_what_is_changed_has_the_name_it_was_given():
    proposals = propose(wall(("Bord 2", "a"), ("Oda", "b")))
    assert resolve(proposals, {proposals[0].id: " Bord to "}) == {0: "Bord to"}
