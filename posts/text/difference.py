"""The difference between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["same", "gone", "new"], str]


def difference(before: str, after: str) -> list[Part]:
    """Parts in reading order. "same" and "gone" together make `before`; "same" and "new" together make `after`."""
    old, new = _words(before), _words(after)
    parts: list[Part] = []
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(old[old_start:old_end])))
            continue
        if old_end > old_start:
            parts.append(("gone", "".join(old[old_start:old_end])))
        if new_end > new_start:
            parts.append(("new", "".join(new[new_start:new_end])))
    return parts


def whole(heading: str, text: str) -> str:
    """What is compared of a note or a theme: the heading, where there is one, on a line of its own."""
    return "\n".join(part for part in (heading, text) if part)


def _words(text: str) -> list[str]:
    """Each word with the space after it. As separate items, the many equal spaces would mislead difflib."""
    return re.findall(r"\S+\s*|\s+", text)
