"""Repair of what an export did to a text: every change kept as a pair (raw, repaired) that can be shown and refused."""

from posts.walls.repair.kinds import kind
from posts.walls.repair.mend import mend
from posts.walls.repair.pairs import put_back, undo

__all__ = ["kind", "mend", "put_back", "undo"]
