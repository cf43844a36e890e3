"""Three rooms, one direction: themes may import posts and seminar, posts may import seminar, seminar neither."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {"seminar": {"seminar"}, "posts": {"posts", "seminar"}, "themes": {"themes", "posts", "seminar"}}
FORBIDDEN_NAMES = {"utils", "common", "core", "services", "helpers", "signals"}


def imports(path: Path) -> set[str]:
    """Top-level packages that a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def files(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_point_one_way(room):
    strays = {str(path): imports(path) & set(ALLOWED) - ALLOWED[room] for path in files(room)}
    assert {path: names for path, names in strays.items() if names} == {}


def test_readers_know_nothing_of_django():
    strays = [path for path in (ROOT / "posts" / "walls").rglob("*.py") if "django" in imports(path)]
    assert strays == []


def test_no_room_has_a_drawer_for_everything():
    names = {path.stem for room in ALLOWED for path in (ROOT / room).rglob("*")}
    assert names & FORBIDDEN_NAMES == set()
