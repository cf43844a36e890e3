"""An installation with a database of its own: its commands, its schema, and how it was half migrated."""

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.seminar.server.serving import ROOT

APPLY = "from tests.seminar.backup.installation import apply; apply({})"
COLUMNS = """
SELECT table_name, column_name, data_type, udt_name, character_maximum_length, numeric_precision, datetime_precision,
       collation_name, is_nullable, column_default, is_identity, identity_generation, generation_expression
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
"""
# What has the name, the name, and the definition.
NAMED = {
    "relations": "SELECT relkind, relname, concat(relpersistence, reloptions::text) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'",
    "constraints": "SELECT conrelid::regclass::text, conname, concat(pg_get_constraintdef(oid), convalidated)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


def environment(url: str) -> dict[str, str]:
    own = {"DATABASE_URL": url, "DEBUG": "on", "LANGUAGE_CODE": "en", "DJANGO_SETTINGS_MODULE": "seminar.settings"}
    return os.environ | own


def manage(folder: Path, url: str, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=folder, env=environment(url), capture_output=True, text=True
    )


def apply(last: str) -> None:
    executor = MigrationExecutor(connection)
    executor.loader = loader = MigrationLoader(connection, replace_migrations=False)
    squashed = {key[0]: migration for key, migration in loader.replacements.items()}
    others = [key for key in loader.graph.leaf_nodes() if key[0] not in squashed]
    plan = executor.migration_plan(sorted(others + [migration.replaces[-1] for migration in squashed.values()]))
    executor.migrate([], plan[: [str(migration) for migration, _ in plan].index(last) + 1])


def stop_after(url: str, last: str) -> None:
    """Migrates a new database without the squashed migrations, up to the last, such as "posts.0001_initial"."""
    done = manage(ROOT, url, "shell", "--verbosity=0", "--command", APPLY.format(repr(last)))
    assert done.returncode == 0, done.stderr


def schema(url: str) -> dict[str, object]:
    """All that the database knows of its tables. Names that nobody chose are left out: Django and PostgreSQL make them
    from the name that a table had then, and from whether a column was there from the beginning. So is the order of
    columns on SQLite, where Django changes it with some changes of a column, and nothing asks for it.
    """
    metas = [model._meta for model in apps.get_models()]
    chosen = {one.name for meta in metas for one in [*meta.constraints, *meta.indexes]}
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return _of_sqlite(database, chosen)
    with psycopg.connect(url) as database:
        return _of_postgres(database, chosen)


def _of_sqlite(database: sqlite3.Connection, chosen: set[str]) -> dict[str, object]:
    found = {}
    for kind, name, table, sql in database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall():
        if kind == "table":
            columns = database.execute(f'PRAGMA table_xinfo("{name}")').fetchall()
            found[name] = sorted(column[1:] for column in columns), _parts(sql)
        else:
            found.setdefault(f"of {table}", Counter())[kind, *_without(name, chosen, sql or "")] += 1
    return found


def _parts(sql: str) -> Counter[str]:
    """CREATE TABLE without the order of its constraints: what is between the commas in its outermost brackets."""
    parts, depth = [""], 0
    for token in re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|.", sql, re.DOTALL):
        depth += (token == "(") - (token == ")")
        if token in ("(", ")", ",") and depth == (token != ")"):
            parts.append("")
        else:
            parts[-1] += token
    return Counter(part.strip() for part in parts)


def _of_postgres(database: psycopg.Connection, chosen: set[str]) -> dict[str, object]:
    found = {"columns": database.execute(COLUMNS).fetchall()}
    chosen = chosen | {table for table, *_ in found["columns"]}
    for kind, query in NAMED.items():
        rows = database.execute(query).fetchall()
        found[kind] = Counter((of, *_without(name, chosen, definition)) for of, name, definition in rows)
    return found


def _without(name: str, chosen: set[str], definition: str) -> tuple[str, str]:
    return (name, definition) if name in chosen else ("", definition.replace(name, ""))
