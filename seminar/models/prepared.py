"""Statements whose SQL is made once, for what every device asks all the time.

For a small query Django takes ten times as long to write the SQL as the database to answer it. What is prepared here
is an ordinary queryset. Its SQL is made for the first call on a connection, and later calls only put in their values.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.models.options import Options


class Placeholder(models.Expression):
    """Stands for a value that each call gives."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def prepared(make: Callable[..., models.QuerySet]) -> Callable[..., list[Any]]:
    """Decorates a function that makes a queryset of its arguments. Called by their names, it returns the rows.

    A value is a row, a moment, a number, a text, or None, for which the SQL is another one. The function sees only
    whether it is None. No prefetch_related, and no slice whose ends are arguments.
    """

    def rows(**values: Any) -> list[Any]:
        statements = vars(connections[DEFAULT_DB_ALIAS]).setdefault("prepared", {})
        key = make, *(name for name, value in values.items() if value is None)
        statement = statements.get(key)
        if statement is None:
            places = {name: None if value is None else Placeholder(name) for name, value in values.items()}
            statement = statements[key] = Statement(make(**places))
        return statement.rows(values)

    return rows


class Statement:
    """A queryset that is always executed with the same SQL. It belongs to the connection of one thread."""

    def __init__(self, queryset: models.QuerySet) -> None:
        self.connection = connections[DEFAULT_DB_ALIAS]
        self.queryset, compiler = queryset, queryset.query.get_compiler(connection=self.connection)
        self.sql, self.params = compiler.as_sql()
        self.values: dict[str, Any] = {}
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        # What the compiler would work out for each execution.
        compiler.as_sql = self.as_sql
        compiler.get_converters = lambda columns: converters
        queryset.query.get_compiler = lambda *args, **kwargs: compiler

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, list[Any]]:
        values = self.values
        return self.sql, [values[one.name] if isinstance(one, Placeholder) else one for one in self.params]

    def rows(self, values: dict[str, Any]) -> list[Any]:
        self.values = {name: self.stored(value) for name, value in values.items()}
        return list(self.queryset._iterable_class(self.queryset))

    def stored(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return value.pk
        return self.connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def hold(row: models.Model, name: str, related: list[Any]) -> None:
    """Makes these what `row.name.all()` has, as prefetch_related does, which writes its SQL each time."""
    held = getattr(row, name).all()
    held._result_cache, held._prefetch_done = related, True
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = held


def insert(row: models.Model, *, once: bool = False) -> bool:
    """Inserts a new row and gives it its primary key, as `save` does, but for fields with a default of the database.

    With `once` it returns False where a row with the same unique values is there already.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(row._meta, once), _values(row, connection, add=True))
        inserted = cursor.fetchone()
    if inserted:
        row.pk = inserted[0]
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return inserted is not None


def update(row: models.Model, *names: str) -> None:
    """Writes these fields of a row, or all of them.

    Raises DatabaseError where it does not exist any more, so that nothing is lost.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        cursor.execute(_updating(row._meta, names), [*_values(row, connection, names, add=False), row.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"There is no {type(row).__name__} {row.pk} to update.")


def read_again(row: models.Model, fields: Collection[str]) -> None:
    """Reads these fields, as `refresh_from_db` does. Raises DoesNotExist."""
    model: Any = type(row)
    own = [model._meta.get_field(name) for name in fields]
    names = tuple(field.attname for field in own)
    values = next(iter(_reading(model, names)(row=row)), None)
    if values is None:
        raise model.DoesNotExist
    for field, value in zip(own, values, strict=True):
        setattr(row, field.attname, value)
        if field.is_relation and field.is_cached(row):
            field.delete_cached_value(row)


@cache
def _reading(model: type[models.Model], names: tuple[str, ...]) -> Callable[..., list[Any]]:
    return prepared(lambda row: model._base_manager.filter(pk=row).values_list(*names))


def _values(row: models.Model, connection: Any, names: tuple[str, ...] = (), *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in _fields(row._meta, names)]


@cache
def _fields(meta: Options, names: tuple[str, ...] = ()) -> list[models.Field]:
    """Those with these names, or all but the primary key."""
    fields = [meta.get_field(name) for name in names] or meta.local_concrete_fields
    return [field for field in fields if not field.primary_key]


@cache
def _insertion(meta: Options, once: bool) -> str:
    fields = _fields(meta)
    columns, places = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    table, key = meta.db_table, meta.pk.column
    conflict = " ON CONFLICT DO NOTHING" if once else ""
    return f'INSERT INTO "{table}" ({columns}) VALUES ({places}){conflict} RETURNING "{key}"'  # noqa: S608 - names of our own


@cache
def _updating(meta: Options, names: tuple[str, ...]) -> str:
    changes = ", ".join(f"{_column(field)} = %s" for field in _fields(meta, names))
    table, key = meta.db_table, meta.pk.column
    return f'UPDATE "{table}" SET {changes} WHERE "{key}" = %s'  # noqa: S608 - names of our own


def _column(field: models.Field) -> str:
    return f'"{field.column}"'
