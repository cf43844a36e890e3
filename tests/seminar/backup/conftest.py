"""New databases of both kinds, whichever the rest of the run uses."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.conftest import missing
from tests.seminar.backup.installation import manage
from tests.seminar.server.serving import ROOT, free_port

POSTGRES = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a new database on the PostgreSQL that answers."""
    try:
        connection = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing(f"no PostgreSQL answers at {POSTGRES}")
    name = f"new_{os.getpid()}_{free_port()}"
    with closing(connection) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_postgres():
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    """The URL of a new database without tables."""
    on_sqlite = request.param == "sqlite"
    return f"sqlite:///{tmp_path}/new.sqlite3" if on_sqlite else request.getfixturevalue("new_postgres")


@pytest.fixture(scope="module")
def ready_postgres():
    """The URL of a migrated database."""
    with postgres() as url:
        assert manage(ROOT, url, "migrate", "--verbosity=0").returncode == 0
        yield url
