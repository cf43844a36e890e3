"""What every test may ask for. The database is the one DATABASE_URL names; .ci/suite runs the suite on both."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation
from playwright.sync_api import sync_playwright

from tests.seminar.proxy import Proxy
from tests.seminar.serving import ROOT, Server, until

CHROMIUM = Path("/usr/bin/chromium")
# The same engine without windows: it does the same work in a third of the time.
HEADLESS = Path("/usr/bin/chromium-headless-shell")
SEED = Path(__file__).parent.parent.parent / "shared" / "seeds" / "000_8606f77156206415.txt"

# Playwright keeps an event loop in this thread; Django's guard against slow queries in a loop does not apply to tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(config, items):
    """ONLY_DATABASE leaves out what says the same on every database: what asks none, and what is marked `once`."""
    if os.environ.get("ONLY_DATABASE"):
        asks = [item for item in items if item.get_closest_marker("django_db") or "db" in item.fixturenames]
        asks = [item for item in asks if not item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=[item for item in items if item not in asks])
        items[:] = asks


def missing(reason: str) -> None:
    """Skips, or fails where everything is required to be there."""
    (pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file of this run's own: a server in another thread cannot share one in memory."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Between tests tables are emptied row by row: PostgreSQL takes 150 ms to truncate them, small as they are."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = lambda style, tables, **options: [
            "; ".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables)
        ]


@pytest.fixture(autouse=True)
def in_english(settings):
    """Tests speak the words that stand in the code; tests of the catalogues name their language."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Django's own hasher is slow on purpose; tests make people by the hundred."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def settled(request):
    """The server may still be answering a page that was closed, and would write into the next test."""
    yield
    if connection.vendor == "postgresql" and {"server", "live_server"} & set(request.fixturenames):
        until(lambda: nobody_works() and not time.sleep(0.03) and nobody_works(), "no request is under way")


def nobody_works() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone() == (0,)


@pytest.fixture(scope="session")
def ready_database(tmp_path_factory) -> str:
    """The address of an empty database with every table, for commands run as processes of their own."""
    address = f"sqlite:///{tmp_path_factory.mktemp('ready')}/ready.sqlite3"
    environment = os.environ | {"DATABASE_URL": address}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return address


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
    """A fresh browser page in English; a test fails on any script error or breach of the content security policy."""
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
