"""What sort of change a pair shows, for showing them in groups."""

from typing import Literal

from posts.walls.repair.letters import LIGATURES
from posts.walls.repair.pairs import core
from posts.walls.repair.signs import DAMAGED

Kind = Literal["letters", "signs", "gap", "lines", "space"]


def kind(raw: str, repaired: str) -> Kind:
    """`letters` lost in ligatures, other lost `signs`, a `gap` inside a word, joined `lines`, or a `space`."""
    at, was, now = core(raw, repaired)
    if "\n" in was:
        return "lines"
    if was and was in LIGATURES:
        return "letters"
    if DAMAGED.search(was):
        return "letters" if now.isalpha() else "signs"
    inside = raw[at - 1 : at].isalpha() and raw[at + 1 : at + 2].isalpha()
    return "gap" if was == " " and not now and inside else "space"
