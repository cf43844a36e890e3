"""What others notice of clients that are slow or greedy, on the bare server and behind Caddy and nginx.

`make bench`. One honest client after another asks for /healthz, the board and a report, and saves a note. Meanwhile
three bodies, 300 headers and 100 readers go byte by byte, or one device asks for 3,000 streams at once, or one person
uploads twelve files that take long to read. The result is how long the honest ones waited. It fails if one of them
was refused.
"""

import asyncio
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.ground import SECURE, ground, load

from django.core.signing import get_cookie_signer  # isort: skip
from django.db import connection  # isort: skip

from seminar.access import COOKIE, SALT
from tests import make
from tests.ledger.device import read_answer
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import Server, free_port, until
from tests.seminar.server.slow_clients import FORM, JSON, UNFINISHED_HEADERS, head
from tests.seminar.server.test_proxies import PATH, command

SECONDS = 15
BODIES, HEADERS, READERS, REPORTS, STREAMS, UPLOADS = 3, 300, 100, 12, 3000, 12
NOTES, TEXT = 200, "Vi vil ha ein benk ved brua, og lys på vegen dit. " * 60
HARD_TO_READ = "## Runde\n\nEin lang tekst med ord i, og eit namn.\n\n" * 60_000


class Place:
    """A seminar, and who asks: a person who is a member of it, and a device."""

    def __init__(self):
        aud = make.person()
        self.seminar = make.seminar(by=aud)
        make.round(self.seminar).open()
        for _ in range(NOTES):
            make.post(self.seminar, TEXT)
        scribe = make.scribe(self.seminar, make.group(self.seminar))
        name = COOKIE + self.seminar.slug
        self.member = f"__Host-sessionid={session_of(aud)}; __Host-csrftoken={'a' * 32}"
        self.device = f"{name}={get_cookie_signer(salt=name + SALT).sign(scribe.uid)}"
        self.base, self.round = f"/s/{self.seminar.slug}", self.seminar.rounds.get().uid

    def save(self) -> bytes:
        note = f'{{"round": "{self.round}", "body": "Ein benk"}}'.encode()
        return request("PUT", f"{self.base}/write/notes/{uuid4()}/", self.device, note, JSON)

    def honest(self) -> dict[str, bytes]:
        return {
            "healthz": request("GET", "/healthz"),
            "board": request("GET", f"{self.base}/board/", self.member),
            "report": request("GET", f"{self.base}/summary/json/", self.member),
            "save": self.save(),
        }


def request(method: str, path: str, cookie: str = "", body: bytes = b"", kind: str = FORM, length: int = 0) -> bytes:
    secure = SECURE.encode() + b"Referer: https://127.0.0.1/\r\n\r\n"
    return head(method, path, length or len(body), cookie, kind)[:-2] + secure + body


class Attack:
    """Each of its verbs begins one kind. A slow client that is cut off comes again."""

    def __init__(self, place: Place, port: int):
        self.place, self.port = place, port
        self.tasks: list[asyncio.Task] = []

    async def slow(self) -> None:
        token = f"__Host-csrftoken={'a' * 32}"
        body = request("POST", "/account/login/", token, length=100_000)
        report = request("GET", f"{self.place.base}/summary/json/", self.place.member)
        for data, number in [(body, BODIES), (UNFINISHED_HEADERS, HEADERS)]:
            self.tasks += [asyncio.create_task(self.for_ever(self.drip, data)) for _ in range(number)]
        file = request("GET", "/static/django_htmx/htmx.min.js")
        for data, number in [(report, REPORTS), (file, READERS - REPORTS)]:
            self.tasks += [asyncio.create_task(self.for_ever(self.sip, data)) for _ in range(number)]
        await asyncio.sleep(2)

    async def streams(self) -> None:
        data = request("GET", f"{self.place.base}/write/live", self.place.device)
        self.tasks = [asyncio.create_task(self.once(self.drink, data)) for _ in range(STREAMS)]
        await asyncio.sleep(2)

    async def uploads(self) -> None:
        part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        file = part.format('file"; filename="vegg.md', HARD_TO_READ)
        body = (part.format("csrfmiddlewaretoken", "a" * 32) + file + "--x--\r\n").encode()
        data = request("POST", "/import/", self.place.member, body, "multipart/form-data; boundary=x")
        self.tasks = [asyncio.create_task(self.once(self.drink, data)) for _ in range(UPLOADS)]
        await asyncio.sleep(2)

    async def for_ever(self, way, data: bytes) -> None:
        while True:
            await self.once(way, data)
            await asyncio.sleep(1)

    async def once(self, way, data: bytes) -> None:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1024)
            try:
                writer.write(data)
                await way(reader, writer)
            finally:
                writer.close()

    async def drip(self, reader, writer) -> None:
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(1)

    async def sip(self, reader, writer) -> None:
        while await reader.read(100):
            await asyncio.sleep(1)

    async def drink(self, reader, writer) -> None:
        while await reader.read(65536):
            pass

    def end(self) -> None:
        for task in self.tasks:
            task.cancel()


async def measure(place: Place, port: int, attack: str) -> tuple[dict[str, list[float]], list]:
    """Seconds that each kind of request took, and the answers that were not 200."""
    seconds, refused = defaultdict(list), []
    attacker = Attack(place, port)
    if attack:
        await getattr(attacker, attack)()
    end = perf_counter() + SECONDS
    try:
        while perf_counter() < end:
            for kind, data in place.honest().items():
                began = perf_counter()
                status = await ask(port, data)
                seconds[kind].append(perf_counter() - began)
                refused += [(kind, status)] if status != 200 else []
                await asyncio.sleep(0.02)
    finally:
        attacker.end()
    await asyncio.sleep(1)
    return seconds, refused


async def ask(port: int, data: bytes) -> int:
    """The status of the answer; 0 if the connection ends without one."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(data)
        status, _headers, _body = await asyncio.wait_for(read_answer(reader), 60)
        writer.close()
    except (OSError, EOFError):
        return 0
    return status


@contextmanager
def proxy(name: str, folder: Path, server: Server):
    """The port to ask, behind this proxy with the shipped configuration, as if it had TLS."""
    if name == "bare":
        yield server.port
        return
    port, folder = free_port(), folder / name
    folder.mkdir()
    words = command(name, folder, server.port, port)
    file = folder / "proxy.conf"
    to = f"reverse_proxy 127.0.0.1:{server.port}"
    text = file.read_text().replace("$scheme", "https")
    file.write_text(text.replace(to, f"{to} {{\n header_up X-Forwarded-Proto https\n}}"))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": PATH})
    try:
        until(lambda: uvloop.run(ask(port, request("GET", "/healthz"))) == 200, "the proxy answers", seconds=40)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def figures(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):4.0f} {1000 * max(seconds):5.0f}"


def main() -> None:
    bad = []
    with ground() as folder, ExitStack() as closing:
        server = Server(folder / "server.log")
        closing.callback(server.stop)
        place = Place()
        print(f"{connection.display_name}; {load()}\n")
        print(f"ms, median and longest     {'healthz':>12}{'board':>12}{'report':>12}{'save':>12}")
        for name in ["bare", *(name for name in ("caddy", "nginx") if shutil.which(name, path=PATH))]:
            with proxy(name, folder, server) as port:
                for attack in ("", "slow", "streams", "uploads"):
                    seconds, refused = uvloop.run(measure(place, port, attack))
                    bad += refused
                    row = "  ".join(figures(seconds[kind]) for kind in ("healthz", "board", "report", "save"))
                    print(f"{name:6} {attack or 'nobody else':12} {len(seconds['save']):4}    {row}", flush=True)
    if bad:
        print(f"not answered with 200: {bad[:20]}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
