"""The child process of sandbox.py. It has no environment variables, a temporary folder, and the limits below.

It reads no file of the server and opens no connection (seminar/server/confinement.py). Where the system does not
support a limit (macOS does not limit memory), the parent's time limit still applies.
"""

import sys

import msgspec

from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.sandbox import LARGEST_ANSWER, MIB, Answer
from seminar.server.confinement import confine

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

LIMITS = {"AS": 512 * MIB, "CPU": 15, "FSIZE": LARGEST_ANSWER, "NOFILE": 64, "NPROC": 0, "CORE": 0}  # CPU in seconds


GROWING = ("AS", "CPU", "FSIZE")


def main(times: int = 1) -> None:
    """`times` is how many times as much as usual it may use."""
    confine()
    _limit(times)
    name = msgspec.json.decode(sys.stdin.buffer.readline(), type=str)
    try:
        answer = Answer(wall=read(sys.stdin.buffer.read(), name, times))
    except Refused as refused:
        where = {key: value if isinstance(value, int) else str(value) for key, value in refused.where.items()}
        answer = Answer(refused=refused.code, where=where)
    except (MemoryError, RecursionError):
        answer = Answer(refused="too-heavy")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit(times: int) -> None:
    for name, most in LIMITS.items() if resource else ():
        limit = most * times if name in GROWING else most
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
        except (AttributeError, ValueError, OSError):
            continue  # has another name on this system, or is lower already
