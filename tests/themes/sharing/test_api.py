"""What a program reads with the key of a seminar, and what the description of the API says of it."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from seminar.models import ApiKey
from tests.world import World, person_client
from themes.sharing.api import MOST_A_MINUTE
from themes.sharing.links import FORMATS, Link
from themes.sharing.openapi import description
from themes.summary.formats import WRITERS
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"#/components/schemas/(\w+)")


@pytest.fixture
def world(db):
    cache.clear()
    return World("a")


@pytest.fixture
def key(world):
    return ApiKey.objects.make(seminar=world.seminar, by=world.organizer)


def test_a_file_of_too_many_notes_is_refused_with_a_sentence(world, key, monkeypatch):
    monkeypatch.setattr("themes.summary.formats.FEW", 1)
    assert ask(world, key, "summary/csv/").status_code == 200
    answer = ask(world, key, "summary/csv/?names=masked")
    assert (answer.status_code, answer.content) == (
        409,
        b"A file of this kind has at most 1 notes here. Log in to get a larger one.",
    )


def ask(world, key, rest="summary/", **headers):
    return Client().get(f"/api/s/{world.seminar.slug}/{rest}", headers={"authorization": f"Bearer {key}"} | headers)


def fits(value, schema, schemas):
    """What in the value is not as the schema says, by a reader of schemas that knows what ours use."""
    if "$ref" in schema:
        return fits(value, schemas[PLACE.match(schema["$ref"])[1]], schemas)
    if "anyOf" in schema:
        return min((fits(value, one, schemas) for one in schema["anyOf"]), key=len)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    unknown = schema.keys() - {
        "$ref", "anyOf", "type", "title", "description", "properties", "required", "items", "default", "enum", "const",
        "additionalProperties", "format", "minItems", "maxItems", "prefixItems",
    }  # fmt: skip
    assert not unknown
    if "enum" in schema or "const" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [value]
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return [f"{value!r} is no {schema['type']}"]
    wrong = []
    if isinstance(value, dict):
        wrong += [f"{name} is missing" for name in schema.get("required", []) if name not in value]
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, item in value.items():
            if name in known:
                wrong += fits(item, known[name], schemas)
            elif isinstance(others, dict):
                wrong += fits(item, others, schemas)
            else:
                wrong.append(f"{name} is not described")
    if isinstance(value, list):
        items = schema.get("prefixItems") or [schema["items"]] * len(value)
        wrong += [fault for item, one in zip(value, items, strict=True) for fault in fits(item, one, schemas)]
    return wrong


def test_the_answer_is_the_summary_and_as_the_description_says(world, key):
    document = ask(world, key).json()
    served = Client().get("/api/openapi.json").json()
    schemas = served["components"]["schemas"]
    wrong = fits(document, schemas["Answer"], schemas)
    assert not wrong, wrong[:5]
    assert fits(document | {"more": 1}, schemas["Answer"], schemas) != []
    summary = Summary.of(world.seminar)
    notes = {note["uid"]: note["body"] for note in document["summary"]["notes"]}
    assert notes == {note.uid: note.body for note in summary.notes}
    assert {one["name"]: one["notes"] for one in document["summary"]["themes"]} == {
        one.name: [note.uid for note in one.notes] for one in summary.themes
    }
    assert world.word("hidden now") not in json.dumps(document)
    assert served == json.loads(json.dumps(description("http://testserver")))


def test_every_path_and_format_of_the_description_answers(world, key):
    for path, methods in description("")["paths"].items():
        for format in FORMATS if "{format}" in path else [""]:
            address = path.replace("{slug}", world.seminar.slug).replace("{format}", format)
            response = Client().get(address, headers={"authorization": f"Bearer {key}"})
            assert response.status_code == 200, address
            content = methods["get"]["responses"]["200"]["content"]
            assert response["Content-Type"].partition(";")[0] in content
            assert "private" in response["Cache-Control"]
        assert set(methods) == {"get"}
        assert Client().post(address, headers={"authorization": f"Bearer {key}"}).status_code == 405


def test_names_can_be_left_out(world, key):
    shown, masked = (ask(world, key, f"summary/?names={names}") for names in ("shown", "left-out"))
    assert world.word("a group") in shown.content.decode()
    assert world.word("a group") not in masked.content.decode()
    assert ask(world, key, "summary/?names=none").status_code == 400


def test_an_answer_that_is_known_is_not_sent_again_until_something_changes(world, key):
    etag = ask(world, key)["ETag"]
    assert ask(world, key, **{"if-none-match": etag}).status_code == 304
    assert ask(world, key, "summary/?names=masked", **{"if-none-match": etag}).status_code == 200
    world.visible.hide(by=world.facilitator)
    assert ask(world, key, **{"if-none-match": etag}).status_code == 200


def test_without_the_key_of_the_seminar_nothing_is_there(world, key):
    other = World("b")
    theirs = ApiKey.objects.make(seminar=other.seminar)
    for given in (theirs, key + "x", "", ApiKey.objects.get(seminar=world.seminar).digest):
        assert ask(world, given).status_code == 404
        assert ask(world, given, "summary/md/").status_code == 404
    assert person_client(world.organizer).get(f"/api/s/{world.seminar.slug}/summary/").status_code == 404
    for format in ("json", "qdpx", "xyz"):
        assert ask(world, key, f"summary/{format}/").status_code == 404
    assert {name for name, writer in WRITERS.items() if writer.editors} == {"json", "qdpx"}


def test_a_key_is_stored_as_a_hash_and_a_new_one_ends_the_one_before(world, key):
    row = ApiKey.objects.get(seminar=world.seminar)
    assert key not in repr(vars(row))
    new = ApiKey.objects.make(seminar=world.seminar)
    assert [ask(world, one).status_code for one in (key, new)] == [404, 200]
    ApiKey.objects.withdraw(seminar=world.seminar, by=world.organizer)
    assert ask(world, new).status_code == 404
    assert key not in repr(list(world.seminar.changes.values()))


def test_a_key_asks_so_many_times_a_minute(world, key, monkeypatch):
    monkeypatch.setattr(
        "themes.sharing.api.timezone.now",
        lambda: timezone.datetime(2026, 3, 4, 12, 0, 20, tzinfo=timezone.get_default_timezone()),
    )
    answers = [ask(world, key, **{"if-none-match": "*"}).status_code for _ in range(MOST_A_MINUTE + 1)]
    assert set(answers[:-1]) <= {200, 304} and answers[-1] == 429
    assert ask(world, key)["Retry-After"] == "40"


def test_a_link_gives_one_file_until_it_ends_or_the_key_is_withdrawn(world, key, monkeypatch):
    row = ApiKey.objects.get(seminar=world.seminar)
    token = Link.to(row, "csv", "masked", 7).token
    address = f"/s/{world.seminar.slug}/file/{token}/"
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert world.word("a group") not in response.content.decode()
    other = World("b")
    assert Client().get(f"/s/{other.seminar.slug}/file/{token}/").status_code == 404
    for changed in (token[:-1], token.replace(":", "."), "x"):
        assert Client().get(f"/s/{world.seminar.slug}/file/{changed}/").status_code == 404
    assert Client().get(f"/s/{world.seminar.slug}/file/{Link.to(row, 'json', 'shown', 1).token}/").status_code == 404
    late = timezone.now() + timedelta(days=8)
    with monkeypatch.context() as later:
        later.setattr("themes.sharing.links.timezone.now", lambda: late)
        assert Client().get(address).status_code == 404
    ApiKey.objects.make(seminar=world.seminar)
    assert Client().get(address).status_code == 404


def test_the_organizer_makes_a_key_that_is_shown_once_and_a_link(world):
    client, base = person_client(world.organizer), f"/s/{world.seminar.slug}/finish/key/"
    ApiKey.objects.withdraw(seminar=world.seminar)
    assert "rundebord_" not in client.get(base).content.decode()
    [key] = re.findall(r"rundebord_[\w-]+", client.post(f"{base}new/").content.decode())
    assert ask(world, key).status_code == 200
    assert key not in client.get(base).content.decode()
    page = client.post(f"{base}link/", {"format": "md", "names": "left-out", "days": 3}).content.decode()
    [address] = re.findall(r'href="http://testserver(/s/[^"]+/file/[^"]+)"', page)
    assert Client().get(address).status_code == 200
    assert client.post(f"{base}link/", {"format": "json", "names": "shown", "days": 99}).status_code == 422
    client.post(f"{base}withdrawal/")
    assert Client().get(address).status_code == 404
    assert person_client(world.facilitator).get(base).status_code == 404
