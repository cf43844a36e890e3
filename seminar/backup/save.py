"""Writes all tables to one file while others go on writing: what is saved is the state at one moment.

Both databases are read the same way, in one transaction that sees no later change. SQLite's own backup and pg_dump
would copy faster, but what they copy can only be restored into the same kind of database, and they copy damage along.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from urllib.parse import quote

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from .file import FORMAT, VERSION, BackupFile, Header, Table, writing

# Who is logged in where, and what is forgotten by itself within hours or days. After a restore everybody logs in again.
LEFT_OUT = {"cache", "django_session", "seminar_failedattempt", "themes_summaryfile", "usersessions_usersession"}


class NoDatabase(Exception):
    """There is no file where the database should be."""


def save(path: Path) -> int:
    """Writes the file, reads it to its end, and returns the number of rows. Raises OSError and errors of the database.

    Raises NoDatabase.
    """
    with snapshot() as database, writing(path) as writer:
        with database.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            migrations = cursor.fetchall()
        writer.write(Header(FORMAT, VERSION, timezone.now().isoformat(timespec="seconds"), migrations))
        for table, key, columns in tables():
            writer.write(Table(table, columns, last_id(database, table, key)))
            names = ", ".join(map(database.ops.quote_name, columns))
            with database.chunked_cursor() as cursor:
                cursor.execute(
                    f"SELECT {names} FROM {database.ops.quote_name(table)} ORDER BY {database.ops.quote_name(key)}"  # noqa: S608
                )
                while rows := cursor.fetchmany(1000):
                    writer.write_rows(rows)
    return BackupFile(path).check()


def tables() -> Iterator[tuple[str, str, list[str]]]:
    """The name, the primary key and the columns of each table."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.db_table not in LEFT_OUT:
            yield meta.db_table, meta.pk.column, [field.column for field in meta.local_concrete_fields]


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, which only reads and always sees the same state. Nobody waits for it."""
    database = connections.create_connection(DEFAULT_DB_ALIAS)
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    if database.vendor == "sqlite":
        path = Path(database.settings_dict["NAME"])
        if not path.exists():
            raise NoDatabase
        # Read only, so that it never copies the log into the database, which is the server's business.
        own = {"NAME": f"file:{quote(str(path))}?mode=ro", "OPTIONS": {"timeout": 20}}
        database.settings_dict = deepcopy(database.settings_dict) | own
        begin = "BEGIN"
    try:
        with database.cursor() as cursor:
            cursor.execute(begin)
        yield database
    finally:
        database.close()


def last_id(database: BaseDatabaseWrapper, table: str, key: str) -> int | None:
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        elif sequence := sequence_of(cursor, table, key):
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
        else:
            return None
        found = cursor.fetchone()
        return (found and found[0]) or None  # SQLite says 0 where a table was emptied


def sequence_of(cursor, table: str, key: str) -> str | None:
    """PostgreSQL's sequence for the ids of a table, None where they are not counted."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key])
    return cursor.fetchone()[0]
