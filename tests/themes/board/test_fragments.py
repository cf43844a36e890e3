"""Cards and counts that were rendered before show what is so now, and nothing that a reader may not read."""

from sys import getsizeof

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from posts.models import Draft, Post
from seminar.access import find_seminar
from seminar.models import Seminar
from seminar.server import fragments
from tests import make
from themes.board.counts import ThemeCounts
from themes.filters import board_filter

pytestmark = pytest.mark.django_db(transaction=True)


class Day:
    def __init__(self):
        self.aud, self.cora = make.person("Aud"), make.person("Cora")
        self.seminar = make.seminar(by=self.aud)
        make.member(self.seminar, self.cora, "viewer")
        self.group, self.theme = make.group(self.seminar), make.theme(self.seminar, "Benkar")
        self.note = make.post(self.seminar, "Ein raud benk.", group=self.group)
        self.other = make.post(self.seminar, "Ein grøn benk.")
        self.seminar.describe(title="No begynner vi")  # since notes that tests make have no Change
        self.organizer, self.viewer = Client(), Client()
        self.organizer.force_login(self.aud)
        self.viewer.force_login(self.cora)

    def board(self, client, **query) -> str:
        return client.get(reverse("board", args=[self.seminar.slug]), query).content.decode()

    def counts(self) -> dict:
        counts = ThemeCounts.of(Seminar.objects.get(pk=self.seminar.pk))
        themes = {theme.name: (theme.group_count, theme.post_count) for theme in counts.themes}
        return themes | {"notes": counts.notes, "bare": counts.bare, "unread": counts.unread}


@pytest.fixture
def day():
    return Day()


def test_a_hidden_note_is_gone_from_the_board_of_a_viewer(day):
    assert "raud benk" in day.board(day.viewer) and "raud benk" in day.board(day.organizer)
    day.note.hide(by=day.aud)
    assert "raud benk" not in day.board(day.viewer)
    assert "raud benk" in day.board(day.organizer, state="hidden")
    assert "raud benk" not in day.board(day.viewer, state="hidden")


def test_a_viewer_never_gets_the_card_of_someone_who_may_change_it(day):
    organizer, viewer = day.board(day.organizer), day.board(day.viewer)
    assert "post-pick" in organizer and "post-pick" not in viewer
    assert day.board(day.organizer).count("post-pick") == organizer.count("post-pick")


def test_the_words_of_a_seminar_that_changes_its_language_are_marked_with_the_new_one(day):
    day.theme.add_post(day.note)
    marked = '<span lang="nn">Benkar'
    assert marked not in day.board(day.organizer)
    day.seminar.describe(language="nn")
    remembered = day.board(day.organizer).count(marked)
    fragments.fragments.clear()
    assert remembered == day.board(day.organizer).count(marked) > 0
    day.seminar.describe(language="nb")
    assert marked not in day.board(day.organizer)


@pytest.mark.parametrize(
    "change",
    [
        lambda day: day.note.revise(body="Ein blå benk.", by=day.aud),
        lambda day: day.group.rename("Nordbord", by=day.aud),
        lambda day: day.note.round.rename("Om kvelden", by=day.aud),
        lambda day: day.theme.add_post(day.note, by=day.aud),
        lambda day: day.theme.set_mark(9, by=day.aud),
        lambda day: day.seminar.flags.flag(day.note, by=day.aud),
        lambda day: day.other.merge(day.note, by=day.aud),
        lambda day: day.seminar.readings.mark([day.note], by=day.cora),
    ],
)
def test_a_board_that_was_looked_at_before_is_the_board_of_a_new_process(day, change, forget_all):
    day.theme.add_post(day.other, by=day.cora)
    day.board(day.organizer)
    day.counts()
    change(day)
    seen = day.board(day.organizer).replace("\n", ""), day.counts()
    forget_all()
    new = day.board(day.organizer).replace("\n", ""), day.counts()
    assert [without_tokens(seen[0]), seen[1]] == [without_tokens(new[0]), new[1]]


def test_a_card_that_was_read_costs_six_queries_until_the_next_change(day, django_assert_num_queries):
    """Who asks (three), what has been read (two), and who is on which note."""
    cards = reverse("board_cards", args=[day.seminar.slug])
    day.organizer.get(cards, {"post": day.note.pk, "newest": 0})
    with django_assert_num_queries(6):
        answer = day.organizer.get(cards, {"post": day.note.pk, "newest": 0})
    assert "raud benk" in answer.content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL adds its lock")
def test_a_tag_of_a_plain_note_costs_sixteen_queries(day, django_assert_num_queries):
    """Three say who asks, four read note and theme before and under the lock, six write, three read for the card."""
    themes = [make.theme(day.seminar, name) for name in ("Bussar", "Bad")]
    place = reverse("board_place", args=[day.seminar.slug])
    day.organizer.post(place, {"post": day.note.pk, "put": themes[0].pk})
    with django_assert_num_queries(16):
        day.organizer.post(place, {"post": day.note.pk, "put": themes[1].pk})


def without_tokens(html: str) -> str:
    parts = html.split('name="csrfmiddlewaretoken" value="')
    return parts[0] + "".join(part[64:] for part in parts[1:])


@pytest.fixture
def forget_all():
    from seminar.models import until_changed

    def forget():
        until_changed.values.clear()
        fragments.forget_fragments()

    return forget


def test_counts_follow_what_is_placed_taken_out_hidden_and_read(day):
    assert day.counts() == {"Benkar": (0, 0), "notes": 2, "bare": 2, "unread": 2}
    day.theme.add_post(day.note, by=day.aud)
    assert day.counts() == {"Benkar": (1, 1), "notes": 2, "bare": 1, "unread": 1}
    day.seminar.readings.mark([day.other], by=day.aud)
    assert day.counts()["unread"] == 0
    day.note.hide(by=day.aud)
    assert day.counts() == {"Benkar": (0, 0), "notes": 1, "bare": 1, "unread": 0}
    day.note.show(by=day.aud)
    day.theme.remove_post(day.note, by=day.aud)
    assert day.counts() == {"Benkar": (0, 0), "notes": 2, "bare": 2, "unread": 0}


def test_fragments_take_no_more_memory_than_they_may(monkeypatch):
    monkeypatch.setattr(fragments, "MOST_BYTES", 100_000)
    held = fragments.Fragments()
    for number in range(300):
        held.add(b"%d" % number, SafeString("å" * 900 + "→" * (number % 2)))
        held.add(b"0", SafeString("Ein benk"))
        assert held.bytes == sum(map(getsizeof, held.by_state.values())) <= 100_000
    assert len(held.by_state) > 50
    assert held.get(b"299") and held.get(b"0") and not held.get(b"1")


def test_a_card_takes_what_the_bound_was_chosen_for(day):
    """So that MOST_BYTES hold five thousand cards."""
    fragments.fragments.clear()
    day.board(day.organizer)
    cards = [len(one) for one in fragments.fragments.by_state.values() if "<article" in one]
    assert len(cards) == 2 and max(cards) < 5_000


def test_a_card_is_rendered_once_for_all_readers(day, monkeypatch):
    from themes.templatetags import cards

    rendered = []
    render = cards.render
    monkeypatch.setattr(cards, "render", lambda name, *args: rendered.append(name) or render(name, *args))
    day.board(day.organizer)
    first = list(rendered)
    assert first.count("themes/board/_post.html") == 2
    day.seminar.describe(introduction="Velkomen.", by=day.aud)  # shows on neither card
    day.board(day.organizer)
    assert [name for name in rendered[len(first) :] if name == "themes/board/_post.html"] == []


def test_what_a_filter_offers_is_read_again_for_a_new_group_and_not_for_a_note(day, django_assert_num_queries):
    round = make.round(day.seminar)
    question = round.add_question("Kva no?")
    round.open()
    scribe = make.scribe(day.seminar, day.group)
    board_filter({}, seminar=find_seminar(day.aud, day.seminar.slug))
    Post.objects.send("note-1", scribe=scribe, round=round, question=question, body="Ein blå benk.")
    Draft.objects.keep(scribe=scribe, round=round, question=question, body="Ein ny benk", version=1)
    seminar = find_seminar(day.aud, day.seminar.slug)
    with django_assert_num_queries(1):  # which asks for other changes
        board_filter({}, seminar=seminar)
    make.group(day.seminar, "Fjellbord")
    Seminar.objects.get(pk=day.seminar.pk).describe(title="Eitt bord til", by=day.aud)  # make has no Change
    chosen = board_filter({}, seminar=find_seminar(day.aud, day.seminar.slug))
    assert "Fjellbord" in dict(chosen.fields["group"].choices).values()
