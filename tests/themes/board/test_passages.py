"""A theme on some words of a note: where they stand, also when the text is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.models.splitting import PartText
from tests import make
from themes import events
from themes.board.highlights import spans
from themes.models import Passage, Quote

BODY = "Bussen går ikkje. 🚌 Ingen har bil, og bussen går for tidleg."


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


def mark(seminar, post, words: str, theme=None):
    start = post.body.rindex(words)
    aud = seminar.members.get().person
    place = {"start": start, "end": start + len(words), "revision": post.revision}
    return seminar.passages.mark(theme or make.theme(seminar), post, **place, by=aud)


def marked_words(seminar, post) -> list[str]:
    return [post.body[slice(*span)] if (span := passage.span(post.body)) else "" for passage in seminar.passages.all()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body, stands",
    [
        ("Først dette. " + BODY, "Ingen har bil"),
        ("Ingen har bil. " + BODY, "Ingen har bil"),
        ("Alle går.", ""),
    ],
)
def test_when_the_text_is_changed_the_words_are_found_again_or_the_whole_note_is_meant(seminar, body, stands):
    post, theme = make.post(seminar, BODY), make.theme(seminar)
    mark(seminar, post, "Ingen har bil", theme)
    post.revise(body=body)
    assert marked_words(seminar, post) == [stands]
    assert list(post.themes.all()) == [theme]


@pytest.mark.django_db
def test_of_words_that_stand_twice_the_nearest_are_meant(seminar):
    post = make.post(seminar, "bil bil")
    mark(seminar, post, "bil")
    post.revise(body="ein bil bil bil")
    assert seminar.passages.get().span(post.body) == (4, 7)


@pytest.mark.django_db
def test_several_passages_under_a_theme_are_one_note_in_the_counts(seminar):
    post, theme = make.post(seminar, BODY, group=make.group(seminar)), make.theme(seminar)
    assert mark(seminar, post, "bil", theme) and mark(seminar, post, "tidleg", theme)
    assert not mark(seminar, post, "bil", theme)
    counted = seminar.themes.counted().get()
    assert (counted.group_count, counted.post_count, seminar.passages.count()) == (1, 1, 2)


@pytest.mark.django_db
def test_marks_and_quotes_of_a_note_under_both_themes_outlast_a_merge_and_go_back_with_its_undo(seminar):
    aud, post = seminar.members.get().person, make.post(seminar, BODY)
    one, two = make.theme(seminar, "Buss"), make.theme(seminar, "Reise")
    for theme, words in [(one, "Bussen"), (one, "Ingen har bil"), (two, "Ingen har bil"), (two, "tidleg")]:
        mark(seminar, post, words, theme)
    quote = Quote.objects.show(post, theme=one, text="Ingen har bil", named=False)
    before = by_theme(seminar)
    one.merge(two, by=aud)
    assert by_theme(seminar) == {"Reise": ["Bussen", "Ingen har bil", "tidleg"]}
    assert two.quotes.get() == quote
    for _twice in range(2):
        seminar.changes.of(events.THEME_MERGED).first().undo(by=aud)
        assert by_theme(seminar) == before and one.quotes.get() == quote
        seminar.changes.of(events.THEME_UNMERGED).last().undo(by=aud)
        assert by_theme(seminar) == {"Reise": ["Bussen", "Ingen har bil", "tidleg"]}


def by_theme(seminar) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for passage in seminar.passages.order_by("placement__theme__number", "start"):
        words.setdefault(passage.placement.theme.name, []).append(passage.words)
    return words


@pytest.mark.django_db
def test_marks_follow_their_words_into_the_part_that_has_them_and_back_into_the_whole(seminar):
    post, theme = make.post(seminar, BODY), make.theme(seminar)
    mark(seminar, post, "Ingen har bil", theme)
    first, second = post.split([PartText("Bussen går ikkje."), PartText("🚌 Ingen har bil, og bussen går for tidleg.")])
    assert list(theme.posts.filter(split_from=post)) == [first, second]
    copies = {
        row.post: [passage.span(row.post.body) for passage in row.passages.all()] for row in theme.placements.all()
    }
    assert copies == {post: [(20, 33)], first: [], second: [(2, 15)]}
    mark(seminar, second, "for tidleg", late := make.theme(seminar, "Tider"))
    post.unsplit()
    assert [passage.words for passage in late.placements.get(post=post).passages.all()] == ["for tidleg"]


@pytest.mark.django_db
def test_marking_and_its_undoing_and_the_taking_out_are_had_back_exactly(seminar):
    post, theme, aud = make.post(seminar, BODY), make.theme(seminar), seminar.members.get().person
    mark(seminar, post, "Ingen har bil", theme)
    theme.remove_post(post, by=aud)
    seminar.undo_last(by=aud)
    assert marked_words(seminar, post) == ["Ingen har bil"]
    marked = seminar.changes.filter(verb="post.marked").last()
    taken = marked.undo(by=aud)
    assert (marked_words(seminar, post), list(post.themes.all())) == ([], [theme])
    taken.undo(by=aud)
    assert marked_words(seminar, post) == ["Ingen har bil"]


@given(body=st.text(max_size=60), places=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=5))
def test_the_pieces_are_the_text_and_each_passage_is_whole_in_them(body, places):
    passages = [
        Passage(pk=pk, start=start, words=body[start : start + length]) for pk, (start, length) in enumerate(places)
    ]
    passages = [passage for passage in passages if passage.words]
    found = spans(body, passages)
    assert "".join(piece.text for piece in found) == body
    for passage in passages:
        assert "".join(piece.text for piece in found if passage in piece.passages) == passage.words


def test_a_long_text_is_cut_also_within_a_passage():
    found = spans("abcdef", [Passage(pk=1, start=2, words="cdef")], 4)
    assert [(piece.text, len(piece.passages)) for piece in found] == [("ab", 0), ("cd", 1)]
