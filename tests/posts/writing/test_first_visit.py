"""What a phone fetches before it can write, from a server in production."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.posts.writing.breaking import BreakingProxy
from tests.seminar.server.serving import ROOT, Server, until

pytestmark = [pytest.mark.browser, pytest.mark.once]
MOST_FILES, MOST_BYTES, MOST_LATER = 6, 45_000, 10_000
SETTINGS = "from seminar.settings import *\nfrom pathlib import Path\nSTATIC_ROOT = Path(__file__).parent / 'static'\n"
SEMINAR = """
import json
from tests import make
from tests.seminar.live.listener import cookie_of
seminar = make.seminar(by=make.person())
round = make.round(seminar)
round.add_questions(["Kva manglar i bygda?", "Kven kan hjelpe?", "Kva gjer vi først?"])
round.open()
cookie = cookie_of(make.scribe(seminar, make.group(seminar), "Signe"))
print(json.dumps({"slug": seminar.slug, "cookie": cookie}))
"""


@pytest.fixture
def production(tmp_path, ready_database):
    """The environment of a server in production, with a database and static files of its own."""
    (tmp_path / "production.py").write_text(SETTINGS)
    shutil.copy(ready_database.removeprefix("sqlite:///"), tmp_path / "production.sqlite3")
    return {
        "DEBUG": "off",
        "SECRET_KEY": "only-for-this-test-" * 4,
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_TLS_PROXY": "on",
        "DATABASE_URL": f"sqlite:///{tmp_path}/production.sqlite3",
        "DJANGO_SETTINGS_MODULE": "production",
        "PYTHONPATH": str(tmp_path),
    }


def manage(production: dict, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    environment = os.environ | production
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def first_visit(production, tmp_path, chromium):
    """A new browser page of a scribe, the address of the page for writing, and the proxy between them."""
    manage(production, "collectstatic", "--no-input", "--verbosity=0")
    visit = json.loads(manage(production, "shell", "--verbosity=0", "--command", SEMINAR))
    server = Server(tmp_path / "server.log", settings=production)
    # No browser takes a __Host- cookie without TLS, so the proxy sends it.
    headers = f"X-Forwarded-Proto: https\r\nCookie: {visit['cookie']}\r\n"
    proxy = BreakingProxy(server.port, headers=headers.encode())
    context = chromium.new_context(locale="en-GB")
    yield context.new_page(), f"{proxy.url}/s/{visit['slug']}/write/", proxy
    context.close()
    proxy.close()
    server.stop()


def test_a_first_visit_fetches_few_files_and_few_bytes(first_visit):
    page, address, proxy = first_visit
    page.goto(address)
    page.locator("html[data-writes=on]").wait_for(state="attached")
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the worker has the files")
    page.wait_for_timeout(500)
    files = dict(reversed(proxy.wire))  # without the worker's own copy of the page, which it fetches later
    later = [files.pop(path) for path in list(files) if "bundles/warning" in path]  # when the page can be used
    assert len(later) == 1 and later[0] <= MOST_LATER, proxy.wire
    assert {"bundles", "img", "sw.js"} <= {part for path in files for part in path.split("/")}
    assert len(files) <= MOST_FILES and len(proxy.wire) <= len(files) + 2, proxy.wire
    assert sum(files.values()) <= MOST_BYTES, proxy.wire
