"""The list of what was deleted for good, in a file beside the database: it outlives the database that is restored.

Each line is a kind, a uid and a time as JSON. Nothing says what it was.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection

Entry = tuple[str, str, datetime]


def journal() -> Path | None:
    """ERASURE_JOURNAL, else a file beside SQLite's. None on PostgreSQL without the setting."""
    if settings.ERASURE_JOURNAL:
        return Path(settings.ERASURE_JOURNAL)
    return Path(f"{connection.settings_dict['NAME']}.erasures") if connection.vendor == "sqlite" else None


def add_to_journal(entries: Iterable[Entry]) -> None:
    """Called before the commit, so that what is deleted is always in it. Raises OSError."""
    if path := journal():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
            file.writelines(msgspec.json.encode(entry) + b"\n" for entry in entries)
            file.flush()
            os.fsync(file.fileno())


def read_journal(path: Path) -> Iterator[Entry]:
    """Raises OSError. A last line that was cut is left out: what it says was never committed."""
    lines = path.read_bytes().split(b"\n")
    for line in lines[:-1]:
        yield msgspec.json.decode(line, type=Entry)
