"""Mending characters, in walls of every format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.walls import repair
from posts.walls.wall import Entry, OwnSeminar, Section, Wall

DAMAGE = "\ufffd\ue081\ue082\ue088\ue092\uf123\ufb00\ufb01\ufb02\ufb03\ufb04"


def mended(body: str, *, elsewhere: str = "treff", author: str = "") -> Entry:
    wall = Wall("csv", entries=[Entry(0, body=body, author=author), Entry(0, body=elsewhere)])
    repair.mend(wall)
    return wall.entries[0]


@pytest.mark.parametrize(
    ("harmed", "whole"),
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
def test_what_an_export_harmed_is_made_whole(harmed, whole):
    entry = mended(harmed)
    assert (entry.body, entry.doubts) == (whole, [])
    assert repair.undo(entry.body, entry.repairs, set(entry.repairs)) == harmed


@pytest.mark.parametrize(
    "right",
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
def test_what_is_right_is_left_as_it_is(right):
    entry = mended(right)
    assert (entry.body, entry.repairs, entry.doubts) == (right, [], [])


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
def test_what_nobody_can_know_is_left_and_doubted(unclear, doubt):
    entry = mended(unclear)
    assert (entry.body, entry.repairs, entry.doubts) == (unclear, [], [doubt])


def test_without_a_whole_ff_in_the_wall_letters_lost_after_a_vowel_are_doubted():
    entry = mended("ska\ufffde \ufffdere", elsewhere="")
    assert (entry.body, entry.doubts) == ("ska\ufffde flere", ["lost-letters: ska\ufffde flere"])


def test_a_dash_between_capitals_is_mended_and_doubted():
    entry = mended("", author="BORD  TRE \ufffd SØR")
    assert (entry.author, entry.doubts) == ("BORD TRE - SØR", ["guessed-sign: BORD TRE \ufffd SØR"])


def test_title_introduction_and_headings_are_mended_too():
    wall = Wall(
        "text", title="\ufffdn dag", introduction="Vi g jør det \ufffdnt", sections=[Section("\ufffdere treff")]
    )
    repair.mend(wall)
    assert (wall.title, wall.introduction, wall.sections[0].title) == ("fin dag", "Vi gjør det fint", "flere treff")


def test_a_wall_in_rundebords_own_format_is_left_alone():
    wall = Wall("own", entries=[Entry(0, body="g jøre")], seminar=OwnSeminar("dag", None, "nb", "Europe/Oslo"))
    repair.mend(wall)
    assert wall.entries[0].body == "g jøre"


def test_joined_lines_keep_their_pairs_when_a_word_beside_them_is_mended():
    wall = Wall("text", entries=[Entry(0, body="om \ufffdere i", repairs=[("om \n\ufffdere", "om \ufffdere")])])
    repair.mend(wall)
    assert wall.entries[0].repairs == [("om \nflere", "om flere"), ("\ufffdere", "flere")]
    assert repair.undo("om flere i", wall.entries[0].repairs, {("om \nflere", "om flere")}) == "om \nflere i"


def test_only_the_refused_pairs_are_put_back():
    entry = mended("flere \ufffdere \ufffdnne")
    assert entry.repairs == [("flere \ufffdere finne", "flere flere finne"), ("\ufffdnne", "finne")]
    assert repair.undo(entry.body, entry.repairs, {entry.repairs[0]}) == "flere \ufffdere finne"


def test_a_pair_that_is_not_found_changes_nothing():
    assert repair.undo("noe annet", [("\ufffdere", "flere")], {("\ufffdere", "flere")}) == "noe annet"


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
def test_a_pair_tells_its_kind(raw, repaired, kind):
    assert repair.kind(raw, repaired) == kind


TEXTS = st.text(alphabet=f"abfgijlnøAGN 019(-:\n\u00a0{DAMAGE}", max_size=120)


@given(TEXTS)
def test_no_whole_character_is_lost_added_or_moved(text):
    whole = "".join(
        rf"{re.escape(part)}" if part not in DAMAGE else "[-:()fil\ufffd\uf123]{1,3}" for part in text if part.strip()
    )
    entry = mended(text)
    assert re.fullmatch(whole, "".join(entry.body.split()))


@given(TEXTS)
def test_all_repairs_refused_give_the_export_back(text):
    entry = mended(text)
    assert repair.undo(entry.body, entry.repairs, set(entry.repairs)) == text


@given(TEXTS)
def test_mending_twice_changes_nothing_more(text):
    wall = Wall("text", entries=[Entry(0, body=text), Entry(0, body="treff")])
    repair.mend(wall)
    body, repairs = wall.entries[0].body, wall.entries[0].repairs
    repair.mend(wall)
    assert wall.entries[0].body == body
    assert repair.undo(body, repairs, set(repairs)) == text


@pytest.mark.parametrize("part", ["g ", "\ufffd", "\ufffd ", "g j"])
def test_a_line_of_a_million_letters_is_mended(part):
    text = part * (1_000_000 // len(part))
    entry = mended(text)
    assert repair.undo(entry.body, entry.repairs, set(entry.repairs)) == text


def test_a_mend_of_the_label_is_put_back_in_the_label_and_not_where_the_body_reads_alike():
    pair = ("3�", "3)")
    texts, left = repair.put_back(["Bord (3)", "", "a) b) 3)"], [pair], {pair})
    assert (texts, left) == (["Bord (3�", "", "a) b) 3)"], [])


def test_a_mend_that_is_left_can_be_put_back_after_its_neighbour_was():
    entry = mended("\ufffdere \ufffdnne")
    first = entry.repairs[0]
    (_, _, body), left = repair.put_back(["", "", entry.body], entry.repairs, {first})
    assert (body, len(left)) == ("\ufffdere finne", 1)
    assert repair.put_back(["", "", body], left, set(left))[0][2] == "\ufffdere \ufffdnne"
