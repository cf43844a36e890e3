"""Every refusal and every doubt has a sentence, and gives the sentence what it names."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from posts.importing.sentences import ALARMS, DOUBTS, REFUSALS, alarm, doubt, refusal
from posts.walls.refused import Refused
from posts.walls.wall import Alarm

POSTS = Path(__file__).parents[3] / "posts"
WALLS = POSTS / "walls"


def raised() -> list[tuple[str, set[str]]]:
    """The code and the names of the keyword arguments of each refusal in the source."""
    calls = [node for path in POSTS.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    refusals = []
    for call in (node for node in calls if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        if call.func.id == "Refused":
            refusals += [(code, {word.arg for word in call.keywords}) for code in constants(call.args[0])]
        if call.func.id == "shaped":
            refusals += [(code, {"path"}) for code in constants(call.args[2])]
    return refusals


def constants(node: ast.expr) -> list[str]:
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant)]


MADE = {"place"}  # from a line or a cell


def test_every_refusal_has_a_sentence_and_gives_what_it_names():
    for code, places in raised():
        assert set(re.findall(r"%\((\w+)\)s", str(REFUSALS[code]))) <= places | MADE, code


def test_every_sentence_is_used():
    assert set(REFUSALS) == {code for code, _ in raised()}


def test_every_doubt_has_a_sentence():
    source = "".join(path.read_text("utf-8") for path in WALLS.rglob("*.py"))
    codes = set(re.findall(r'"((?:lost|guessed|wrong)-[a-z]+)"', source))
    assert codes == set(DOUBTS)


def test_every_alarm_has_a_sentence_and_gives_what_it_names():
    source = "".join(path.read_text("utf-8") for path in WALLS.rglob("*.py"))
    codes = set(re.findall(r'Alarm\(\s*"([a-z-]+)"(?: if [^"]*"posts" else "([a-z-]+)")?', source))
    assert {code for pair in codes for code in pair if code} == set(ALARMS)
    assert all(alarm(Alarm(code, 3, 2, "Dato", 7)) for code in ALARMS)


def test_a_refusal_says_what_is_wrong_where_and_what_to_do():
    with override("en"):
        assert refusal(Refused("csv-quote", line=12, member="Posts.csv")) == (
            "In “Posts.csv”: A quotation mark is missing in the row that begins in line 12. Correct it and try again."
        )


def test_a_doubt_shows_its_excerpt():
    with override("en"):
        assert doubt("lost-sign: bord 3� : ja") == "A character is missing here: bord 3� : ja"


def test_a_code_without_a_sentence_is_an_error():
    with pytest.raises(KeyError):
        refusal(Refused("no-such-code"))
