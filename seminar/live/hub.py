"""The one place in a process that reads new changes and passes them on to all who follow."""

import asyncio
import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, InterfaceError, connection

from . import wake
from .news import Event, News, frame, mark_as_seen, read_for_stream
from .reader import Reader

# Also without a sign of change: who may follow is looked up, and a sign that got lost is made good.
SECONDS_BETWEEN_ROUNDS = 1.5
SECONDS_BETWEEN_BEATS = 15

logger = logging.getLogger(__name__)


class Hub:
    """Lives in the event loop. Reads the database in one thread of its own, for all readers of a seminar at once."""

    def __init__(self):
        self.readers: dict[int, set[Reader]] = defaultdict(set)
        self.stirred: set[int] = set()
        self.whispers: dict[int, list[bytes]] = defaultdict(list)
        self.woken = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self.writing = ThreadPoolExecutor(1, thread_name_prefix="presence")
        self.tasks: list[asyncio.Task] = []
        self.closed = False

    def start(self) -> None:
        wake.listeners.append(self.wake_from_thread)
        signs = wake.listen(self.wake) if connection.vendor == "postgresql" else wake.watch(self.wake, self.ask)
        works = (self.tell(), self.rounds(), self.beat(), self.note_who_is_there(), signs)
        self.tasks = [self.loop.create_task(work) for work in works]

    def close(self) -> None:
        """Ends all streams; the pages come back by themselves, spread over some seconds."""
        if self.closed:
            return
        self.closed = True
        wake.listeners.remove(self.wake_from_thread)
        for task in self.tasks:
            task.cancel()
        for reader in self.all():
            reader.end()
        self.thread.shutdown(wait=False)
        self.writing.shutdown(wait=False)

    def join(self, reader: Reader) -> None:
        self.readers[reader.seminar].add(reader)
        reader.end() if self.closed else self.wake(reader.seminar)

    def leave(self, reader: Reader) -> None:
        self.readers[reader.seminar].discard(reader)
        if not self.readers[reader.seminar]:
            del self.readers[reader.seminar]

    def all(self) -> list[Reader]:
        return [reader for readers in self.readers.values() for reader in readers]

    def wake(self, seminar: int | None = None, whisper: dict | None = None) -> None:
        if whisper and seminar in self.readers:
            self.whispers[seminar].append(frame(whisper))
        self.stirred |= self.readers.keys() if seminar is None else {seminar}
        self.woken.set()

    def wake_from_thread(self, seminar: int | None, whisper: dict | None) -> None:
        self.loop.call_soon_threadsafe(self.wake, seminar, whisper)

    def ask(self, question, *arguments) -> asyncio.Future:
        return self.loop.run_in_executor(self.thread, question, *arguments)

    async def tell(self) -> None:
        """While one round is told the next signs gather, so that many changes at once cost one reading."""
        while True:
            await self.woken.wait()
            self.woken.clear()
            seminars, self.stirred = self.stirred & self.readers.keys(), set()
            for seminar in seminars:
                try:
                    await self.tell_of(seminar)
                except Exception as error:  # the next round tries again
                    known = isinstance(error, DatabaseError | InterfaceError)
                    logger.warning("The changes could not be read: %s", str(error).strip(), exc_info=not known)

    async def tell_of(self, seminar: int) -> None:
        readers, whispers = list(self.readers.get(seminar, ())), b"".join(self.whispers.pop(seminar, ()))
        if not readers:
            return
        news, audience = await self.ask(read_for_stream, seminar, min(reader.seen for reader in readers))
        members = [reader for reader in readers if reader.kind == "member" and reader.who in audience.members]
        to_members(news, members, whispers)
        to_scribes(news, [reader for reader in readers if reader.kind == "scribe"], audience.scribes)
        for reader in readers:
            if reader.who not in (audience.members if reader.kind == "member" else audience.scribes):
                reader.end()

    async def rounds(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_ROUNDS)
            self.wake()

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)
            for reader in self.all():
                reader.beat()

    async def note_who_is_there(self) -> None:
        """In a thread of its own: while the database lets nobody write, the news go on."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)
            if scribes := {reader.who for reader in self.all() if reader.kind == "scribe"}:
                try:
                    await self.loop.run_in_executor(self.writing, mark_as_seen, sorted(scribes))
                except Exception as error:
                    logger.warning("Who is there could not be noted: %s", str(error).strip())


def to_members(news: News, readers: list[Reader], whispers: bytes = b"") -> None:
    """The bytes are made once for all who have seen equally much, which is nearly always everyone."""
    frames: dict[int, bytes] = {}
    for reader in readers:
        if reader.seen not in frames:
            frames[reader.seen] = b"".join(map(Event.frame, news.since(reader.seen)))
        reader.tell(frames[reader.seen] + whispers, news.last)


def to_scribes(news: News, readers: list[Reader], groups: dict[int, int | None]) -> None:
    """Once for each group. Only what is said of a device itself is for one reader alone."""
    named = {event.subject for event in news.events if event.kind == "scribe"}
    frames: dict[tuple, bytes] = {}
    for reader in readers:
        if reader.who not in groups:
            continue
        group = groups[reader.who]
        key = (reader.seen, group, reader.who if reader.who in named else None)
        if key not in frames:
            frames[key] = b"".join(map(Event.frame, news.for_scribe(reader.seen, reader.who, group)))
        reader.tell(frames[key], news.last)
