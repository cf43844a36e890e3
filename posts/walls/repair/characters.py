"""Characters that an export lost: colons, brackets and dashes beside capitals and digits.

Padlet sets its headers in the font Inter, which draws these characters in a special form there. An export that does not
say what the form means gives U+FFFD or a private-use character instead.
"""

import re

LOST = "\ufffd"
PRIVATE = "\ue000-\uf8ff"
DAMAGED = re.compile(f"[{LOST}{PRIVATE}]+")
MEANING = {"\ue081": "(", "\ue082": ")", "\ue088": "-", "\ue092": ":"}  # Inter 4.1, as several readers give them

KNOWN = re.compile(f"[{''.join(MEANING)}]")
BETWEEN_DIGITS = re.compile(rf"(?<=\d)[{LOST}{PRIVATE}](?=\d)")
BETWEEN_CAPITALS = re.compile(rf"(?<=[^\W\d_] ){LOST}(?= [^\W\d_])")
LONE = re.compile(rf"(?<!{LOST}){LOST}(?!{LOST})")


def dash(match: re.Match[str]) -> str | None:
    """A dash for a match of BETWEEN_CAPITALS that has a capital on each side, else None."""
    text, at = match.string, match.start()
    return "-" if text[at - 2].isupper() and text[at + 2].isupper() else None


def brackets(text: str) -> dict[int, str]:
    """Lost brackets by their index: an opening one before a capital and a closing one after, on the same line."""
    brackets: dict[int, str] = {}
    opened, searched = -1, 0
    for match in LONE.finditer(text):
        at = match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if text.find("\n", searched, at) >= 0:
            opened = -1
        searched = at
        if after.isupper() and not before.strip():
            opened = at
        elif opened >= 0 and (before.isupper() or before.isdigit()) and not after.isalnum():
            brackets |= {opened: "(", at: ")"}
            opened = -1
    return brackets
