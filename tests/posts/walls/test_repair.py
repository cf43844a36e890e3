"""The repair of characters, in walls of every format."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.walls import repair
from posts.walls.wall import Entry, Section, Wall, WallSeminar
from tests.posts.walls.expect import undone

DAMAGE = "\ufffd\ue081\ue082\ue088\ue092\uf123\ufb00\ufb01\ufb02\ufb03\ufb04"


def repaired(body: str, *, elsewhere: str = "treff", author: str = "") -> Entry:
    wall = Wall("text", entries=[Entry(0, body=body, author=author), Entry(0, body=elsewhere)])
    repair.repair_wall(wall)
    return wall.entries[0]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("\ufffdere", "flere"),
        ("\ufffdnne", "finne"),
        ("hus\ufffdid", "husflid"),
        ("kon\ufffdikt", "konflikt"),
        ("of\ufffdsiell", "offisiell"),
        ("sjette\ufffdolin", "sjettefiolin"),
        ("\ufffdende", "fiende"),
        ("\ufffdasko", "fiasko"),
        ("biogra\ufffden", "biografien"),
        ("\ufffdat", "flat"),
        ("gra\ufffdsk", "grafisk"),
        ("filoso\ufffd", "filosofi"),
        ("\ufb01n e\ufb00ekt, \ufb02ott tra\ufb03kk", "fin effekt, flott traffikk"),
        ("kl. 9\ufffd30", "kl. 9:30"),
        ("kl. 9\ue09230", "kl. 9:30"),
        ("BORD \ue0813\ue082 \ue088 KOR", "BORD (3) - KOR"),
        ("kurs \ufffdMED PAUSE 3\ufffd i dag", "kurs (MED PAUSE 3) i dag"),
        ("ja\u00a0takk", "ja takk"),
        ("Vi vil g jerne g jøre det ig jen", "Vi vil gjerne gjøre det igjen"),
        ("Det avg jør og utg jør nysg jerrige", "Det avgjør og utgjør nysgjerrige"),
        ("synligg jøre, tilg jengelig", "synliggjøre, tilgjengelig"),
        ("G jerne!", "Gjerne!"),
    ],
)
def test_what_an_export_damaged_is_repaired(damaged, whole):
    entry = repaired(damaged)
    assert (entry.body, entry.doubts) == (whole, [])
    assert undone(entry.body, entry.repairs) == damaged


@pytest.mark.parametrize(
    "text",
    [
        "og jobbe",
        "mulig jobb",
        "100 g jordbær",
        "Bord G jenter",
        "IG jentene",
        "en- og to-",
        "slutt .",
        "to  rom",
        "ung jente",
    ],
)
def test_correct_text_is_left_as_it_is(text):
    entry = repaired(text)
    assert (entry.body, entry.repairs, entry.doubts) == (text, [], [])


@pytest.mark.parametrize(
    ("unclear", "doubt"),
    [
        ("hva \ufffd da", "lost-sign: hva \ufffd da"),
        ("bygda\ufffd", "lost-letters: bygda\ufffd"),
        ("\uf123 takk", "lost-sign: \uf123 takk"),
        ("a \ufffd\ufffd b", "lost-sign: a \ufffd\ufffd b"),
        ("(KOR\ufffd uten begynnelse", "lost-sign: (KOR\ufffd uten begynnelse"),
    ],
)
def test_ambiguous_damage_is_left_and_marked_as_doubtful(unclear, doubt):
    entry = repaired(unclear)
    assert (entry.body, entry.repairs, entry.doubts) == (unclear, [], [doubt])


def test_letters_lost_after_a_vowel_are_doubtful_where_the_wall_has_no_intact_ff():
    entry = repaired("ska\ufffde \ufffdere", elsewhere="")
    assert (entry.body, entry.doubts) == ("ska\ufffde flere", ["lost-letters: ska\ufffde flere"])


def test_a_dash_between_capitals_is_repaired_and_marked_as_doubtful():
    entry = repaired("", author="BORD  TRE \ufffd SØR")
    assert (entry.author, entry.doubts) == ("BORD TRE - SØR", ["guessed-sign: BORD TRE \ufffd SØR"])


def test_title_introduction_and_headings_are_repaired_too():
    wall = Wall(
        "text", title="\ufffdn dag", introduction="Vi g jør det \ufffdnt", sections=[Section("\ufffdere treff")]
    )
    repair.repair_wall(wall)
    assert (wall.title, wall.introduction, wall.sections[0].title) == ("fin dag", "Vi gjør det fint", "flere treff")


def test_a_wall_in_rundebords_own_format_is_left_alone():
    wall = Wall("own", entries=[Entry(0, body="g jøre")], seminar=WallSeminar("dag", None, "nb", "Europe/Oslo"))
    repair.repair_wall(wall)
    assert wall.entries[0].body == "g jøre"


def test_joined_lines_keep_their_pairs_when_a_word_beside_them_is_repaired():
    wall = Wall("text", entries=[Entry(0, body="om \ufffdere i", repairs=[("om \n\ufffdere", "om \ufffdere")])])
    repair.repair_wall(wall)
    assert wall.entries[0].repairs == [("om \nflere", "om flere"), ("\ufffdere", "flere")]
    assert undone("om flere i", wall.entries[0].repairs, {("om \nflere", "om flere")}) == "om \nflere i"


def test_only_the_refused_pairs_are_undone():
    entry = repaired("flere \ufffdere \ufffdnne")
    assert entry.repairs == [("flere \ufffdere finne", "flere flere finne"), ("\ufffdnne", "finne")]
    assert undone(entry.body, entry.repairs, {entry.repairs[0]}) == "flere \ufffdere finne"


def test_a_pair_that_is_not_found_changes_nothing():
    assert undone("noe annet", [("\ufffdere", "flere")], {("\ufffdere", "flere")}) == "noe annet"


@pytest.mark.parametrize(
    ("raw", "repaired", "kind"),
    [
        ("\ufffdere", "flere", "letters"),
        ("\ufb01n", "fin", "letters"),
        ("9\ufffd30", "9:30", "signs"),
        ("KOR \ue088 SANG", "KOR - SANG", "signs"),
        ("g jøre", "gjøre", "gap"),
        ("koret, \nog", "koret, og", "lines"),
        ("NORD\nSØR", "NORD SØR", "lines"),
        ("BORD  TRE", "BORD TRE", "space"),
        ("ja\u00a0takk", "ja takk", "space"),
    ],
)
def test_a_pair_has_a_kind(raw, repaired, kind):
    assert repair.kind_of(raw, repaired) == kind


TEXTS = st.text(alphabet=f"abfgijlnøAGN 019(-:\n\u00a0{DAMAGE}", max_size=120)


@settings(deadline=None)
@given(TEXTS)
def test_no_intact_character_is_lost_added_or_moved(text):
    whole = "".join(
        rf"{re.escape(part)}" if part not in DAMAGE else "[-:()fil\ufffd\uf123]{1,3}" for part in text if part.strip()
    )
    entry = repaired(text)
    assert re.fullmatch(whole, "".join(entry.body.split()))


@settings(deadline=None)
@given(TEXTS)
def test_undoing_all_repairs_gives_the_text_of_the_export(text):
    entry = repaired(text)
    assert undone(entry.body, entry.repairs) == text


@settings(deadline=None)
@given(TEXTS)
def test_a_second_repair_changes_nothing(text):
    wall = Wall("text", entries=[Entry(0, body=text), Entry(0, body="treff")])
    repair.repair_wall(wall)
    body, repairs = wall.entries[0].body, wall.entries[0].repairs
    repair.repair_wall(wall)
    assert wall.entries[0].body == body
    assert undone(body, repairs) == text


@pytest.mark.parametrize("part", ["g ", "\ufffd", "\ufffd ", "g j"])
def test_a_line_of_a_million_letters_is_repaired(part):
    text = part * (1_000_000 // len(part))
    entry = repaired(text)
    assert undone(entry.body, entry.repairs) == text


def test_a_repair_of_the_label_is_undone_in_the_label_and_not_in_a_body_with_the_same_text():
    pair = ("3�", "3)")
    texts, left = repair.undo(["Bord (3)", "", "a) b) 3)"], [pair], {pair})
    assert (texts, left) == (["Bord (3�", "", "a) b) 3)"], [])


def test_a_repair_can_be_undone_after_the_one_beside_it():
    entry = repaired("\ufffdere \ufffdnne")
    first = entry.repairs[0]
    (_, _, body), left = repair.undo(["", "", entry.body], entry.repairs, {first})
    assert (body, len(left)) == ("\ufffdere finne", 1)
    assert repair.undo(["", "", body], left, set(left))[0][2] == "\ufffdere \ufffdnne"
