"""Codes that people type are short and hard to guess, and a wrong character is detected without a query."""

from itertools import pairwise

from seminar.codes import CHARACTERS, LENGTH, new_code, new_token, read_code, show_code


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    assert len(code) == LENGTH
    for typed in (code, code.lower(), show_code(code), f"  {code[:3]} {code[3:]} "):
        assert read_code(typed) == code


def test_every_wrong_character_and_every_swap_of_neighbours_is_detected():
    code = new_code()
    wrong = [code[:at] + other + code[at + 1 :] for at in range(LENGTH) for other in CHARACTERS if other != code[at]]
    pairs = [code[:at] + b + a + code[at + 2 :] for at, (a, b) in enumerate(pairwise(code)) if a != b]
    assert {read_code(typed) for typed in wrong + pairs} == {""}


def test_text_that_is_not_a_code_is_read_as_empty():
    assert {read_code(typed) for typed in ("", "KX47", "0" * 8, "Å" * 8, "²" * 8, new_code() + "2")} == {""}


def test_a_token_holds_128_bits():
    assert len(new_token()) == 22 and new_token() != new_token()
