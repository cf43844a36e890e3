"""The difference between two texts, word by word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from posts.text.difference import difference


def test_a_changed_word_is_gone_and_new():
    assert difference("Bussen går aldri her", "Bussen går sjeldan her") == [
        ("same", "Bussen går "),
        ("gone", "aldri "),
        ("new", "sjeldan "),
        ("same", "her"),
    ]


def test_equal_texts_have_no_difference():
    assert difference("Same\nlinjer", "Same\nlinjer") == [("same", "Same\nlinjer")]


def test_a_text_after_an_empty_one_is_new():
    assert difference("", "Nytt") == [("new", "Nytt")]


@settings(deadline=None)
@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_the_parts_make_up_both_texts(before, after):
    parts = difference(before, after)
    assert "".join(text for kind, text in parts if kind != "new") == before
    assert "".join(text for kind, text in parts if kind != "gone") == after
