"""Reads a stranger's file in a process of its own, with hard limits and nothing to take.

The child (inside.py) gets the file on standard input and answers in JSON on standard output. What it says is checked as
if the file itself had said it.
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
LARGEST = 20 * MIB  # of the file
WALL_SECONDS = 18
LONGEST_WAIT = 5  # seconds for a turn; longer, and those who wait would hold all the threads that serve pages
ANSWER = 80 * MIB
ROOT = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.insert(0, sys.argv[1]); from posts.walls.inside import main; main()"

FRAME = re.compile(r'File "[^"]*?([\w.<>]+)", line (\d+)')
# Two files at a time: the limits of one child leave room for no more beside the pages that are being served.
SLOTS = BoundedSemaphore(2)

logger = logging.getLogger(__name__)


class Answer(msgspec.Struct):
    wall: Wall | None = None
    refused: str = ""
    where: dict[str, int | str] = {}


def parse(data: bytes, name: str) -> Wall:
    """Raises Refused: the reader's own, "too-large", "too-heavy", or "unreadable" where the reader has an error."""
    if len(data) > LARGEST:
        raise Refused("too-large", limit=LARGEST // MIB)
    if not SLOTS.acquire(timeout=LONGEST_WAIT):
        raise Refused("busy")
    try:
        answer = _answer(_run(data, name))
    finally:
        SLOTS.release()
    if answer.refused:
        raise Refused(answer.refused, **answer.where)
    if answer.wall is None or not _holds(answer.wall):
        raise Refused("unreadable")
    return answer.wall


def _run(data: bytes, name: str) -> bytes:
    with TemporaryDirectory() as folder:
        given, answered, said = (Path(folder, part) for part in ("given", "answered", "said"))
        given.write_bytes(msgspec.json.encode(name.encode("utf-8", "replace").decode()) + b"\n" + data)
        with given.open("rb") as stdin, answered.open("wb") as stdout, said.open("wb") as stderr:
            command = [sys.executable, "-I", "-B", "-c", START, str(ROOT)]
            try:
                code = subprocess.run(  # noqa: S603 - our own interpreter and code; the file is only on its input
                    command, cwd=folder, env={}, timeout=WALL_SECONDS, stdin=stdin, stdout=stdout, stderr=stderr
                ).returncode
            except subprocess.TimeoutExpired:
                raise Refused("too-heavy") from None
        if code > 0:
            logger.error("The reader of files failed: %s", _where(said.read_bytes().decode(errors="replace")))
            raise Refused("unreadable")
        if code < 0 or answered.stat().st_size > ANSWER:
            raise Refused("too-heavy")
        return answered.read_bytes()


def _where(traceback: str) -> str:
    """The kind of error and the lines it came through, without its message, which may hold what people wrote."""
    kind = traceback.rstrip().rpartition("\n")[2].partition(":")[0]
    return f"{kind} in {', '.join(':'.join(frame) for frame in FRAME.findall(traceback)[-8:])}"


def _answer(data: bytes) -> Answer:
    try:
        return msgspec.json.decode(data, type=Answer)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Refused("unreadable") from None


def _holds(wall: Wall) -> bool:
    """Whether every index points at something that is there."""
    sections, entries = range(len(wall.sections)), range(len(wall.entries))
    return all(
        entry.section in sections and (entry.reply_to is None or entry.reply_to in entries) for entry in wall.entries
    )
