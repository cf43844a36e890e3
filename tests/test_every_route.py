"""Every address, with every method, for every kind of actor, with ids of another seminar: nothing crosses over.

A new address fails here until AUDIENCES says for whom it is, and `tests/routes.py` what stands for its parameters.
"""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from seminar.models import Person
from tests import make
from tests.routes import addresses, patterns, text_of
from tests.world import World, device_client, person_client

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LONG = bool(os.environ.get("LONG"))
METHODS = ["get", "post", "put", *(["head", "patch", "delete", "options"] if LONG else [])]
MOST_ROWS = None if LONG else 1
# Who visits leaves rows in these, wherever they go.
OWN_TABLES = re.compile(
    r"(INSERT INTO|UPDATE|DELETE FROM) \W?(?!django_session|seminar_failed|seminar_scribe\W? SET \W?seen)"
)

TOKENS = re.compile(r"""(csrfmiddlewaretoken" value="|csrftoken=)[\w-]+|expires=[^;]+""")

ORGANIZER, EDITORS, MEMBERS, SCRIBES, WALL, PEOPLE, ALL, PROGRAMS = (
    "organizer",
    "editors",
    "members",
    "scribes",
    "wall",
    "people",
    "all",
    "programs",
)
# The first that fits says who may use an address: those who reach the seminar in this way, or anyone with an account.
AUDIENCES = [
    (r"s/<slug:slug>/(setup|cards|devices|rehearsal|imports|finish|weighing|erasure)/", ORGANIZER),
    (r"s/<slug:slug>/(write|who|weigh)/", SCRIBES),
    (r"s/<slug:slug>/wall/do/", EDITORS),
    (r"s/<slug:slug>/(wall/|$)", WALL),
    (
        r"s/<slug:slug>/(live|changes|plan/|codebook/|stage/|hall/|summary/|summary/<str:format>/|board/|board/cards/|files/)$",
        MEMBERS,
    ),
    (r"s/<slug:slug>/files/<str:uid>/", ORGANIZER),  # who asked for the one of the World
    (r"s/<slug:slug>/summary/remarks/<str:section>/$", EDITORS),
    (r"s/<slug:slug>/posts/<str:uid>/$", MEMBERS),
    (r"s/<slug:slug>/(room|hall|board|themes|codebook|agreement|quotes|log|posts)/", EDITORS),
    (r"api/s/<slug:slug>/|s/<slug:slug>/file/", PROGRAMS),
    (r"api/openapi.json$", ALL),
    (r"import/<str:uid>/", ORGANIZER),
    (r"(import|seminars/new)/$", PEOPLE),
    (
        r"(accessibility/|language/|appearance/|\.well-known/security\.txt|sw\.js|j/|j/<str:key>|j/manifest\.webmanifest|r/<str:token>/|design/)?$",
        ALL,
    ),
    (r"\^?account/", ALL),
]
IN_AUDIENCE = {
    ORGANIZER: {"organizer"},
    EDITORS: {"organizer", "facilitator"},
    MEMBERS: {"organizer", "facilitator", "viewer"},
    SCRIBES: {"scribe", "scribe of another group"},
    PROGRAMS: set(),  # they have a key, and no cookie
    WALL: {"organizer", "facilitator", "viewer", "scribe", "scribe of another group"},
}
STRANGERS = ["anonymous", "scribe of another seminar", "organizer of another seminar"]
ACTORS: dict[str, Callable[[World, World], Client]] = {
    "anonymous": lambda here, there: person_client(None),
    "scribe": lambda here, there: device_client(here.scribe),
    "scribe of another group": lambda here, there: device_client(here.other_scribe),
    "scribe of another seminar": lambda here, there: device_client(there.scribe),
    "removed scribe": lambda here, there: device_client(here.removed_scribe),
    "viewer": lambda here, there: person_client(here.viewer),
    "facilitator": lambda here, there: person_client(here.facilitator),
    "organizer": lambda here, there: person_client(here.organizer),
    "organizer of another seminar": lambda here, there: person_client(there.organizer),
    "superuser": lambda here, there: person_client(Person.objects.create_superuser("root@example.org", make.PASSWORD)),
    "inactive": lambda here, there: inactive(here.organizer),
}


def inactive(person: Person) -> Client:
    """A browser in which the person logged in before the account was closed."""
    client = person_client(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    return client


def audience(pattern: str) -> str:
    for known, who in AUDIENCES:
        if re.match(known, pattern):
            return who
    pytest.fail(f"{pattern}: nothing says for whom it is. Add it to AUDIENCES in {__file__}.")


def may_use(actor: str, pattern: str) -> bool:
    who = audience(pattern)
    return who in (PEOPLE, ALL) or actor in IN_AUDIENCE[who]


def bodies(world: World) -> list[dict]:
    """What the forms and scripts send, with the ids of this world's rows in all the fields that name one."""
    rows = {
        "post": world.visible.pk, "posts": [world.visible.pk, world.hidden.pk], "into": world.theme.pk,
        "theme": world.theme.pk, "themes": [world.theme.pk], "parent": world.theme.pk, "source": world.seminar.pk,
        "group": world.group.pk, "round": world.round.pk, "question": world.question.pk, "merge": world.group_merge.pk,
        "example_post": world.visible.pk, "first": world.organizer.pk, "second": world.facilitator.pk,
        "person": world.facilitator.pk, "passage": world.theme.placements.first().passages.first().pk,
        "change": world.seminar.changes.last().pk, "seminar": world.seminar.slug, "like": world.seminar.pk,
        "number": world.seminar.last_change, "target": world.target.pk, "group_a": world.group.pk, "text": "Ord",
        "hide": world.target.pk, "lock": world.visible.pk, "approve": f"{world.visible.pk}-1", "wall": "freeze",
    }  # fmt: skip
    words = {
        "name": "Nytt", "title": "Nytt", "body": "Ord", "state": "hidden", "reason": "Difor", "email": "ny@example.org",
        "role": "viewer", "door": "out", "notes": "hide", "step": "1", "used": "no", "do": "away", "confirm": "1",
        "agree": "on", "lose": "9", "expected": "1", "revision": "1", "start": "0", "end": "3", "size": "1",
    }  # fmt: skip
    device = {"round": world.round.uid, "question": world.question.uid, "note": world.visible.uid, "body": "Ord",
              "base": 1, "version": 9, "state": "withdrawn"}  # fmt: skip
    return [words | rows, words | rows | {"into": world.group.pk, "post": world.hidden.pk, "state": "visible"}, device]


def requests(paths: list[str], bodies: list[dict]) -> Iterator[tuple[str, str, dict]]:
    """Each a method, an address and what is given to the test client. All bodies only in the long run."""
    *forms, device = bodies
    for path, method in product(paths, METHODS):
        writing = "/write/" in path
        if method == "post":
            yield from ((method, path, {"data": form}) for form in forms[: None if LONG else 1])
        if (method != "post" or writing) and (LONG or writing or method != "put"):
            body = {"data": device, "content_type": "application/json"}
            yield method, path, {} if method in ("get", "head", "options") else body


def snapshot(world: World) -> dict[str, list]:
    """Every row of the seminar, in every table that has one."""
    tables = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "seminar" in names:
            tables[model.__name__] = sorted(model.objects.filter(seminar=world.seminar).values_list(), key=repr)
    tables["Seminar"] = list(type(world.seminar).objects.filter(pk=world.seminar.pk).values_list())
    # That a device or a person was there is no change to what they have.
    tables["Scribe"] = sorted(
        type(world.scribe)
        .objects.filter(seminar=world.seminar)
        .values_list("pk", "group", "name", "removed_at", "uid"),
        key=repr,
    )
    return tables


class Walk:
    """One actor on every address. What is done on an address is taken back before the next one."""

    def __init__(self, actor: str, here: World, there: World):
        self.actor, self.client = actor, ACTORS[actor](here, there)
        self.client.raise_request_exception = False
        self.client.get("/sw.js")  # lists the session, which each request would do again
        self.cookies = self.client.cookies.copy()
        self.bodies = {world.name: bodies(world) for world in (here, there)}
        self.snapshots: dict[str, dict] = {}
        self.statuses: dict[str, set[int]] = {}
        self.faults: list[str] = []

    def ask(self, pattern: str, paths: list[str], world: World, *, untouched: World) -> None:
        """Asks with the ids of `world`. `untouched` must be as it was, and no answer may have a word of it."""
        wrote: list[str] = []
        before = snapshot(untouched) if LONG else self.first_snapshot(untouched)
        with transaction.atomic():
            with connection.execute_wrapper(noting_writes(wrote)):
                for method, path, sent in requests(paths, self.bodies[world.name]):
                    self.ask_once(pattern, method, path, sent, untouched)
            if wrote and snapshot(untouched) != before:
                self.faults.append(f"{self.actor} changed something by {pattern}")
            transaction.set_rollback(True)

    def answer(self, method: str, path: str, sent: dict) -> tuple[int, str]:
        """The status and the text, without the tokens that differ in each answer."""
        self.client.cookies = self.cookies.copy()
        response = getattr(self.client, method)(path, **sent)
        return response.status_code, TOKENS.sub(r"\1", text_of(response))

    def first_snapshot(self, world: World) -> dict[str, list]:
        """What is done is taken back, so that one is enough."""
        if world.name not in self.snapshots:
            self.snapshots[world.name] = snapshot(world)
        return self.snapshots[world.name]

    def ask_once(self, pattern: str, method: str, path: str, sent: dict, untouched: World) -> None:
        self.client.cookies = self.cookies.copy()
        response = getattr(self.client, method)(path, **sent)
        self.statuses.setdefault(pattern, set()).add(response.status_code)
        if response.status_code >= 500:
            self.faults.append(f"{self.actor} got {response.status_code} from {method} {path}")
        if untouched.name in text_of(response).replace(untouched.seminar.slug, ""):
            self.faults.append(f"{self.actor} read a word by {method} {path}")


def noting_writes(wrote: list[str]) -> Callable:
    def wrapper(execute, sql, params, many, context):
        if OWN_TABLES.match(sql):
            wrote.append(sql)
        return execute(sql, params, many, context)

    return wrapper


@pytest.fixture
def here():
    return World("herzz")


@pytest.fixture
def there():
    return World("derzz")


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are meant."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def keyed(pattern: str) -> bool:
    """Who has the code of a seminar may read its name and its groups, and join; who has the link, its result."""
    return pattern.startswith(("j/<", "r/<"))


def walks(here: World, there: World, actors: Iterable[str]) -> Iterator[Walk]:
    for actor in actors:
        with transaction.atomic():
            yield Walk(actor, here, there)
            transaction.set_rollback(True)


def test_no_address_tells_or_changes_anything_of_a_seminar_for_those_it_is_not_for(here, there):
    asked = 0
    for walk in walks(here, there, ACTORS):
        for pattern in patterns():
            if not keyed(pattern) and not may_use(walk.actor, pattern):
                walk.ask(pattern, addresses(pattern, here, most=MOST_ROWS), here, untouched=here)
        assert walk.faults == []
        asked += len(walk.statuses)
    assert asked > 700


def test_ids_of_another_seminar_lead_nowhere_in_an_address_or_in_a_form(here, there):
    """`own` shows that the actor reaches the address: the ids of the other seminar are in its form all the same."""
    for walk in walks(here, there, IN_AUDIENCE[WALL]):
        for pattern in patterns():
            if may_use(walk.actor, pattern) and not keyed(pattern):
                own = addresses(pattern, here, most=MOST_ROWS) if "<slug" in pattern else []
                paths = [*addresses(pattern, there, slug_of=here, most=MOST_ROWS), *own]
                walk.ask(pattern, list(dict.fromkeys(paths)), there, untouched=there)
        assert walk.faults == []
        unreached = {
            pattern: seen for pattern, seen in walk.statuses.items() if seen <= {403, 404} and "import" not in pattern
        }
        assert unreached == {}


def test_what_is_not_ones_own_and_what_does_not_exist_give_the_same_answer(here, there):
    """Nobody learns from an answer whether a seminar exists."""
    compared, slug = 0, here.seminar.slug
    nothing = "x" * len(slug)
    for walk in walks(here, there, STRANGERS):
        for pattern in patterns():
            if "<slug" not in pattern or may_use(walk.actor, pattern):
                continue
            [path, *_] = addresses(pattern, here, most=1)
            for method, sent in (("get", {}), ("post", {"data": walk.bodies[here.name][0]})):
                with transaction.atomic():
                    status, text = walk.answer(method, path, sent)
                    absent = walk.answer(method, path.replace(slug, nothing), sent)
                    transaction.set_rollback(True)
                assert (status, text.replace(slug, nothing)) == absent, (walk.actor, method, pattern)
                compared += 1
    assert compared > 500
