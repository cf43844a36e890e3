"""What the roads that a whole hall takes at once cost: queries and bytes, which do not depend on the machine.

At most these: a number may fall, and whoever makes it rise says why. Seconds are measured by `make bench`.
"""

import gzip
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import World, device_client, person_client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL adds its locks and its NOTIFY"),
]
# Who asks, for what, at most so many queries and kilobytes (compressed). A transaction counts as two queries.
COSTS = {
    "a note": ("device", lambda world: put(world, "write_note", str(uuid4()), base=0), 10, 1),
    "a draft": ("device", lambda world: put(world, "write_draft", version=2, base=None), 8, 1),
    "the scribe's page": ("device", lambda world: get(world, "write"), 8, 8),
    "the scribe's page again": ("device", lambda world: get(world, "write_now"), 9, 4),
    "the wall": ("viewer", lambda world: get(world, "wall"), 12, 8),
    "the room": ("organizer", lambda world: get(world, "room"), 25, 16),
    "the board": ("facilitator", lambda world: get(world, "board"), 27, 24),
    "a card and the counts": ("facilitator", lambda world: get(world, "board_cards", post=world.visible.pk), 23, 8),
    "a tag": ("facilitator", lambda world: post(world, "board_place", put=world.hidden_theme.pk), 40, 4),
    "a note that is read": ("facilitator", lambda world: post(world, "board_at"), 14, 1),
    "the stage": ("viewer", lambda world: get(world, "stage"), 30, 8),
    "the summary": ("viewer", lambda world: get(world, "summary"), 35, 16),
}


def get(world: World, name: str, **query):
    return lambda client: client.get(reverse(name, args=[world.seminar.slug]), query)


def post(world: World, name: str, **fields):
    data = {"post": world.visible.pk} | fields
    return lambda client: client.post(reverse(name, args=[world.seminar.slug]), data)


def put(world: World, name: str, *ids: str, **fields):
    data = {"round": world.round.uid, "question": world.question.uid, "body": "Ein benk ved brua."} | fields
    path = reverse(name, args=[world.seminar.slug, *ids])
    return lambda client: client.put(path, json.dumps(data), content_type="application/json")


def client_of(world: World, who: str) -> Client:
    return device_client(world.scribe) if who == "device" else person_client(getattr(world, who))


@pytest.mark.parametrize("name", COSTS)
def test_it_costs_no_more(name):
    who, request, most_queries, most_kilobytes = COSTS[name]
    world = World("costs")
    client, ask = client_of(world, who), request(world)
    client.get(reverse("home"))  # which lists the session, once
    ask(client)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = ask(client)
    import os

    if os.environ.get("COSTS"):
        open("/tmp/fast/costs.txt", "a").write(
            f"{name}: {len(queries)} {len(gzip.compress(answer.content)) / 1024:.1f} {answer.status_code}\n"
        )
    assert answer.status_code in (200, 204)
    kilobytes = len(gzip.compress(answer.content)) / 1024
    assert len(queries) <= most_queries, [query["sql"][:100] for query in queries]
    assert kilobytes <= most_kilobytes
