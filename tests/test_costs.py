"""What the requests that a whole hall makes at once cost: queries and bytes, which do not depend on the machine.

At most these: a number may fall, and whoever makes it rise says why. Seconds are measured by `make bench`.
"""

import gzip
import json
import subprocess
import sys
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.models import Post
from seminar.live.news import read_for_stream
from tests import make
from tests.seminar.live.listener import session_of
from tests.world import World, device_client, person_client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL adds its locks and its NOTIFY"),
]
NUMBERS = count(2)
# Who asks, for what, at most so many queries and kilobytes (compressed). A transaction counts as two queries.
COSTS = {
    "a note": ("device", lambda world: put(world, "write_note", base=0), 9, 1),
    "another text for a note": ("device", lambda world: revise(world), 11, 1),
    "a draft": ("device", lambda world: put(world, "write_draft"), 6, 1),
    "the scribe's page": ("device", lambda world: get(world, "write"), 8, 6),
    "the scribe's page again": ("device", lambda world: get(world, "write_now"), 9, 3),
    "the wall": ("viewer", lambda world: get(world, "wall"), 13, 3),
    "the room": ("organizer", lambda world: get(world, "room"), 21, 5),
    "the board": ("facilitator", lambda world: get(world, "board"), 20, 8),
    "a card and the counts": ("facilitator", lambda world: get(world, "board_cards", post=world.visible.pk), 18, 2),
    "a tag": ("facilitator", lambda world: tag(world), 18, 1),
    "a tag that is there": ("facilitator", lambda world: post(world, "board_place", put=world.hidden_theme.pk), 18, 1),
    "a note that is read": ("facilitator", lambda world: post(world, "board_at"), 7, 1),
    "the stage": ("viewer", lambda world: get(world, "stage"), 21, 2),
    "the summary": ("viewer", lambda world: get(world, "summary"), 26, 6),
}


def get(world: World, name: str, **query):
    return lambda client: client.get(reverse(name, args=[world.seminar.slug]), query)


def post(world: World, name: str, **fields):
    data = {"post": world.visible.pk} | fields
    return lambda client: client.post(reverse(name, args=[world.seminar.slug]), data)


def tag(world: World):
    """Another theme each time."""
    themes = iter([world.hidden_theme, world.withdrawn_theme])
    return lambda client: post(world, "board_place", put=next(themes).pk)(client)


def put(world: World, name: str, **fields):
    """A new note, or a new text for the draft, each time."""

    def ask(client: Client):
        uids, number = ([str(uuid4())] if name == "write_note" else []), next(NUMBERS)
        data = {"round": world.round.uid, "question": world.question.uid, "body": f"Benk nummer {number}."} | fields
        data |= {"version": number} if name == "write_draft" else {}
        path = reverse(name, args=[world.seminar.slug, *uids])
        return client.put(path, json.dumps(data), content_type="application/json")

    return ask


def revise(world: World):
    """Writes a note, and another text for it each time after that."""
    fields = {"round": world.round.uid, "question": world.question.uid}
    path, bases = reverse("write_note", args=[world.seminar.slug, str(uuid4())]), count()

    def ask(client: Client):
        data = fields | {"body": f"Benk nummer {next(NUMBERS)}.", "base": next(bases)}
        return client.put(path, json.dumps(data), content_type="application/json")

    return ask


def client_of(world: World, who: str) -> Client:
    return device_client(world.scribe) if who == "device" else person_client(getattr(world, who))


@pytest.mark.parametrize("name", COSTS)
def test_it_costs_no_more(name):
    who, request, most_queries, most_kilobytes = COSTS[name]
    world = World("costs")
    client, ask = client_of(world, who), request(world)
    client.get(reverse("home"))  # which lists the session, once
    ask(client)
    with CaptureQueriesContext(connection) as queries:
        answer = ask(client)
    assert answer.status_code in (200, 204)
    kilobytes = len(gzip.compress(answer.content)) / 1024
    assert len(queries) <= most_queries, [query["sql"][:100] for query in queries]
    assert kilobytes <= most_kilobytes


def test_news_are_read_for_three_thousand_sessions_in_as_many_queries_as_for_one(django_assert_num_queries):
    aud = make.person("Aud")
    seminar, session = make.seminar(by=aud), session_of(aud)
    with django_assert_num_queries(5):
        audience = read_for_stream(seminar.pk, seminar.last_change, {session})[1]
    assert audience.ended == set()
    gone = {f"{number:032}" for number in range(3000)}
    with django_assert_num_queries(5):
        audience = read_for_stream(seminar.pk, seminar.last_change, {session} | gone)[1]
    assert audience.ended == gone


def test_saving_a_note_takes_as_many_steps_of_the_database_for_500_notes_as_for_5():
    """Other notes are those of other groups. Every save of a seminar waits for this."""
    few, many = World("few"), World("many")
    add_notes(few, 5)
    add_notes(many, 500)
    assert steps_of_a_note(many) < steps_of_a_note(few) * 1.2


def add_notes(world: World, number: int) -> None:
    group = make.group(world.seminar, "Ei stor gruppe")
    facts = {"seminar": world.seminar, "round": world.round, "group": group}
    Post.objects.bulk_create(Post(body="Ein benk.", position=place, **facts).fold() for place in range(number))


def steps_of_a_note(world: World) -> int:
    """Instructions of SQLite's virtual machine, which are counted and not timed."""
    client, ask, steps = client_of(world, "device"), put(world, "write_note", base=0), count()
    ask(client)
    connection.connection.set_progress_handler(lambda: next(steps) and None, 1)
    try:
        answer = ask(client)
    finally:
        connection.connection.set_progress_handler(None, 1)
    assert answer.status_code == 200
    return next(steps)


@pytest.mark.once
@pytest.mark.parametrize("field", ["reply_to", "split_from", "merged_into"])
def test_whoever_deletes_a_note_reads_only_those_that_point_to_it(field):
    """SQLite asks this of each note that is deleted, and must not read the whole seminar for the answer."""
    query = f"EXPLAIN QUERY PLAN SELECT 1 FROM posts_post WHERE seminar_id = 1 AND {field}_id = 2"
    with connection.cursor() as cursor:
        [(*_numbers, plan)] = cursor.execute(query).fetchall()
    assert f"USING INDEX post_{field} " in plan


def test_the_garbage_collector_does_not_visit_what_was_loaded_at_the_start():
    script = "import gc, seminar.asgi; print(gc.get_freeze_count() > 10 * len(gc.get_objects()))"
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "True\n"
