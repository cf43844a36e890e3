"""Every refusal and every doubt has a sentence, and the sentence finds what it names."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from posts.sentences import DOUBTS, REFUSALS, doubt, refusal
from posts.walls.refused import Refused

WALLS = Path(__file__).parents[2] / "posts" / "walls"


def raised() -> list[tuple[str, set[str]]]:
    """The code and the names of the places of each refusal in the readers' source."""
    calls = [node for path in WALLS.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    found = []
    for call in (node for node in calls if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        if call.func.id == "Refused":
            found += [(code, {word.arg for word in call.keywords}) for code in constants(call.args[0])]
        if call.func.id == "shaped":
            found += [(code, {"path"}) for code in constants(call.args[2])]
    return found


def constants(node: ast.expr) -> list[str]:
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant)]


SPOT = {"place"}  # made of a line or a cell


def test_every_refusal_has_a_sentence_that_finds_its_places():
    for code, places in raised():
        assert set(re.findall(r"%\((\w+)\)s", str(REFUSALS[code]))) <= places | SPOT, code


def test_no_sentence_is_left_over():
    assert set(REFUSALS) == {code for code, _ in raised()}


def test_every_doubt_has_a_sentence():
    source = "".join(path.read_text("utf-8") for path in WALLS.rglob("*.py"))
    codes = set(re.findall(r'"((?:lost|guessed)-[a-z]+)"', source))
    assert codes == set(DOUBTS)


def test_a_refusal_says_what_where_and_what_to_do():
    with override("en"):
        assert refusal(Refused("csv-quote", line=12, member="Posts.csv")) == (
            "In “Posts.csv”: A quotation mark is missing in the row that begins in line 12. Put it right and try again."
        )


def test_a_doubt_shows_the_place():
    with override("en"):
        assert doubt("lost-sign: bord 3� : ja") == "A sign is lost here: bord 3� : ja"


def test_an_unknown_code_is_an_error_of_ours():
    with pytest.raises(KeyError):
        refusal(Refused("no-such-code"))
