"""The server with the settings of production: what it refuses to start with, its cookies, and its score for headers."""

import http.client
import os
import re
import subprocess
import sys

import pytest
from django.core.signing import get_cookie_signer

from seminar.access import SALT
from tests import make
from tests.routes import addresses, patterns
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import ROOT
from tests.world import World

SECRET = "a-key-of-these-tests-" + "0123456789" * 5
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "notes.example.org",
    "BEHIND_TLS_PROXY": "on",
    "EMAIL_URL": "",
}


def run(*command: str, **environment: str) -> tuple[int, str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | environment
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, timeout=60)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    "environment, what",
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"DEBUG": "on", "ALLOWED_HOSTS": "localhost,notes.example.org"}, "notes.example.org"),
    ],
)
def test_what_is_not_safe_in_production_is_refused_in_one_sentence(environment, what):
    code, said = run("-c", "import seminar.settings", **environment)
    assert code == 1 and what in said and said.count("\n") == 1


def test_a_server_with_debug_on_listens_only_on_this_machine(tmp_path):
    code, said = run("manage.py", "serve", "--host", "0.0.0.0", DEBUG="on", DATABASE_URL=f"sqlite:///{tmp_path}/a")
    assert code == 1 and "DEBUG=on" in said and said.count("\n") == 1


@pytest.fixture(scope="module")
def production_server(server):
    code, said = run("manage.py", "collectstatic", "--no-input", "-v0", **PRODUCTION)
    assert code == 0, said
    with server.with_settings(PRODUCTION):
        yield server


@pytest.fixture
def production(transactional_db, production_server, settings):
    settings.SECRET_KEY = SECRET
    return production_server


def fetch(server, path: str, method: str = "GET", cookie: str = "", **headers):
    """Status, headers, cookies and text, as a proxy with TLS fetches them."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    sent = {"Host": "notes.example.org", "X-Forwarded-Proto": "https", "Cookie": cookie, **headers}
    connection.request(method, path, headers=sent)
    answer = connection.getresponse()
    text = "" if "event-stream" in answer.headers.get("Content-Type", "") else answer.read().decode(errors="replace")
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.headers.get_all("Set-Cookie", []), text


def score(headers: dict[str, str], cookies: list[str], text: str) -> int:
    """By the rules of the MDN HTTP Observatory; each rule is a line."""
    policy = dict(part.strip().split(" ", 1) for part in headers.get("content-security-policy", "x y").split(";"))
    inline = any("unsafe" in value or "*" in value for value in policy.values())
    hsts = int((re.search(r"max-age=(\d+)", headers.get("strict-transport-security", "")) or [0, 0])[1])
    safe = [all(word in cookie for word in ("Secure", "SameSite", "__Host-")) for cookie in cookies]
    hidden = ["HttpOnly" in cookie or "csrftoken" in cookie for cookie in cookies]
    return (
        100
        + (10 if policy.get("default-src") == "'none'" and not inline else -25)
        + ((5 if all(safe) and all(hidden) else -40) if cookies else 0)
        + (-50 if "access-control-allow-origin" in headers else 0)
        + (0 if hsts >= 15_768_000 else -20)
        + (5 if headers.get("referrer-policy") in ("no-referrer", "same-origin", "strict-origin") else -5)
        + (-50 if re.search(r"<script[^>]+src=.?(https?:)?//", text) else 0)
        + (0 if headers.get("x-content-type-options") == "nosniff" else -5)
        + (5 if policy.get("frame-ancestors") == "'none'" and headers.get("x-frame-options") == "DENY" else -20)
        + (10 if headers.get("cross-origin-resource-policy") == "same-origin" else 0)
    )


@pytest.mark.once
def test_every_kind_of_answer_scores_130_and_cookies_are_for_this_host_only(production):
    log = production.log.read_text()
    assert "EMAIL_URL" in log
    aud = make.person()
    seminar = make.seminar(by=aud, doors_open=True)
    make.round(seminar).open()
    scribe = make.scribe(seminar, make.group(seminar))
    base, member = f"/s/{seminar.slug}", f"__Host-sessionid={session_of(aud)}"

    def device(prefix: str) -> str:
        name = f"{prefix}scribe-{seminar.slug}"
        return f"{name}={get_cookie_signer(salt=name + SALT).sign(scribe.uid)}"

    kinds = [
        ("/", 200, {}), ("/account/login/", 200, {}), (f"/j/{seminar.join_code}", 200, {}), ("/nothing/", 404, {}),
        ("/appearance/", 405, {}), ("/account/login/", 403, {"method": "POST"}), ("/sw.js", 200, {}),
        ("/healthz", 200, {}), ("/livez", 200, {}), ("/", 400, {"Host": "evil.example"}), ("/%00", 400, {}),
        ("/", 413, {"method": "POST", "Content-Length": "999999999"}), ("/static/css/base.css", 200, {}),
        (f"{base}/board/", 302, {}), (f"{base}/board/", 200, {"cookie": member}),
        (f"{base}/summary/json/", 200, {"cookie": member}), (f"{base}/summary/docx/", 200, {"cookie": member}),
        (f"{base}/log/csv/", 200, {"cookie": member}), (f"{base}/live", 200, {"cookie": member}),
        (f"{base}/changes", 200, {"cookie": member}), (f"{base}/setup/", 200, {"cookie": member}),
        (f"{base}/write/", 200, {"cookie": device("__Host-")}),
        (f"{base}/write/", 302, {"cookie": device("")}),  # a name that another page could set without TLS
        (f"{base}/write/live", 200, {"cookie": device("__Host-")}),
        (f"{base}/write/notes/{'0' * 8}-0000-4000-8000-{'0' * 12}/", 404, {"method": "PUT"}),
    ]  # fmt: skip
    scores = {}
    for path, status, details in kinds:
        found, headers, cookies, text = fetch(production, path, **details)
        assert found == status, (path, text[:200])
        named = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
        scores[path, status] = score(headers, named, text)
        assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert min(scores.values()) >= 130, scores
    status, headers, _cookies, _text = fetch(production, "/board/?a=1", **{"X-Forwarded-Proto": "http"})
    assert (status, headers["location"]) == (301, "https://notes.example.org/board/?a=1")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "Traceback" not in production.log.read_text()[len(log) :]


@pytest.mark.once
def test_every_address_scores_130_for_whoever_asks(production):
    """Also for addresses that are added later. What an address answers to whom is tested elsewhere."""
    world, scores = World("her"), {}
    member = f"__Host-sessionid={session_of(world.organizer)}"
    name = f"__Host-scribe-{world.seminar.slug}"
    device = f"{name}={get_cookie_signer(salt=name + SALT).sign(world.scribe.uid)}"
    for pattern in patterns():
        [path, *_] = addresses(pattern, world, most=1)
        for cookie in ("", member, device):
            status, headers, cookies, text = fetch(production, path, cookie=cookie)
            named = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
            scores[pattern, cookie] = status, score(headers, named, text)
    assert len(scores) > 400 and {status for status, _score in scores.values()} == {200, 302, 404, 405}
    assert {key: one for key, one in scores.items() if one[1] < 130} == {}
