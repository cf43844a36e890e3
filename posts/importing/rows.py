"""Writes many rows of one model at once: with COPY on PostgreSQL, and with one prepared INSERT on SQLite.

Django's bulk_create compiles an expression for each value, which takes most of the time of a large import. An instance
of the model for each row takes most of the rest, so that a row may also be a dict.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

from django.db import connection, connections, models

PLAIN = {str, int, bool, type(None)}  # every database takes these as they are

Row = Mapping[str, Any]


def insert(rows: Sequence[models.Model]) -> None:
    """Inserts unsaved rows of one model inside a transaction, and gives those without a primary key theirs."""
    if not rows:
        return
    meta = rows[0]._meta
    if meta.pk is not None and rows[0].pk is None:
        for row, pk in zip(rows, free_keys(meta, len(rows)), strict=True):
            row.pk = pk
    names = [field.attname for field in meta.concrete_fields]
    insert_values(type(rows[0]), [{name: getattr(row, name) for name in names} for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_values(model: type[models.Model], rows: Sequence[Row]) -> None:
    """The same for rows without instances. Each has the same attributes, its key among them.

    The others have the default of their field, the same in all rows.
    """
    if not rows:
        return
    meta = model._meta
    columns = ", ".join(connection.ops.quote_name(field.column) for field in meta.concrete_fields)
    table = f"{connection.ops.quote_name(meta.db_table)} ({columns})"
    values = zip(*(_column(field, rows) for field in meta.concrete_fields), strict=False)  # a repeated value never ends
    with connection.wrap_database_errors, connection.cursor() as cursor:  # those of COPY are not Django's
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(meta.concrete_fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", values)  # noqa: S608 - our own names


def _column(field: Any, rows: Sequence[Row]) -> Iterable[Any]:
    if field.attname in rows[0]:
        return _prepared(field, list(map(itemgetter(field.attname), rows)))
    return repeat(next(iter(_prepared(field, [field.get_default()]))))


def _prepared(field: Any, values: list[Any]) -> Iterable[Any]:
    """What the column takes for each value of the field. Both databases take JSON as text."""
    database = connections[connection.alias]  # the proxy would look it up for each value
    if isinstance(field, models.JSONField):
        return [_encoded(field, value) for value in values]
    if set(map(type, values)) <= PLAIN:
        return values
    if isinstance(field, models.DateTimeField):
        return list(map(database.ops.adapt_datetimefield_value, values))
    return [field.get_db_prep_save(value, database) for value in values]


def _encoded(field: models.JSONField, value: Any) -> str | None:
    if value is None:
        return None
    return "{}" if value == {} else "[]" if value == [] else json.dumps(value, cls=field.encoder)


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
