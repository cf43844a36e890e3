"""No text makes a regular expression of the server take long: its time grows with the text, not with its square.

Those that read a stranger's file (posts/walls/) run in a process of their own with a limit on its time.
"""

import importlib
import pkgutil
import re
import time
from pathlib import Path

import pytest

import posts
import seminar
import themes

pytestmark = pytest.mark.once
SIZE = 20_000  # characters, as many as a note has at most
LONGEST = 0.15  # seconds of processor time
PARTS = ["a", "A", "1", " ", "\n", "-", "#", "_", "*", "`", "(", "&#", "a ", "1. ", "- ", "---\n", " \n", "/s/", '"']
USE = re.compile(r"\b([A-Z_]{3,})\.(search|match|fullmatch|sub|split|findall|finditer)\(")
NOT_HERE = ("posts.walls", "migrations", "management", "settings", "asgi")


def patterns() -> dict[str, re.Pattern]:
    names = {}
    for package in (seminar, posts, themes):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in found.name for part in NOT_HERE):
                for name, value in vars(importlib.import_module(found.name)).items():
                    if isinstance(value, re.Pattern):
                        names[f"{found.name}.{name}"] = value
    return names


def methods() -> dict[str, set[str]]:
    """How each is used, by its name."""
    used: dict[str, set[str]] = {}
    for package in (seminar, posts, themes):
        for file in Path(package.__path__[0]).rglob("*.py"):
            for name, method in USE.findall(file.read_text()):
                used.setdefault(name, set()).add(method)
    return used


def seconds(pattern: re.Pattern, method: str, text: str) -> float:
    began = time.thread_time()
    found = pattern.sub("", text) if method == "sub" else getattr(pattern, method)(text)
    list(found or ()) if method == "finditer" else None
    return time.thread_time() - began


def test_no_text_of_20_000_characters_takes_long():
    used, slow, tried = methods(), {}, 0
    for name, pattern in patterns().items():
        for method in used.get(name.rpartition(".")[2], {"search"}):
            for part in PARTS:
                for end in ("", "!"):
                    took = seconds(pattern, method, part * (SIZE // len(part)) + end)
                    tried += 1
                    if took > LONGEST:  # another process may have used the processor's caches meanwhile
                        took = min(took, seconds(pattern, method, part * (SIZE // len(part)) + end))
                    if took > LONGEST:
                        slow[name, method, part + end] = took
    assert tried > 1000 and slow == {}


def test_one_that_grows_with_the_square_is_found():
    assert seconds(re.compile(r"\s+$"), "search", " " * SIZE + "!") > LONGEST
