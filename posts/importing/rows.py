"""Writes many rows of one model at once: with COPY on PostgreSQL, and with one prepared INSERT on SQLite.

Django's bulk_create compiles an expression for each value, which takes most of the time of a large import.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models

PLAIN = (str, int, bool, type(None))  # every database takes these as they are


def insert(rows: Sequence[models.Model]) -> None:
    """Inserts unsaved rows of one model inside a transaction, and gives those without a primary key theirs."""
    if not rows:
        return
    meta = rows[0]._meta
    if meta.pk is not None and rows[0].pk is None:
        for row, pk in zip(rows, free_keys(meta, len(rows)), strict=True):
            row.pk = pk
    columns = ", ".join(connection.ops.quote_name(field.column) for field in meta.concrete_fields)
    table = f"{connection.ops.quote_name(meta.db_table)} ({columns})"
    with connection.wrap_database_errors, connection.cursor() as cursor:  # those of COPY are not Django's
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for values in _values(rows):
                    copy.write_row(values)
        else:
            places = ", ".join(["%s"] * len(meta.concrete_fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", _values(rows))  # noqa: S608 - our own names
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _values(rows: Sequence[models.Model]) -> Iterator[list[Any]]:
    fields = rows[0]._meta.concrete_fields
    columns = [(f.attname, f.get_db_prep_save, () if isinstance(f, models.JSONField) else PLAIN) for f in fields]
    for row in rows:
        values = ((getattr(row, name), prepare, plain) for name, prepare, plain in columns)
        yield [value if type(value) in plain else prepare(value, connection) for value, prepare, plain in values]


def free_keys(meta: Any, count: int) -> list[int]:
    """Primary keys that no other row gets. On SQLite the transaction holds the lock for writing already."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [meta.db_table, meta.pk.column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        last = cursor.fetchone()[0]
        return list(range(last + 1, last + 1 + count))
