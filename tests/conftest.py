"""Fixtures for all tests. They use the database in DATABASE_URL; .ci/suite runs them on both."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import psycopg
import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import CommandError
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client, TransactionTestCase
from django.utils import translation
from playwright.sync_api import expect, sync_playwright

from tests import make
from tests.seminar.server.proxy import Proxy
from tests.seminar.server.serving import PATIENCE, ROOT, Server, until

CHROMIUM = Path("/usr/bin/chromium")
# The same engine without windows: it does the same work in a third of the time.
HEADLESS = Path("/usr/bin/chromium-headless-shell")
SEED = Path(__file__).parent.parent.parent / "shared" / "seeds" / "000_8606f77156206415.txt"

# Playwright keeps an event loop in this thread; Django's guard against slow queries in a loop does not apply to tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


expect.set_options(timeout=PATIENCE * 1000)

# What is generated is the same in each run, so a failure belongs to the change that made it. LONG=1 looks for more.
hypothesis.settings.register_profile("the same each time", derandomize=True)
if not os.environ.get("LONG"):
    hypothesis.settings.load_profile("the same each time")


def pytest_collection_modifyitems(config, items):
    """ONLY_DATABASE leaves out tests that no database can change: those that use none, and those marked `once`.

    A test that fails is tried again, one that drives a browser twice, since several of them share two processors.
    pytest names those that needed it: each is a fault of the test or of the page, to be found.
    """
    for item in items:
        item.add_marker(pytest.mark.flaky(reruns=2 if item.get_closest_marker("browser") else 1))
    if os.environ.get("ONLY_DATABASE"):
        selected = [item for item in items if item.get_closest_marker("django_db") or "db" in item.fixturenames]
        selected = [item for item in selected if not item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=[item for item in items if item not in selected])
        items[:] = selected
    items[:] = longest_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1)))


def longest_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Each worker begins with its part of the tests of the whole product, so that none is left with one at the end."""
    whole = [item for item in items if item.path.parent == Path(__file__).parent]
    others = [item for item in items if item.path.parent != Path(__file__).parent]
    return [
        item
        for worker in range(workers)
        for part in (whole, others)
        for item in part[len(part) * worker // workers : len(part) * (worker + 1) // workers]
    ]


def pytest_configure(config):
    os.environ.setdefault("TEST_RUN", str(os.getpid()))  # the workers of one run inherit it


def pytest_sessionfinish(session):
    """Drops the database that the workers copied, when the last of them has ended."""
    if connection.vendor == "postgresql" and not hasattr(session.config, "workerinput"):
        on_postgres(f"DROP DATABASE IF EXISTS {template_database()}")


def template_database() -> str:
    """The name of the migrated PostgreSQL database that each worker copies."""
    return f"test_template_{os.environ['TEST_RUN']}"


def on_postgres(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as postgres:
        postgres.execute(statement)


def missing(reason: str) -> None:
    """Skips the test, or fails it with REQUIRE_ALL."""
    (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def django_db_keepdb():
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, request, tmp_path_factory):
    """Each worker copies a database that was migrated once, and only for this run.

    SQLite is in a file, since a server in another thread cannot share a database in memory.
    """
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        shutil.copy(request.getfixturevalue("ready_database").removeprefix("sqlite:///"), file)
        test["NAME"] = str(file)
    else:
        with made_once(tmp_path_factory, "template") as is_first:
            if is_first:
                on_postgres(f"CREATE DATABASE {template_database()}")
                migrate(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{template_database()}").geturl())
        test["TEMPLATE"] = template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Empties tables between tests with DELETE, since PostgreSQL takes 150 ms to truncate even small ones."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    if connection.vendor == "postgresql":
        type(connection.ops).sql_flush = lambda operations, style, tables, **options: [
            "; ".join(f"DELETE FROM {operations.quote_name(table)}" for table in tables)
        ]
        TransactionTestCase._fixture_teardown = again_after_deadlocks(TransactionTestCase._fixture_teardown)


def again_after_deadlocks(empty):
    """The server's clock may look for closed rounds while the tables are emptied. PostgreSQL then stops one."""

    def empty_again(test) -> None:
        for _ in range(5):
            with suppress(CommandError):
                return empty(test)
        return empty(test)

    return empty_again


@pytest.fixture(autouse=True)
def in_english(settings):
    """Tests use the English source strings. Tests of the catalogues choose a language themselves."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Django's default hasher is slow on purpose, and tests create hundreds of people."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def client():
    """A browser whose session is listed already: its first request writes that down, and tests count the others."""
    client = Client()

    def force_login(person, backend=None):
        Client.force_login(client, person, backend)
        client.get("/sw.js")

    client.force_login = force_login
    return client


@pytest.fixture
def aud(client):
    """A person who is logged in with `client`."""
    aud = make.person("Aud")
    client.force_login(aud)
    return aud


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    settings.SENDING_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def wait_for_requests(request):
    """The server may still be answering a page that was closed, and must not write into the next test."""
    yield
    if connection.vendor == "postgresql" and {"server", "live_server"} & set(request.fixturenames):
        until(lambda: is_idle() and not time.sleep(0.03) and is_idle(), "no request is under way")


def is_idle() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone() == (0,)


@pytest.fixture(scope="session")
def ready_database(tmp_path_factory) -> str:
    """The URL of a migrated SQLite database, to be copied or for commands that only read. All workers share it."""
    file = tmp_path_factory.getbasetemp().parent / f"ready-{os.environ['TEST_RUN']}.sqlite3"
    with made_once(tmp_path_factory, "ready") as is_first:
        if is_first:
            migrate(f"sqlite:///{file}")
    return f"sqlite:///{file}"


@contextmanager
def made_once(tmp_path_factory, name: str) -> Iterator[bool]:
    """Whether this worker is the first of its run, and has to make `name`. The others wait until it is made."""
    made = tmp_path_factory.getbasetemp().parent / f"{name}-{os.environ['TEST_RUN']}.made"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not made.exists()
        made.touch()


def migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)


@pytest.fixture
def seed() -> Path:
    """A real export, kept outside the project because it holds real people's names."""
    if not SEED.exists():
        missing("the real export is not beside this checkout (../shared/seeds)")
    return SEED


@pytest.fixture(scope="session")
def playwright():
    for browser in (CHROMIUM, HEADLESS):
        if not browser.exists():
            missing(f"Debian's {browser.name} is not installed")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(
        executable_path=str(HEADLESS),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    )
    yield browser
    browser.close()


@pytest.fixture
def page(chromium):
    """A new browser page in English. The test fails on any script error or violation of the content security policy."""
    context = chromium.new_context(locale="en-GB", reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def server(django_db_setup, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server") / "server.log")
    yield server
    server.stop()


@pytest.fixture
def proxy(server):
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()
