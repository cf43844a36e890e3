"""What others notice of clients that are slow or greedy, on the bare server and behind Caddy and nginx.

`make bench`. Honest clients ask for the front page, the board and a report, and save notes. Meanwhile
three bodies, 300 headers and 100 readers go byte by byte, or one device asks for 3,000 streams at once, or one person
for 100 reports or 100 summaries, or one uploads twelve files that take long to read, or twelve upload a hostile one
each. The result is how long the honest ones waited. It fails if one of them was refused.

The attack goes on in a process of its own, so that the honest wait for the server alone. Words on the command line
choose among the servers and the attacks.
"""

import asyncio
import multiprocessing
import random
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

from tests.bench.common import SECURE, ground, load

from django.core.signing import get_cookie_signer  # isort: skip
from django.db import connection  # isort: skip

from seminar.access import SALT
from seminar.server.cookies import DEVICE
from tests import make
from tests.ledger.device import read_answer
from tests.posts.walls.hostile import hostile_files
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import Server, free_port, until
from tests.seminar.server.slow_clients import FORM, JSON, UNFINISHED_HEADERS, head
from tests.seminar.server.test_proxies import PATH, command

SECONDS = 15
BODIES, HEADERS, READERS, REPORTS, STREAMS, UPLOADS = 3, 300, 100, 12, 3000, 12
MANY = 100  # reports or pages
SCRIBES = 30  # of whom each may send 60 notes a minute
ATTACKS = ["nobody", "slow", "streams", "reports", "summaries", "uploads", "hostile"]
# Seconds between what the honest ones ask for.
PAUSES = {"front": 0.05, "board": 0.5, "report": 0.5, "save": 0.2}
NOTES, TEXT = 200, "Vi vil ha ein benk ved brua, og lys på vegen dit. " * 60
TOKEN = "a" * 32
HARD_TO_READ = "## Runde\n\nEin lang tekst med ord i, og eit namn.\n\n" * 60_000


class Place:
    """A seminar, and who asks: a person who is a member of it, and a device."""

    def __init__(self):
        aud = make.person()
        self.seminar = make.seminar(by=aud)
        make.round(self.seminar).open()
        for _ in range(NOTES):
            make.post(self.seminar, TEXT)
        group, name = make.group(self.seminar), DEVICE + self.seminar.slug
        signer = get_cookie_signer(salt=name + SALT)
        scribes = [make.scribe(self.seminar, group) for _ in range(SCRIBES)]
        self.device, *self.devices = (f"{name}={signer.sign(scribe.uid)}" for scribe in scribes)
        self.member = member(aud)
        colleague = make.person("Bjarte")
        make.member(self.seminar, colleague)
        self.greedy = member(colleague)
        strangers = [member(make.person(f"Dag{number}")) for number in range(UPLOADS)]
        self.hostile = [upload(who, *file) for who, file in zip(strangers, hostile_files().items(), strict=True)]
        self.base, self.round = f"/s/{self.seminar.slug}", self.seminar.rounds.get().uid

    def save(self) -> bytes:
        note = f'{{"round": "{self.round}", "body": "Ein benk"}}'.encode()
        return request("PUT", f"{self.base}/write/notes/{uuid4()}/", random.choice(self.devices), note, JSON)

    def honest(self, kind: str) -> bytes:
        match kind:
            case "front":
                return request("GET", "/")
            case "board":
                return request("GET", f"{self.base}/board/", self.member)
            case "report":
                return request("GET", f"{self.base}/summary/json/", self.member)
        return self.save()


def member(person) -> str:
    return f"__Host-sessionid={session_of(person)}; __Host-csrftoken={TOKEN}"


def request(method: str, path: str, cookie: str = "", body: bytes = b"", kind: str = FORM, length: int = 0) -> bytes:
    secure = SECURE.encode() + b"Referer: https://127.0.0.1/\r\n\r\n"
    return head(method, path, length or len(body), cookie, kind)[:-2] + secure + body


class Attack:
    """Each of its verbs begins one kind. A slow client that is cut off comes again."""

    def __init__(self, place: Place, port: int):
        self.place, self.port = place, port
        self.tasks: list[asyncio.Task] = []

    async def go_on(self, kind: str) -> None:
        """Begins again when all have been answered."""
        while True:
            await getattr(self, kind)()
            await asyncio.gather(*self.tasks)

    async def slow(self) -> None:
        body = request("POST", "/account/login/", f"__Host-csrftoken={TOKEN}", length=100_000)
        report = request("GET", f"{self.place.base}/summary/json/", self.place.greedy)
        for data, number in [(body, BODIES), (UNFINISHED_HEADERS, HEADERS)]:
            self.tasks += [asyncio.create_task(self.for_ever(self.drip, data)) for _ in range(number)]
        file = request("GET", "/static/django_htmx/htmx.min.js")
        for data, number in [(report, REPORTS), (file, READERS - REPORTS)]:
            self.tasks += [asyncio.create_task(self.for_ever(self.sip, data)) for _ in range(number)]

    async def streams(self) -> None:
        data = request("GET", f"{self.place.base}/write/live", self.place.device)
        self.tasks = [asyncio.create_task(self.for_ever(self.drink, data)) for _ in range(STREAMS)]

    async def reports(self) -> None:
        self.ask([request("GET", f"{self.place.base}/summary/docx/", self.place.greedy)] * MANY)

    async def summaries(self) -> None:
        self.ask([request("GET", f"{self.place.base}/summary/", self.place.greedy)] * MANY)

    async def uploads(self) -> None:
        self.ask([upload(self.place.greedy, "vegg.md", HARD_TO_READ.encode())] * UPLOADS)

    async def hostile(self) -> None:
        self.ask(self.place.hostile)

    def ask(self, requests: list[bytes]) -> None:
        self.tasks = [asyncio.create_task(self.once(self.drink, data)) for data in requests]

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


def upload(who: str, name: str, data: bytes) -> bytes:
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n'
    start = part.format("csrfmiddlewaretoken") + f"{TOKEN}\r\n" + part.format(f'file"; filename="{name}')
    body = start.encode() + data + b"\r\n--x--\r\n"
    return request("POST", "/import/", who, body, "multipart/form-data; boundary=x")


async def measure(place: Place, port: int, attack: str) -> tuple[dict[str, list[float]], list]:
    """Seconds that each kind of request took, and the answers that were not 200."""
    seconds, refused = defaultdict(list), []
    attacker = multiprocessing.get_context("fork").Process(target=attack_from_outside, args=[place, port, attack])
    attacker.start()

    async def ask_again(kind: str, pause: float) -> None:
        end = perf_counter() + SECONDS
        while perf_counter() < end:
            data, began = place.honest(kind), perf_counter()
            status = await ask(port, data)
            seconds[kind].append(perf_counter() - began)
            refused.extend([(kind, status)] if status != 200 else [])
            await asyncio.sleep(pause)

    try:
        await asyncio.gather(*(ask_again(*one) for one in PAUSES.items()))
    finally:
        attacker.kill()
    await asyncio.sleep(2)
    return seconds, refused


def attack_from_outside(place: Place, port: int, attack: str) -> None:
    if attack != "nobody":
        uvloop.run(Attack(place, port).go_on(attack))


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
        until(lambda: uvloop.run(ask(port, request("GET", "/livez"))) == 200, "the proxy answers", seconds=40)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def figures(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):4.0f} {1000 * max(seconds):5.0f}"


def chosen(names: list[str]) -> list[str]:
    """Those that are on the command line; all where none is."""
    return [name for name in names if name in sys.argv] or names


def main() -> None:
    bad = []
    with ground() as folder, ExitStack() as closing:
        server = Server(folder / "server.log")
        closing.callback(server.stop)
        place = Place()
        print(f"{connection.display_name}; {load()}\n")
        print(f"ms, median and longest     {'front':>12}{'board':>12}{'report':>12}{'save':>12}")
        servers = ["bare", *(name for name in ("caddy", "nginx") if shutil.which(name, path=PATH))]
        for name in chosen(servers):
            with proxy(name, folder, server) as port:
                for attack in chosen(ATTACKS):
                    seconds, refused = uvloop.run(measure(place, port, attack))
                    bad += refused
                    row = "  ".join(figures(seconds[kind]) for kind in PAUSES)
                    print(f"{name:6} {attack:12} {len(seconds['front']):4}    {row}", flush=True)
    if bad:
        print(f"not answered with 200: {bad[:20]}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
