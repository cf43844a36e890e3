"""A scribe's device without a browser: it saves over plain HTTP, and tries again until a save is acknowledged."""

import asyncio
import json
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from .book import Book, Written

SECONDS_TO_ANSWER = 30
# Composed and decomposed, inside and outside the Basic Multilingual Plane, and with characters that HTML escapes.
WORDS = "vi treng ein varm stad å vere når bussen går 🚌 blåbær ÆØÅ nai\u0308v cafe\u0301 «heim» <b> &amp; & \n-"


class Place(NamedTuple):
    """Where and as whom a device writes. `headers` hold its cookie, each line with its line end."""

    port: int
    slug: str
    scribe: int
    headers: str
    round: str
    questions: list[tuple[int, str]]  # key, id


class Device:
    """Writes notes, edits its own and types drafts. `think` are the fewest and the most seconds between two."""

    kinds = ("type", "type", "write", "edit")

    def __init__(self, place: Place, book: Book, chance: random.Random, think: tuple[float, float]):
        self.place, self.book, self.chance, self.think = place, book, chance, think
        self.revisions: dict[str, int] = {}  # by note
        self.origin, self.versions = str(uuid.uuid4()), 0
        self.bases: dict[int, int] = {}  # the version of the server's draft, by question
        self.connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def work(self, stop: asyncio.Event) -> None:
        """Until `stop` is set and the last save has been acknowledged."""
        await asyncio.sleep(self.chance.uniform(0, self.think[1]))
        while not stop.is_set():
            await getattr(self, self.chance.choice(self.kinds))()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.chance.uniform(*self.think)):
                    await stop.wait()
        self.hang_up()

    async def write(self) -> None:
        await self.send(str(uuid.uuid4()), self.text(), base=0)

    async def edit(self) -> None:
        if self.revisions:
            uid = self.chance.choice(list(self.revisions))
            await self.send(uid, self.text(), base=self.revisions[uid])

    async def send(self, uid: str, text: str, base: int) -> None:
        (_, question), written = self.chance.choice(self.place.questions), self.book.notes.setdefault(uid, Written())
        data = {"round": self.place.round, "question": question, "body": text, "base": base}
        answer = await self.save(written, text, f"notes/{uid}/", data, lambda answer: answer["id"] == uid)
        assert answer["kept"] == "saved", answer["kept"]
        self.revisions[uid] = answer["revision"]

    async def type(self) -> None:
        key, question = self.chance.choice(self.place.questions)
        written, text = self.book.drafts.setdefault((self.place.scribe, key), Written()), self.text()
        self.versions += 1
        data = {"round": self.place.round, "question": question, "body": text}
        data |= {"version": self.versions, "origin": self.origin, "base": self.bases.get(key, 0)}
        is_saved = lambda answer: answer["origin_version"] == data["version"]  # noqa: E731
        self.bases[key] = (await self.save(written, text, "drafts/", data, is_saved))["version"]

    async def save(self, written: Written, text: str, path: str, data: dict, matches) -> dict:
        save, tries = self.book.begin(written, text), 0
        while True:
            with suppress(OSError, EOFError, TimeoutError, ValueError):
                async with asyncio.timeout(SECONDS_TO_ANSWER):
                    status, fields, body = await self.put(path, data)
                self.book.answers[status, b"retry-after" in fields] += 1
                if status == 200:
                    answer = json.loads(body)
                    if answer["hash"] == sha256(text.encode()).hexdigest() and matches(answer):
                        self.book.end(written, text, save)
                        return answer
            self.hang_up()
            tries += 1
            await asyncio.sleep(self.chance.uniform(0.5, 1) * min(2, 0.1 * 2**tries))

    async def put(self, path: str, data: dict) -> tuple[int, dict, bytes]:
        body = json.dumps(data).encode()
        head = (
            f"PUT /s/{self.place.slug}/write/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.place.headers}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await self.connected()
        writer.write(head.encode() + body)
        return await read_answer(reader)

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.connection is None or self.connection[0].at_eof() or self.connection[1].is_closing():
            self.connection = await asyncio.open_connection("127.0.0.1", self.place.port)
        return self.connection

    def hang_up(self) -> None:
        if self.connection:
            self.connection[1].close()
            self.connection = None

    def text(self) -> str:
        """20 to 1,400 characters, usually few: the board's cards show them whole."""
        length = min(220, int(self.chance.expovariate(1 / 30)) + 5)
        return " ".join(["Notat", *self.chance.choices(WORDS.split(" "), k=length)])


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict, bytes]:
    """Status, headers in lower case, and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
    status = int(head.split(b" ", 2)[1])
    if fields.get(b"transfer-encoding") == b"chunked":  # as a proxy may send it
        return status, fields, b"".join([chunk async for chunk in chunks(reader)])
    return status, fields, await reader.readexactly(int(fields.get(b"content-length", 0)))


async def get(port: int, path: str, headers: str) -> bytes:
    """A page, on a connection of its own. `headers` are lines, each with its line end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode())
    status, _, body = await read_answer(reader)
    assert status == 200, (path, status)
    writer.close()
    return body


async def chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
