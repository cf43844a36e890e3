"""A squashed migration makes what those that it replaces make, also where an installation has applied some of them."""

import os
import sqlite3
from contextlib import closing

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.db.migrations.loader import MigrationLoader

from tests.seminar.backup.installation import manage, schema, stop_after
from tests.seminar.server.serving import ROOT

pytestmark = pytest.mark.once
ALL = MigrationLoader(None, replace_migrations=False)
SQUASHED = ALL.replacements
REPLACED = [".".join(key) for migration in SQUASHED.values() for key in migration.replaces]
LONG = pytest.mark.skipif(not os.environ.get("LONG"), reason="LONG=1: each of them migrates a database step by step")


def models(key: tuple[str, str]) -> dict[str, tuple]:
    """Of the app, as they are after that migration. The order of constraints and of indexes does not count."""
    found = {}
    for (app, name), model in ALL.graph.make_state(nodes=key).models.items():
        named = {of: {one.name: one for one in model.options.get(of, [])} for of in ("constraints", "indexes")}
        options = {of: value for of, value in (model.options | named).items() if value}
        fields = {field: value.deconstruct()[1:] for field, value in model.fields.items()}
        if app == key[0]:
            found[name] = fields, options, model.bases, model.managers
    return found


@pytest.mark.parametrize("key", SQUASHED, ids=" ".join)
def test_a_squashed_migration_defines_the_models_of_those_that_it_replaces(key):
    assert models(key) == models(SQUASHED[key].replaces[-1]) != {}


def test_an_installation_that_stopped_between_two_migrations_comes_to_the_same_end(ready_database, tmp_path):
    """At that point anyone could claim an address. The migration after it looks at a table of another app."""
    file = tmp_path / "stopped.sqlite3"
    stop_after(f"sqlite:///{file}", "seminar.0006_failures")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "INSERT INTO seminar_person (id, email, name, password, is_active, is_superuser)"
            " VALUES (7, 'Gyda@Example.com', 'Gyda', 'plain$secret', 1, 0)"
        )
        database.execute("INSERT INTO account_emailaddress VALUES (1, 0, 1, 7, 'someone.else@example.com')")
    done = manage(ROOT, f"sqlite:///{file}", "migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(file)) as database:
        [(email, password)] = database.execute("SELECT email, password FROM seminar_person").fetchall()
        [(addresses,)] = database.execute("SELECT count(*) FROM account_emailaddress").fetchall()
    assert (email, is_password_usable(password), addresses) == ("gyda@example.com", False, 0)
    assert schema(f"sqlite:///{file}") == schema(ready_database)


@LONG
@pytest.mark.parametrize("last", REPLACED[::3])
def test_wherever_an_installation_stopped_it_comes_to_the_same_end(last, new_database, ready_database, request):
    stop_after(new_database, last)
    done = manage(ROOT, new_database, "migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    assert "not ready" not in manage(ROOT, new_database, "doctor").stdout
    on_sqlite = new_database.startswith("sqlite")
    assert schema(new_database) == schema(ready_database if on_sqlite else request.getfixturevalue("ready_postgres"))
