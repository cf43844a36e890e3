"""The file of a backup: lines of JSON, compressed with gzip, and the same whichever database they came from.

The first line is the Header. Each table is a line with its name and columns, followed by a line for each row. The last
line counts them. Values are as Django stores them in SQLite: times in UTC as text, truth as 0 and 1, JSON as text.
"""

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from glob import escape
from itertools import count
from pathlib import Path
from typing import IO, Any

import msgspec

FORMAT, VERSION = "rundebord backup", 1


class Header(msgspec.Struct):
    """`migrations` are the pairs of app and name that the tables come from."""

    format: str
    version: int
    made_at: str
    migrations: list[tuple[str, str]]


class Table(msgspec.Struct):
    """`last_id` is the highest id that was ever given, also to a row that is gone; None where the table counts none."""

    table: str
    columns: list[str]
    last_id: int | None = None


class End(msgspec.Struct):
    rows: int


class NotABackup(Exception):
    """The file is something else, or was made by a later version of the format."""


class Damaged(Exception):
    """The file is cut, or has changed since it was written."""


class Writer:
    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.rows = stream, 0

    def write(self, line: Any) -> None:
        self.stream.write(msgspec.json.encode(line) + b"\n")

    def write_rows(self, rows: Iterable[Iterable[Any]]) -> None:
        for row in rows:
            self.write([as_stored(value) for value in row])
            self.rows += 1

    def end(self) -> None:
        self.write(End(self.rows))


def as_stored(value: Any) -> Any:
    """The value of a row as Django stores it in SQLite."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
    if isinstance(value, bool):
        return int(value)
    return value if value is None or isinstance(value, int | float | str) else _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"A backup has no form for {type(value).__name__}.")


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """The file appears when it is whole; until then a file of this name stays as it was. Raises OSError.

    Only the account that made it may read it.
    """
    part = part_of(path)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6) as stream:
                writer = Writer(stream)
                yield writer
                writer.end()
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Where this process writes the file. Removes what processes that were killed have left of it."""
    for left in path.parent.glob(f"{escape(path.name)}.*.part*"):
        number = left.name.removeprefix(f"{path.name}.").partition(".")[0]
        if number.isdecimal() and not is_running(int(number)):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return path.with_name(f"{path.name}.{os.getpid()}.part")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def sync_folder(path: Path) -> None:
    """So that the file's name survives a power cut too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class BackupFile:
    """A file to restore from. Raises NotABackup, Damaged and OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header = self._header(self._lines())

    def check(self) -> int:
        """Reads it to its end, and returns the number of rows."""
        return sum(1 for _table, rows in self.tables() for _row in rows)

    def tables(self) -> Iterator[tuple[Table, Iterator[list[Any]]]]:
        """Each table with its rows, which must be read before the next one is asked for."""
        lines = self._lines()
        self._header(lines)
        counter, line = count(), next(lines, b"")
        while line.startswith(b'{"table"'):
            rows = _Rows(lines, counter)
            yield _decode(line, Table), rows
            line = rows.following
        if _decode(line, End).rows != next(counter) or next(lines, b""):
            raise Damaged

    @staticmethod
    def _header(lines: Iterator[bytes]) -> Header:
        try:
            header = msgspec.json.decode(next(lines, b""), type=Header)
        except msgspec.DecodeError:
            raise NotABackup from None
        if (header.format, header.version) != (FORMAT, VERSION):
            raise NotABackup
        return header

    def _lines(self) -> Iterator[bytes]:
        with gzip.open(self.path) as stream:
            try:
                yield from stream
            except (EOFError, zlib.error):
                raise Damaged from None
            except gzip.BadGzipFile as error:
                raise (NotABackup if "Not a gzipped" in str(error) else Damaged) from None


class _Rows:
    """The rows of one table. `following` is the line after them."""

    def __init__(self, lines: Iterator[bytes], counter: Iterator[int]) -> None:
        self.lines, self.counter, self.following = lines, counter, b""

    def __iter__(self) -> Iterator[list[Any]]:
        for line in self.lines:
            if not line.startswith(b"["):
                self.following = line
                return
            next(self.counter)
            yield _decode(line, list)


def _decode(line: bytes, kind: type) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError:
        raise Damaged from None
