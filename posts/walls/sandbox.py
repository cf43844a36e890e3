"""Reads an untrusted file in a child process, with hard limits and no access to secrets.

The child (sandbox_worker.py) gets the file on standard input and answers in JSON on standard output. The answer is
trusted no more than the file.
"""

import logging
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

import msgspec

from posts.walls.refused import Refused
from posts.walls.wall import Wall

MIB = 1024 * 1024
LARGEST = 20 * MIB  # bytes of a file
WALL_SECONDS = 18  # for one child
LONGEST_WAIT = 5  # seconds for a free slot; requests that wait longer would occupy all threads that serve pages
LARGEST_ANSWER = 80 * MIB  # bytes
# Where no page waits: on the command line of the server everything may be so many times as much.
TIMES = 20
ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from posts.walls.sandbox_worker import main; main(int(sys.argv[2]))"
)

FRAME = re.compile(r'File "[^"]*?([\w.<>]+)", line (\d+)')
# Two files at a time: with the limits of a child, more would leave too little memory and time to serve pages.
SLOTS = BoundedSemaphore(2)

logger = logging.getLogger(__name__)


class Answer(msgspec.Struct):
    """What the child writes: the wall, or the code and the places of its refusal."""

    wall: Wall | None = None
    refused: str = ""
    where: dict[str, int | str] = {}


def parse(data: bytes, name: str, times: int = 1) -> Wall:
    """The wall in a file; see reader.read, whose refusals it raises. Size, time and memory may be `times` as much.

    Raises Refused("too-large" or "too-large-here") as well; "too-heavy" where the child exceeds its limits; "busy"
    where other files take up all slots; and "unreadable" where the reader fails, which is logged.
    """
    if len(data) > times * LARGEST:
        raise too_large(times * LARGEST // MIB, times)
    if not SLOTS.acquire(timeout=LONGEST_WAIT):
        raise Refused("busy")
    try:
        answer = _decode(_run(data, name, times))
    finally:
        SLOTS.release()
    if answer.refused == "too-large":
        raise too_large(int(answer.where["limit"]), times)
    if answer.refused:
        raise Refused(answer.refused, **answer.where)
    if answer.wall is None or not _is_consistent(answer.wall):
        raise Refused("unreadable")
    return answer.wall


def too_large(limit: int = LARGEST // MIB, times: int = 1) -> Refused:
    """What to raise where a file is larger than it may be: than `limit` MiB."""
    if times >= TIMES:
        return Refused("too-large", limit=limit)
    return Refused("too-large-here", limit=limit, command=limit // times * TIMES)


def _run(data: bytes, name: str, times: int) -> bytes:
    with TemporaryDirectory() as folder:
        file, answer, errors = (Path(folder, part) for part in ("file", "answer", "errors"))
        file.write_bytes(msgspec.json.encode(name.encode("utf-8", "replace").decode()) + b"\n" + data)
        with file.open("rb") as stdin, answer.open("wb") as stdout, errors.open("wb") as stderr:
            command = [sys.executable, "-I", "-B", "-c", START, str(ROOT), str(times)]
            try:
                code = subprocess.run(  # noqa: S603 - our own interpreter and code; the file is only its input
                    command, cwd=folder, env={}, timeout=times * WALL_SECONDS, stdin=stdin, stdout=stdout, stderr=stderr
                ).returncode
            except subprocess.TimeoutExpired:
                raise Refused("too-heavy") from None
        if code > 0:
            logger.error("The reader of files failed: %s", _location(errors.read_bytes().decode(errors="replace")))
            raise Refused("unreadable")
        if code < 0 or answer.stat().st_size > times * LARGEST_ANSWER:
            raise Refused("too-heavy")
        return answer.read_bytes()


def _location(traceback: str) -> str:
    """The type of the error and the last lines of code, without its message, which may hold what people wrote."""
    kind = traceback.rstrip().rpartition("\n")[2].partition(":")[0]
    return f"{kind} in {', '.join(':'.join(frame) for frame in FRAME.findall(traceback)[-8:])}"


def _decode(data: bytes) -> Answer:
    try:
        return msgspec.json.decode(data, type=Answer)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Refused("unreadable") from None


def _is_consistent(wall: Wall) -> bool:
    """Whether every index in the wall points to an existing section or entry."""
    sections, entries = range(len(wall.sections)), range(len(wall.entries))
    return all(
        entry.section in sections and (entry.reply_to is None or entry.reply_to in entries) for entry in wall.entries
    )
