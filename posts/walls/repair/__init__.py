"""Repairs what an export did to a text. Every change is kept as a pair (raw, repaired) that can be shown and undone."""

from posts.walls.repair.kinds import kind_of
from posts.walls.repair.pairs import core, undo
from posts.walls.repair.repair import repair_wall

__all__ = ["core", "kind_of", "repair_wall", "undo"]
