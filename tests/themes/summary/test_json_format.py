"""docs/json-format.md says what the writer and the reader of our own JSON do."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from posts.importing.confirm import confirm
from posts.models import Import
from posts.records.kinds import KINDS
from posts.walls.formats import own_shapes
from posts.walls.sandbox import parse
from seminar.models import Group
from tests import make
from themes.summary.formats import json as writer

DOCUMENT = (Path(__file__).parents[3] / "docs" / "json-format.md").read_text(encoding="utf-8")
EXAMPLE = DOCUMENT.split("```json\n")[1].split("```")[0]
FREE = {"attributes", "reactions", "fields", "points"}  # objects whose keys are free
READER = msgspec.inspect.type_info(own_shapes.OwnDocument)


def documented_keys() -> dict[str, bool]:
    """The path of every key in the tables, and whether it is required."""
    keys = {}
    for section in re.split(r"^### ", DOCUMENT, flags=re.MULTILINE)[1:]:
        path = re.match(r"`(.+)`", section)[1]
        for key, absence in re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| [^|]*\|$", section, flags=re.MULTILINE):
            keys[f"{path}.{key}"] = absence == "refused"
    return keys


def read_keys(type: msgspec.inspect.Type, path: str = "$") -> dict[str, bool]:
    """The path of every key that the reader knows, and whether it is required."""
    if isinstance(type, msgspec.inspect.ListType):
        return read_keys(type.item_type, f"{path}[]")
    if isinstance(type, msgspec.inspect.UnionType):
        return {key: required for member in type.types for key, required in read_keys(member, path).items()}
    if not isinstance(type, msgspec.inspect.StructType):
        return {}
    keys = {f"{path}.{field.name}": field.required for field in type.fields}
    for field in type.fields:
        keys |= read_keys(field.type, f"{path}.{field.name}")
    return keys


def written_names() -> set[str]:
    """The names of all keys in the writer's source, so that none is missed that no example happens to have."""
    tree = ast.parse(Path(writer.__file__).read_text(encoding="utf-8"))
    dicts = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    names = {key.value for node in dicts for key in node.keys if isinstance(key, ast.Constant)}
    in_rows = {field.name for kind in KINDS.values() for field in (*kind.fields, *kind.many)}
    names |= {"seminar"}  # a key of the document, which is written without a dictionary
    return names | set(Group.FIELDS) | in_rows | KINDS.keys() | {"format", "version", "rows"}


def used_keys(value: object, path: str = "$") -> set[str]:
    """The path of every key in a JSON document."""
    if isinstance(value, list):
        return {key for item in value for key in used_keys(item, f"{path}[]")}
    if not isinstance(value, dict) or path.rpartition(".")[2] in FREE:
        return set()
    return {f"{path}.{key}" for key in value} | {
        deeper for key, item in value.items() for deeper in used_keys(item, f"{path}.{key}")
    }


def test_the_tables_name_exactly_the_keys_that_the_reader_knows_and_which_are_required():
    assert documented_keys() == read_keys(READER)


def test_the_tables_name_exactly_the_keys_that_the_writer_writes():
    assert {path.rpartition(".")[2] for path in documented_keys()} == written_names()


def test_the_example_uses_every_key():
    documented = {key for key in documented_keys() if not key.startswith("$.rows")}
    assert used_keys(msgspec.json.decode(EXAMPLE)) == documented


@pytest.mark.django_db
def test_the_example_is_read_and_written_back_equal():
    data = EXAMPLE.encode()
    person = make.person("Bjarte")
    imported = Import.objects.keep(parse(data, "example.json"), data=data, name="example.json", by=person)
    written, _comma, _rows = writer.dump(confirm(imported, by=person)).decode().partition(',\n  "rows"')
    assert f"{written}\n}}\n" == EXAMPLE


def test_the_rows_of_the_reader_are_the_models_fields():
    """So that a new field is in both, or in the list of what is left out."""
    [rows] = [field.type for field in READER.fields if field.name == "rows"]
    [kinds] = [one for one in rows.types if isinstance(one, msgspec.inspect.StructType)]
    read = {kind.name: {field.name for field in kind.type.item_type.fields} for kind in kinds.fields}
    assert read == {key: {field.name for field in (*kind.fields, *kind.many)} for key, kind in KINDS.items()}


def test_the_states_of_a_post_are_those_that_the_reader_knows():
    [table] = re.findall(r"\| State \| Meaning \|\n(?:\|.*\n)+", DOCUMENT)
    [posts] = [field.type for field in READER.fields if field.name == "posts"]
    [state] = [field.type for field in posts.item_type.fields if field.name == "state"]
    assert set(re.findall(r"^\| `(\w+)` ", table, flags=re.MULTILINE)) == set(state.values)
