"""Reads new changes once for the whole process, and delivers them to every open stream."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, InterfaceError, connection

from seminar.notify import listeners

from .listening import listen, watch
from .news import Audience, News, NewsItem, frame, mark_as_seen, read_for_stream
from .reader import Reader

# Streams are polled too: access may have changed without a Change, and a notification may have been lost.
SECONDS_BETWEEN_POLLS = 1.5
SECONDS_BETWEEN_HEARTBEATS = 15
# Streams. One session of a person, or one device, has a page or a few. The devices of one seminar cannot take the
# streams of another, nor those of the members. A page whose stream is refused polls.
MAX_STREAMS = 9000  # some 15 to 20 KB each
MOST_OF_ONE = 6
MOST_OF_DEVICES = 6000
KEPT_FOR_MEMBERS = 500
LONGEST_PAUSE = 0.1  # seconds between two passes, while requests wait
SECONDS_BETWEEN_LOOKS = 0.005
LONGEST_READING = 5  # seconds; open pages have waited too long then

ALL = ("all",)

logger = logging.getLogger(__name__)


class Hub:
    """Lives in the event loop. Reads the database in one thread of its own, for all readers of a seminar at once.

    `dirty` holds the primary keys of seminars that have changed since they were last read.
    """

    def __init__(self, is_waited_for: Callable[[], bool] = lambda: False):
        self.is_waited_for = is_waited_for  # whether anybody waits for an answer that is no stream
        self.readers: dict[int, set[Reader]] = defaultdict(set)
        self.open: Counter[tuple] = Counter()  # streams, by whose they are and by kind
        self.dirty: set[int] = set()
        self.ephemeral: dict[int, list[bytes]] = defaultdict(list)
        self.changed = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        self.reading = ThreadPoolExecutor(1, thread_name_prefix="live")
        self.writing = ThreadPoolExecutor(1, thread_name_prefix="presence")
        self.tasks: list[asyncio.Task] = []
        self.listening = False
        self.reads: dict[asyncio.Future, float] = {}  # under way, with when they were asked for
        self.closed = False

    def start(self) -> None:
        listeners.append(self.mark_dirty_from_thread)
        if connection.vendor == "postgresql":
            source = listen(self.mark_dirty, self.note_listening)
        else:
            source = watch(self.mark_dirty, self.note_listening, self.run_in_thread)
        jobs = (self.deliver_changes(), self.poll(), self.send_heartbeats(), self.record_presence(), source)
        self.tasks = [self.loop.create_task(job) for job in jobs]

    def close(self) -> None:
        """Ends all streams. Pages reconnect, each after a pause of its own."""
        if self.closed:
            return
        self.closed = True
        listeners.remove(self.mark_dirty_from_thread)
        for task in self.tasks:
            task.cancel()
        for reader in self.all_readers():
            reader.end()
        self.reading.shutdown(wait=False)
        self.writing.shutdown(wait=False)

    def add(self, reader: Reader) -> None:
        self.readers[reader.seminar].add(reader)
        self.open.update(counted_as(reader))
        if self.closed:
            reader.end()
        elif reader.is_behind:  # a change after that is delivered to all, by the next poll at the latest
            self.mark_dirty(reader.seminar)

    def remove(self, reader: Reader) -> None:
        self.readers[reader.seminar].discard(reader)
        self.open.subtract(counted_as(reader))
        for one in counted_as(reader):
            if not self.open[one]:
                del self.open[one]
        if not self.readers[reader.seminar]:
            del self.readers[reader.seminar]

    def room_for(self, reader: Reader) -> bool:
        """Whether another stream fits, beside those of the same device or session, the same seminar, and all others."""
        of_one, of_kind, _all = counted_as(reader)
        if self.open[of_one] >= MOST_OF_ONE:
            return False
        if reader.kind == "member":
            return self.count < MAX_STREAMS
        return self.open[of_kind] < MOST_OF_DEVICES and self.count < MAX_STREAMS - KEPT_FOR_MEMBERS

    @property
    def count(self) -> int:
        return self.open[ALL]

    def all_readers(self) -> list[Reader]:
        return [reader for readers in self.readers.values() for reader in readers]

    def mark_dirty(self, seminar: int | None = None, ephemeral: dict | None = None) -> None:
        """If `seminar` is None, marks every seminar that has readers. An event for one scribe marks none."""
        if ephemeral and "scribe" in ephemeral:
            self.tell_scribe(seminar, ephemeral)
            return
        if ephemeral and seminar in self.readers:
            self.ephemeral[seminar].append(frame(ephemeral))
        self.dirty |= self.readers.keys() if seminar is None else {seminar}
        self.changed.set()

    def tell_scribe(self, seminar: int | None, ephemeral: dict) -> None:
        """At once, without reading who has access, since these come too often for that."""
        message = frame({key: value for key, value in ephemeral.items() if key != "scribe"})
        for reader in self.readers.get(seminar, ()):
            if reader.kind == "scribe" and reader.follower == ephemeral["scribe"]:
                reader.write(message)

    def mark_dirty_from_thread(self, seminar: int | None, ephemeral: dict | None) -> None:
        self.loop.call_soon_threadsafe(self.mark_dirty, seminar, ephemeral)

    def note_listening(self, listening: bool) -> None:
        self.listening = listening

    def run_in_thread(self, function: Callable, *arguments) -> asyncio.Future:
        read = self.loop.run_in_executor(self.reading, function, *arguments)
        self.reads[read] = self.loop.time()
        read.add_done_callback(self.reads.pop)
        return read

    def fault(self) -> str:
        """What keeps open pages from learning of changes. Empty if nothing does."""
        if self.closed:
            return "The server is stopping."
        if any(task.done() for task in self.tasks):
            return "The stream has stopped. Restart the server."
        if not self.listening:
            return "The stream is not connected to the database."
        if any(self.loop.time() - asked > LONGEST_READING for asked in self.reads.values()):
            return "The stream waits for the database."
        return ""

    async def deliver_changes(self) -> None:
        """Changes that come while earlier ones are delivered wait for the next pass: many at once cost one reading.

        While anybody waits for an answer, a pass begins no sooner than the one before it took, so that at most half of
        the time goes to streams, and the rest to saves and pages.
        """
        while True:
            await self.changed.wait()
            self.changed.clear()
            began = self.loop.time()
            seminars, self.dirty = self.dirty & self.readers.keys(), set()
            for seminar in seminars:
                try:
                    await self.deliver(seminar)
                except Exception as error:  # the next poll tries again
                    expected = isinstance(error, DatabaseError | InterfaceError)
                    logger.warning("The changes could not be read: %s", str(error).strip(), exc_info=not expected)
            await self.give_way(self.loop.time() - began)

    async def give_way(self, seconds: float) -> None:
        """To whoever waits for an answer, for so long at most."""
        until = self.loop.time() + min(seconds, LONGEST_PAUSE)
        while self.is_waited_for() and self.loop.time() < until:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def deliver(self, seminar: int) -> None:
        """Sends what is new in this seminar, and ends the streams of those who no longer have access."""
        readers, ephemeral = list(self.readers.get(seminar, ())), b"".join(self.ephemeral.pop(seminar, ()))
        if not readers:
            return
        sessions = {reader.key for reader in readers if reader.kind == "member"}
        seen = min(reader.seen for reader in readers)
        news, audience = await self.run_in_thread(read_for_stream, seminar, seen, sessions)
        following: dict[str, list[Reader]] = {"member": [], "scribe": []}
        for reader in readers:
            if may_follow(reader, audience):
                following[reader.kind].append(reader)
            else:
                reader.end()
        deliver_to_members(news, following["member"], ephemeral)
        deliver_to_scribes(news, following["scribe"], audience.scribes)

    async def poll(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_POLLS)
            self.mark_dirty()

    async def send_heartbeats(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_HEARTBEATS)
            for reader in self.all_readers():
                reader.heartbeat()

    async def record_presence(self) -> None:
        """In a thread of its own, so that changes are delivered while the database lets nobody write."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_HEARTBEATS)
            if scribes := {reader.follower for reader in self.all_readers() if reader.kind == "scribe"}:
                try:
                    await self.loop.run_in_executor(self.writing, mark_as_seen, sorted(scribes))
                except Exception as error:
                    logger.warning("The devices that are online could not be recorded: %s", str(error).strip())


def may_follow(reader: Reader, audience: Audience) -> bool:
    """Whether this person or device still has access, and has not logged out or left with what it came with."""
    if reader.kind == "member":
        return reader.follower in audience.members and reader.key not in audience.ended
    return reader.follower in audience.scribes and (reader.follower, reader.key) not in audience.left


def deliver_to_members(news: News, readers: list[Reader], ephemeral: bytes = b"") -> None:
    """The bytes are made once for all who have seen the same changes, which is nearly always everyone."""
    frames: dict[int, bytes] = {}
    for reader in readers:
        if reader.seen not in frames:
            frames[reader.seen] = b"".join(map(NewsItem.frame, news.since(reader.seen)))
        reader.deliver(frames[reader.seen] + ephemeral, news.last)


def deliver_to_scribes(news: News, readers: list[Reader], groups: dict[int, int | None]) -> None:
    """The bytes are made once for each group, and separately for a device that a change is about.

    `groups` has all the readers.
    """
    subjects = {item.subject for item in news.items if item.kind == "scribe"}
    frames: dict[tuple, bytes] = {}
    for reader in readers:
        group = groups[reader.follower]
        key = (reader.seen, group, reader.follower if reader.follower in subjects else None)
        if key not in frames:
            frames[key] = b"".join(map(NewsItem.frame, news.for_scribe(reader.seen, reader.follower, group)))
        reader.deliver(frames[key], news.last)


def counted_as(reader: Reader) -> tuple[tuple, tuple, tuple]:
    """As a stream of the same device or session, of the same kind in its seminar, and of all."""
    seminar, kind = reader.seminar, reader.kind
    return (seminar, reader.follower, reader.key), (seminar, kind), ALL
