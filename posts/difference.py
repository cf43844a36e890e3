"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["same", "gone", "new"], str]


def difference(before: str, after: str) -> list[Part]:
    """Stretches in reading order. "same" and "gone" together make `before`; "same" and "new" together make `after`."""
    old, new = _words(before), _words(after)
    parts: list[Part] = []
    for tag, i, j, k, n in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(old[i:j])))
            continue
        if j > i:
            parts.append(("gone", "".join(old[i:j])))
        if n > k:
            parts.append(("new", "".join(new[k:n])))
    return parts


def _words(text: str) -> list[str]:
    """Each word with the space after it: apart, the many equal spaces would break up what difflib can match."""
    return re.findall(r"\S+\s*|\s+", text)
