"""Sets the report that it gets on standard input as JSON, and writes the PDF to standard output.

Run by itself, without Django. A character that no font on the machine has is replaced by its name, since a PDF with a
character that cannot be read is no PDF/UA, and Typst refuses to write it.
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
SURE = "\u02ff"  # the fonts that Typst brings along have every letter up to this one
# What only joins or changes the emoji before it, and cannot be seen by itself: joiners, variants, tones of skin, tags.
DROPPED = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
LONG_WORD = re.compile(r"\S{40}(?=\S)")  # may be broken here, or it would run over the margin
BREAK = "\u200b"


def pdf(document: dict[str, Any]) -> bytes:
    compiler = typst.Compiler(root=str(HERE), font_paths=typst.Fonts())
    text = LONG_WORD.sub(rf"\g<0>{BREAK}", DROPPED.sub("", "\n".join(_strings(document))))
    missing = {character: _name(character) for character in _missing(compiler, sorted(set(text)))}

    def readable(text: str) -> str:
        text = LONG_WORD.sub(rf"\g<0>{BREAK}", DROPPED.sub("", text))
        return "".join(missing.get(character, character) for character in text) if missing else text

    inputs = {"data": json.dumps(_mapped(document, readable))}
    try:
        return _compiled(compiler, inputs, ["ua-1"])
    except typst.TypstError:
        # Such as characters that have glyphs alone and none together. The file has tags too, and claims no standard.
        return _compiled(compiler, inputs, [])


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
    source = b'#set document(title: "?")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.data))'
    inputs = {"data": json.dumps(" ".join(characters))}
    try:
        compiler.compile(source, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


def _name(character: str) -> str:
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return "" if unicodedata.category(character) in ("Cf", "Cn", "Co", "Mn") else f"[{name}]"


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf(json.load(sys.stdin.buffer)))
