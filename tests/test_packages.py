"""Three packages, one direction, and no cycles between the folders inside a package."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from seminar import events

ROOT = Path(__file__).parents[1]
ALLOWED = {"seminar": {"seminar"}, "posts": {"posts", "seminar"}, "themes": {"themes", "posts", "seminar"}}
FORBIDDEN_NAMES = {"utils", "common", "core", "services", "helpers", "signals"}
MOST_MODULES_IN_A_ROOT = 10
# Django gives a row relations to what points at it. They are the only way to the package on the left, and these files
# use them (docs/architecture.md).
RELATIONS = {
    "seminar": (
        r"\.(posts|drafts)\b|seminar\.(themes|weighings)\b",
        {
            "seminar/models/copying.py",
            "seminar/models/group.py",
            "seminar/models/hall.py",
            "seminar/models/ordered.py",
            "seminar/models/round.py",
            "seminar/models/scribe.py",
            "seminar/models/seminar.py",
        },
    ),
    "posts": (
        r"\.placements\b|self\.quotes\b|seminar\.(themes|weighings|flags|quotes)\b",
        {
            "posts/models/merging.py",
            "posts/models/splitting.py",
            "posts/importing/loader.py",
            "posts/walls/formats/own_row_checks.py",
            "posts/walls/formats/refi_project.py",
            "posts/rehearsal/rehearsal.py",
        },
    ),
}


def python_files(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


MODULES = {module_of(path): path for room in ALLOWED for path in python_files(room)}


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path: Path) -> list[tuple[str, list[str]]]:
    """Each module that the file imports from, wherever in the file it does so, with the names it takes."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                found.append((whole, []) if whole in MODULES else (module, [alias.name]))
    return found


def imported_modules(path: Path) -> set[str]:
    return {module for module, _names in imports(path)}


def folder_of(module: str) -> str:
    """`themes.board.views` lies in `themes.board`; a module in a root is a folder of its own."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_point_one_way(room):
    rooms = {str(path): {module.partition(".")[0] for module in imported_modules(path)} for path in python_files(room)}
    strays = {path: names & set(ALLOWED) - ALLOWED[room] for path, names in rooms.items()}
    assert {path: names for path, names in strays.items() if names} == {}


@pytest.mark.parametrize("room", ALLOWED)
def test_the_folders_of_a_package_do_not_import_each_other_in_a_circle(room):
    """A folder's urls.py and settings name everything; nothing imports them."""
    arrows = defaultdict(set)
    for path in python_files(room):
        here = folder_of(module_of(path))
        for module in imported_modules(path):
            there = folder_of(module)
            if there != here and there.startswith(f"{room}."):
                arrows[here].add(there)
    assert circles(arrows) == []


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Each way that leads from a folder back to it, as a list of folders."""
    found = []

    def walk(way: list[str]) -> None:
        for there in sorted(arrows.get(way[-1], ())):
            if there == way[0]:
                found.append(way)
            elif there not in way and there > way[0]:
                walk([*way, there])

    for start in sorted(arrows):
        walk([start])
    return found


def test_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}}) == []


def test_no_module_takes_the_private_names_of_another():
    strays = [
        f"{path.relative_to(ROOT)}: {name} of {module}"
        for path in MODULES.values()
        for module, names in imports(path)
        for name in names
        if name.startswith("_") and module.partition(".")[0] in ALLOWED
    ]
    assert strays == []


def test_readers_know_nothing_of_django():
    walls = python_files("posts/walls")
    assert [path for path in walls if any(name.partition(".")[0] == "django" for name in imported_modules(path))] == []


@pytest.mark.parametrize("room", ALLOWED)
def test_a_root_holds_few_modules(room):
    loose = [path.name for path in (ROOT / room).glob("*.py") if path.name != "__init__.py"]
    assert len(loose) <= MOST_MODULES_IN_A_ROOT, loose


def test_no_package_has_a_drawer_for_everything():
    names = {path.stem for room in ALLOWED for path in (ROOT / room).rglob("*")}
    assert names & FORBIDDEN_NAMES == set()


@pytest.mark.parametrize("room", RELATIONS)
def test_a_package_reaches_the_next_one_only_in_the_declared_files(room):
    relation, declared = RELATIONS[room]
    using = {
        str(path.relative_to(ROOT))
        for path in python_files(room)
        if re.search(relation, path.read_text(encoding="utf-8"))
    }
    assert using == declared


def test_a_file_that_is_named_exists():
    """Comments, docstrings and documents name files by their path; each must be there, or in ../shared."""
    path_like = re.compile(r"(?<![\w./-])((?:seminar|posts|themes|templates|static|tests|docs)/[\w./-]+\.\w+)")
    shared_like = re.compile(r"\b(design|house|security|peers|padlet-formats|performance|libraries|style)\.md\b")
    texts = [*MODULES.values(), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), *(ROOT / "tests").rglob("*.py")]
    missing = []
    for path in texts:
        text = path.read_text(encoding="utf-8")
        missing += [f"{path.name}: {name}" for name in path_like.findall(text) if not is_there(name)]
        for found in shared_like.finditer(text):
            before = text[: found.start()]
            if not before.endswith(("docs/", "../shared/")) and not (path.parent / found[0]).exists():
                missing.append(f"{path.name}: {found[0]}")
    assert missing == []


def is_there(name: str) -> bool:
    """Templates and static files are named from their own folders."""
    return any((ROOT / folder / name).exists() for folder in (".", "templates", "static"))


def test_each_event_is_declared_once_with_a_sentence_or_for_the_stream_only():
    declared = list(events.declared())
    assert len(declared) > 70
    assert [one.code for one in declared if not (one.sentence or one.stream_only)] == []
    with pytest.raises(ValueError):
        events.event(declared[0].code, "Twice")
    with pytest.raises(ValueError):
        events.event("post.without_sentence")


def test_each_declared_event_is_recorded_somewhere():
    used = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for path in MODULES.values()
        for node in nodes(path)
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load)
    }
    names = {
        target.id
        for room in ALLOWED
        for node in ast.parse((ROOT / room / "events.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "event"
        for target in node.targets
    }
    assert names - used == set()
