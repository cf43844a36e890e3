"""The list of what was deleted for good, in a file beside the database: it outlives the database that is restored.

Each line is a kind, a uid, a time, the uid of the seminar and the attempt as JSON. Nothing says what it was. A line of
the kind "not done" has an attempt for a uid, and takes back the lines of that attempt before it: their commit failed.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection
from django.utils import timezone

Entry = tuple[str, str, datetime, str]
NOT_DONE = "not done"


class DamagedJournal(Exception):
    """A line, by its number, is none that was ever written."""


def journal() -> Path | None:
    """ERASURE_JOURNAL, else a file beside SQLite's. None on PostgreSQL without the setting."""
    if settings.ERASURE_JOURNAL:
        return Path(settings.ERASURE_JOURNAL)
    return Path(f"{connection.settings_dict['NAME']}.erasures") if connection.vendor == "sqlite" else None


def add_to_journal(entries: Iterable[Entry], attempt: str = "") -> None:
    """Called before the commit, so that what is deleted is always in it. Raises OSError."""
    if path := journal():
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab+") as file:
            if (end := file.tell()) and os.pread(file.fileno(), 1, end - 1) != b"\n":  # a full disk cut the last line
                file.write(b"\n")
            file.writelines(msgspec.json.encode([*entry, attempt]) + b"\n" for entry in entries)
            file.flush()
            os.fsync(file.fileno())


def take_back(attempt: str) -> None:
    """Called when it is certain that the attempt deleted nothing. Raises OSError."""
    add_to_journal([(NOT_DONE, attempt, timezone.now(), "")])


def read_journal(path: Path) -> list[Entry]:
    """What was deleted. Raises OSError, and DamagedJournal.

    A line that was cut is left out: what it says was never committed.
    """
    entries: list[tuple[Entry, str]] = []
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
        try:
            if line:
                entry, attempt = _decode(line)
                if entry[0] == NOT_DONE:
                    entries = [one for one in entries if one[1] != entry[1]]
                else:
                    entries.append((entry, attempt))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if "truncated" not in str(error):
                raise DamagedJournal(number) from None
    return [entry for entry, _attempt in entries]


def _decode(line: bytes) -> tuple[Entry, str]:
    fields = [*msgspec.json.decode(line, type=list), "", ""]  # earlier releases wrote neither seminar nor attempt
    return msgspec.convert(fields[:4], Entry), msgspec.convert(fields[4], str)
