"""The kind of a repair, so that repairs can be shown in groups."""

from typing import Literal

from posts.walls.repair.characters import DAMAGED
from posts.walls.repair.encodings import is_wrong
from posts.walls.repair.letters import LIGATURES
from posts.walls.repair.pairs import core

RepairKind = Literal["encoding", "letters", "signs", "gap", "lines", "space"]


def kind_of(raw: str, repaired: str) -> RepairKind:
    """Letters read in the wrong `encoding`, `letters` lost in ligatures, other lost characters (`signs`), a `gap` in a
    word, joined `lines`, or a `space`.
    """
    at, before, after = core(raw, repaired)
    if "\n" in before:
        return "lines"
    if is_wrong(before) or (before and not before.isspace() and not DAMAGED.search(before) and not before.isalpha()):
        return "encoding"
    if before and before in LIGATURES:
        return "letters"
    if DAMAGED.search(before):
        return "letters" if after.isalpha() else "signs"
    in_word = raw[at - 1 : at].isalpha() and raw[at + 1 : at + 2].isalpha()
    return "gap" if before == " " and not after and in_word else "space"
