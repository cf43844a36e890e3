"""Behind real proxies, with the shipped configurations: pages, saves and the stream work, and addresses are right."""

import http.client
import json
import shutil
import subprocess
from uuid import uuid4

import pytest

from posts.models import Post
from seminar.codes import new_code
from seminar.models import FailedAttempt
from seminar.models.failed_attempt import networks
from tests import make
from tests.conftest import missing
from tests.seminar.live.listener import Listener, cookie_of, session_of
from tests.seminar.server.serving import ROOT, free_port, until
from tests.seminar.server.slow_clients import SlowClients

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
PATH = "/usr/sbin:/usr/bin"
READER = "127.0.0.9"  # an address of its own, which the proxy must pass on
FORGED = {"X-Forwarded-For": "198.51.100.7", "X_Forwarded_For": "198.51.100.8", "X-Forwarded_For": "198.51.100.9"}


@pytest.fixture(scope="module")
def behind(server):
    with server.with_settings({"BEHIND_TLS_PROXY": "on"}):
        yield server


def command(name: str, folder, server_port: int, port: int) -> list[str]:
    """Starts the proxy with the shipped configuration, on other ports and without TLS."""
    text = (ROOT / "docs/proxies" / {"caddy": "Caddyfile", "nginx": "nginx.conf"}[name]).read_text()
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{server_port}")
    file = folder / "proxy.conf"
    if name == "caddy":
        file.write_text("{\n\tadmin off\n}\n" + text.replace("notes.example.org {", f"http://127.0.0.1:{port} {{"))
        return [name, "run", "--adapter", "caddyfile", "--config", str(file)]
    lines = [line for line in text.splitlines() if "ssl_" not in line]
    text = "\n".join(lines).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    paths = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file.write_text(
        f"user root; daemon off; pid {folder}/pid; error_log {folder}/error.log;"
        "worker_rlimit_nofile 16384; events { worker_connections 8192; }"  # as the shipped file asks for
        f"http {{ access_log off; {paths} {text} }}"
    )
    return [shutil.which("nginx", path=PATH), "-c", str(file), "-p", str(folder)]


@pytest.fixture(scope="module", params=["caddy", "nginx"])
def proxy(request, behind, tmp_path_factory):
    if not shutil.which(request.param, path=PATH):
        missing(f"Debian's {request.param} is not installed")
    port, folder = free_port(), tmp_path_factory.mktemp(request.param)
    process = subprocess.Popen(
        command(request.param, folder, behind.port, port),
        stdout=subprocess.DEVNULL,
        stderr=(folder / "proxy.log").open("w"),
        env={"HOME": str(folder), "PATH": PATH},
    )
    until(lambda: status(port, "GET", "/healthz") == 200, "the proxy answers", seconds=40)
    yield port
    process.terminate()
    process.wait(timeout=10)


def status(port: int, method: str, path: str, body=None, **headers) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(READER, 0))
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status if answer.read() is not None else 0
    except OSError:
        return 0
    finally:
        connection.close()


def test_pages_saves_and_the_stream_work_and_the_readers_address_is_right(proxy, rf):
    aud = make.person()
    seminar = make.seminar(by=aud)
    make.round(seminar).open()
    scribe = make.scribe(seminar, make.group(seminar))
    listener = Listener(f"http://127.0.0.1:{proxy}", seminar, f"sessionid={session_of(aud)}", seminar.last_change)
    until(lambda: listener.status == 200, "the stream is open", seconds=30)
    note = json.dumps({"round": seminar.rounds.get().uid, "body": "Ein benk"})
    headers = {"Cookie": cookie_of(scribe), "Content-Type": "application/json"}
    assert status(proxy, "PUT", f"/s/{seminar.slug}/write/notes/{uuid4()}/", note, **headers) == 200
    assert Post.objects.get().body == "Ein benk"
    until(lambda: listener.numbers, "the stream tells of the note", seconds=30)
    listener.stop()
    assert status(proxy, "GET", f"/s/{seminar.slug}/board/", Cookie=f"sessionid={session_of(aud)}") == 200
    assert status(proxy, "POST", "/account/login/", "x" * 900_000) == 403  # the body came through, without a token
    assert status(proxy, "GET", "/j/no-such-code", **FORGED) == 404
    assert status(proxy, "GET", f"/j/{new_code()}", **FORGED) == 404
    origins = set(FailedAttempt.objects.values_list("origin", flat=True))
    assert origins == set(networks(rf.get("/", REMOTE_ADDR=READER)))


def test_slow_senders_and_slow_readers_behind_a_proxy_hold_up_nobody(proxy):
    aud = make.person()
    seminar = make.seminar(by=aud)
    make.round(seminar).open()
    for _ in range(40):
        make.post(seminar, "Vi vil ha ein benk ved brua. " * 600)
    member, device = f"sessionid={session_of(aud)}", cookie_of(make.scribe(seminar, make.group(seminar)))
    note = json.dumps({"round": seminar.rounds.get().uid, "body": "Ein benk"})
    base, dag = f"/s/{seminar.slug}", make.person("Dag")  # who has asked for no other report
    make.member(seminar, dag)
    other = f"sessionid={session_of(dag)}"
    with SlowClients(proxy, seminar.slug, member=member, device=device):
        assert status(proxy, "GET", f"{base}/board/", Cookie=member) == 200
        assert status(proxy, "GET", f"{base}/summary/json/", Cookie=other) == 200
        headers = {"Cookie": device, "Content-Type": "application/json"}
        assert status(proxy, "PUT", f"{base}/write/notes/{uuid4()}/", note, **headers) == 200


def test_nobody_but_the_trusted_proxy_says_what_the_address_is(behind, rf):
    assert status(behind.port, "GET", f"/j/{new_code()}", **FORGED) == 404
    assert set(FailedAttempt.objects.values_list("origin", flat=True)) == set(networks(rf.get("/", REMOTE_ADDR=READER)))
