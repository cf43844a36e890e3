"""The child's side of child.py. It has no environment, an empty folder that will be removed, and the limits below.

Where the system does not know a limit (macOS has no bound on memory) the parent's wall clock still holds.
"""

import sys

import msgspec

from posts.walls.child import ANSWER, MIB, Answer
from posts.walls.read import read
from posts.walls.refused import Refused

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

LIMITS = {"AS": 512 * MIB, "CPU": 15, "FSIZE": ANSWER, "NOFILE": 64, "NPROC": 0, "CORE": 0}  # CPU in seconds


def main() -> None:
    _limit()
    name = msgspec.json.decode(sys.stdin.buffer.readline(), type=str)
    try:
        answer = Answer(wall=read(sys.stdin.buffer.read(), name))
    except Refused as refused:
        where = {key: value if isinstance(value, int) else str(value) for key, value in refused.where.items()}
        answer = Answer(refused=refused.code, where=where)
    except (MemoryError, RecursionError):
        answer = Answer(refused="too-heavy")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit() -> None:
    for name, limit in LIMITS.items() if resource else ():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
        except (AttributeError, ValueError, OSError):
            continue  # known by another name here, or lower already
