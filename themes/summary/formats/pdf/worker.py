"""Sets the report that it gets on standard input as JSON, and writes the PDF to standard output.

Run by itself, without Django. A character that no font on the machine has is replaced by its name, since a PDF with a
character that cannot be read is no PDF/UA, and Typst refuses to write it. The first page then says so.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATE = HERE / "report.typ"
FONTS = typst.Fonts(font_paths=[str(HERE / "fonts")])  # with those of Typst and of the machine
# A document of nothing but characters, in the fonts of the template.
CHARACTERS = b"""#set document(title: "?")
#set text(font: ("Libertinus Serif", "Noto Emoji"))
#json(bytes(sys.inputs.data))
"""
SURE = "\u02ff"  # the fonts that Typst brings along have every letter up to this one
LONG_WORD, PART = re.compile(r"\S{41,}"), re.compile(r"\S{10}(?=\S)")
BREAK = "\u200b"  # between the parts of a long word, or it would run over the margin


def pdf(document: dict[str, Any]) -> bytes:
    compiler = typst.Compiler(root=str(HERE), font_paths=FONTS)
    text = _breakable("\n".join(_strings(document)))
    missing = {character: _name(character) for character in _missing(compiler, sorted(set(text)))}

    def readable(text: str) -> str:
        text = _breakable(text)
        return "".join(missing.get(character, character) for character in text) if missing else text

    printed = _mapped(document, readable)
    printed["notice"] = document["notice_of_names"] if any(missing.values()) else ""
    inputs = {"data": json.dumps(printed)}
    try:
        return _compiled(compiler, inputs, ["ua-1"])
    except typst.TypstError:
        # Such as characters that have glyphs alone and none together. The file has tags too, and claims no standard.
        return _compiled(compiler, inputs, [])


def _breakable(text: str) -> str:
    return LONG_WORD.sub(lambda word: PART.sub(rf"\g<0>{BREAK}", word[0]), text)


def _compiled(compiler: typst.Compiler, inputs: dict[str, str], standards: list[Any]) -> bytes:
    result = compiler.compile(str(TEMPLATE), format="pdf", sys_inputs=inputs, pdf_standards=standards)
    assert isinstance(result, bytes)  # more than one file comes of pictures only
    return result


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _mapped(value: Any, function: Any) -> Any:
    if isinstance(value, str):
        return function(value)
    if isinstance(value, list):
        return [_mapped(item, function) for item in value]
    return {key: _mapped(item, function) for key, item in value.items()} if isinstance(value, dict) else value


def _missing(compiler: typst.Compiler, characters: list[str]) -> list[str]:
    """Those that no font has, found by halving: most texts have none."""
    unsure = [one for one in characters if one > SURE and not one.isspace() and one != BREAK]
    if not unsure or _can_set(compiler, unsure):
        return []
    if len(unsure) == 1:
        return unsure
    half = len(unsure) // 2
    return _missing(compiler, unsure[:half]) + _missing(compiler, unsure[half:])


def _can_set(compiler: typst.Compiler, characters: list[str]) -> bool:
    inputs = {"data": json.dumps(" ".join(characters))}
    try:
        compiler.compile(CHARACTERS, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


def _name(character: str) -> str:
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return "" if unicodedata.category(character) in ("Cf", "Cn", "Co", "Mn") else f"[{name}]"


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf(json.load(sys.stdin.buffer)))
