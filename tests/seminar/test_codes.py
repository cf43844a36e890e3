"""Codes that people type: short, hard to guess, and no wrong sign gets as far as the database."""

from itertools import pairwise

from seminar.codes import LENGTH, SIGNS, new_code, new_token, read_code, show_code


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    assert len(code) == LENGTH
    for typed in (code, code.lower(), show_code(code), f"  {code[:3]} {code[3:]} "):
        assert read_code(typed) == code


def test_every_wrong_sign_and_every_pair_that_changed_places_is_caught():
    code = new_code()
    wrong = [code[:at] + sign + code[at + 1 :] for at in range(LENGTH) for sign in SIGNS if sign != code[at]]
    pairs = [code[:at] + b + a + code[at + 2 :] for at, (a, b) in enumerate(pairwise(code)) if a != b]
    assert {read_code(typed) for typed in wrong + pairs} == {""}


def test_what_is_no_code_is_none():
    assert {read_code(typed) for typed in ("", "KX47", "0" * 8, "Å" * 8, "²" * 8, new_code() + "2")} == {""}


def test_a_token_holds_128_bits():
    assert len(new_token()) == 22 and new_token() != new_token()
