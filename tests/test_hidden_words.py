"""No word of a note that someone may not read reaches them, on any page and in any file."""

import os
import re
from html import unescape

import pytest

from seminar.models import Hall
from tests.routes import addresses, patterns, text_of
from tests.world import World, device_client, person_client
from themes.models import Quote

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LINK = re.compile(r'(?:href|data-[\w-]+|content)="(/(?!static)[^"#]*)')
ANY = re.compile("")
HALL = re.compile(r"/s/[^/]+/(wall|hall|stage)/")
MOST_PAGES = 600
# Beside the pages themselves: all that their forms can be asked for.
QUERIES = [
    "state=hidden",
    "state=withdrawn",
    "state=all",
    "state=split",
    "state=merged",
    "mark=flagged",
    "kind=comment",
]


def secrets(world: World) -> dict[str, str]:
    """The words that only those may read who may show them again, by what they are."""
    kinds = [
        "hidden", "hidden subject", "hidden now", "withdrawn", "withdrawn subject", "target", "target subject",
        "reply", "reply subject", "aside", "hidden aside", "former", "former subject",
        "hide reason", "shown again reason", "edit reason", "flag reason",
        "hidden example", "withdrawn example", "removed definition", "file", "file body", "draft",
    ]  # fmt: skip
    return {kind: world.word(kind) for kind in kinds}


@pytest.fixture
def world():
    return World("her")


def pages_for(client, world: World, within: re.Pattern = ANY) -> dict[str, str]:
    """What this reader gets of every address, of what its pages link to, and of the searches that would find a word.

    All these `within` some addresses, where a test is about no others.
    """
    board, summary, wall = (f"/s/{world.seminar.slug}/{page}/" for page in ("board", "summary", "wall"))
    cards = "&".join(f"post={post.pk}" for post in world.posts())
    waiting = [f"{page}?{query}" for page in (board, summary) for query in QUERIES]
    waiting += [f"{page}?text={world.name}" for page in (board, summary, wall)] + [f"{board}cards/?{cards}"]
    pages: dict[str, str] = {}
    for pattern in patterns():
        for address in filter(within.match, addresses(pattern, world)):
            response = client.get(address)
            if response.status_code == 405:
                break  # a form's address, which has no page for any row
            pages[address] = text_of(response)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                waiting += map(unescape, LINK.findall(pages[address]))
    for address in filter(within.match, dict.fromkeys(waiting)):
        if address not in pages and len(pages) < MOST_PAGES:
            pages[address] = text_of(client.get(address))
    return pages


def occurrences(pages: dict[str, str], words: dict[str, str]) -> list[str]:
    return sorted(
        f"{address}: {kind}"
        for address, text in pages.items()
        for kind, word in words.items()
        if word in text.casefold()
    )


def test_a_viewer_reads_no_word_of_what_is_hidden_withdrawn_replaced_or_unsent(world):
    pages = pages_for(person_client(world.viewer), world)
    assert world.word("visible") in pages[f"/s/{world.seminar.slug}/board/"]
    assert occurrences(pages, secrets(world)) == []


@pytest.mark.skipif(not os.environ.get("LONG"), reason="LONG=1 walks every page once more")
def test_the_same_walk_finds_the_words_for_a_facilitator_but_for_drafts_and_colleagues_files(world):
    """So the walk comes to the pages on which they stand."""
    pages = pages_for(person_client(world.facilitator), world)
    shared = {kind: word for kind, word in secrets(world).items() if kind not in ("draft", "file", "file body")}
    assert {one.partition(": ")[2] for one in occurrences(pages, shared)} == set(shared)
    assert occurrences(pages, {kind: world.word(kind) for kind in ("draft", "file", "file body")}) == []


def test_a_group_reads_no_word_of_another_group_but_what_is_on_the_wall(world):
    world.seminar.withdraw_result()
    pages = pages_for(device_client(world.other_scribe), world)
    assert world.word("visible") in pages[f"/s/{world.seminar.slug}/wall/"]
    assert occurrences(pages, secrets(world) | {"late": world.word("late"), "merged": world.word("merged")}) == []


def test_a_group_reads_its_own_notes_and_nothing_of_what_was_thought_of_them(world):
    own = {
        "hidden now",
        "hidden subject",
        "withdrawn",
        "withdrawn subject",
        "target",
        "target subject",
        "reply",
        "reply subject",
        "draft",
    }
    pages = pages_for(device_client(world.scribe), world)
    assert world.word("draft") in pages[f"/s/{world.seminar.slug}/write/"]
    assert occurrences(pages, {kind: word for kind, word in secrets(world).items() if kind not in own}) == []


def test_whoever_has_the_link_reads_the_result_without_names_and_nothing_else(world):
    pages = pages_for(person_client(None), world)
    [result] = [text for address, text in pages.items() if address.startswith("/r/")]
    assert world.word("visible") in result
    names = {kind: world.word(kind) for kind in ("scribe", "otherscribe", "agroup", "bgroup", "organizer")}
    assert occurrences({"/r/": result}, names) == []
    assert occurrences(pages, secrets(world)) == []


@pytest.mark.parametrize("wall_open", [True, False])
def test_nobody_else_reads_a_word(world, wall_open):
    world.seminar.describe(wall_open=wall_open)
    world.seminar.withdraw_result()
    pages = pages_for(person_client(None), world) | pages_for(device_client(world.removed_scribe), world)
    assert occurrences(pages, secrets(world) | {"visible": world.word("visible"), "late": world.word("late")}) == []


@pytest.mark.parametrize("held", ["approval", "frozen"])
def test_what_waits_for_the_wall_is_read_by_no_other_group_and_not_in_the_hall(world, held):
    """Until a member approves it; a text that its group changes after that waits again."""
    if held == "approval":
        world.seminar.describe(wall_approval=True, by=world.organizer)
    else:
        Hall.objects.of(world.seminar).freeze_wall(by=world.organizer)
    world.seminar.withdraw_result()
    _waiting, changed, approved = map(world.note, ("waiting", "unchanged", "approved"))
    for post in (changed, approved):
        post.approve(by=world.facilitator)
    Hall.objects.of(world.seminar).show("wall")
    for post in (changed, approved):
        world.theme.add_post(post)
        Quote.objects.show(post, theme=world.theme, text=post.body, named=True)
    changed.revise(body=world.word("changed"), by=world.scribe)
    words = {kind: world.word(kind) for kind in ("waiting", "waiting subject", "changed", "unchanged subject")}
    pages = pages_for(device_client(world.other_scribe), world)
    assert world.word("approved") in pages[f"/s/{world.seminar.slug}/wall/"]
    assert occurrences(pages, words) == []
    hall = pages_for(person_client(world.viewer), world, HALL)
    assert all(world.word("approved") in hall[f"/s/{world.seminar.slug}/{page}/"] for page in ("wall", "hall", "stage"))
    assert occurrences(hall, words) == []
