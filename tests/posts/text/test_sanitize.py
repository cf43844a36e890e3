"""Text that every file format can hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.text.sanitize import sanitize

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Ein rad\r\nog ein til\rog\x0bein\x0c\x85\u2028\u2029", "Ein rad\nog ein til\nog\nein\n\n\n\n"),
        ("Tab\tog lyd\x07 og \x7f\x9f", "Tab\tog lyd og "),
        ("halv \ud83d og \uffff og \U0010fffe", "halv \ufffd og \ufffd og \ufffd"),
        ("👩🏽‍🚒 \u202eog\u202c", "👩🏽‍🚒 \u202eog\u202c"),
    ],
)
def test_line_breaks_are_one_kind_and_what_is_no_character_goes(text, safe):
    assert sanitize(text) == safe


@given(st.text(st.characters()))
def test_what_is_left_is_tab_line_feed_and_characters(text):
    safe = sanitize(text)
    assert sanitize(safe) == safe
    assert all(one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp") for one in safe)
    assert not any(ord(one) & 0xFFFE == 0xFFFE for one in safe)
