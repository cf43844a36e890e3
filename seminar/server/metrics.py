"""What a monitoring system reads at /metrics: OpenMetrics, about the process, and nothing about people or their words.

Only with the token in METRICS_TOKEN; without it, or with another one, the page does not exist. It is answered in the
event loop, ahead of Django, so that it also answers when all threads are busy.
"""

import hmac
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from seminar.server.health import Database, State, free_bytes
from seminar.server.mail import counted
from seminar.server.protocol import transport_of
from seminar.server.thread_pools import ThreadPools

PATH = "/metrics"
HEADERS = [
    (b"content-type", b"application/openmetrics-text; version=1.0.0; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
STATUS_OF_NONE = 499  # nobody waited for the answer

began = time.time()
done_at: dict[str, float] = {}  # when this process last did something by itself, by its name


def note_done(what: str) -> None:
    done_at[what] = time.time()


class Metrics:
    """An ASGI application around `live`: counts what passes, and answers PATH. `streams` matches their paths."""

    def __init__(self, live, pools: ThreadPools, streams: re.Pattern[str], database: Database):
        self.live, self.pools, self.streams, self.database = live, pools, streams, database
        self.kinds = {pools.saves: "save", pools.pages: "page", pools.imports: "import", pools.reports: "report"}
        self.going_on: Counter[str] = Counter()
        self.answered: Counter[tuple[str, int]] = Counter()  # by kind and status
        self.seconds: Counter[str] = Counter()
        self.within: Counter[tuple[str, float]] = Counter()  # by kind and bucket

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.live(scope, receive, send)
        elif scope["path"] == PATH and scope["method"] == "GET" and has_token(scope):
            await self.answer(send)
        else:
            await self.count(scope, receive, send)

    async def count(self, scope, receive, send) -> None:
        kind, answer, start = self.kind(scope), Answer(send), time.perf_counter()
        self.going_on[kind] += 1
        try:
            await self.live(scope, receive, answer.send)
        finally:
            self.going_on[kind] -= 1
            self.answered[kind, answer.status] += 1
            if kind != "stream":
                self.measure(kind, time.perf_counter() - start)

    def kind(self, scope) -> str:
        if scope["method"] == "GET" and self.streams.fullmatch(scope["path"]):
            return "stream"
        return self.kinds[self.pools.pool(scope)]

    def measure(self, kind: str, seconds: float) -> None:
        self.seconds[kind] += seconds
        self.within.update((kind, most) for most in (*BUCKETS, float("inf")) if seconds <= most)

    async def answer(self, send) -> None:
        text = "\n".join([*self.lines(await self.database.state()), "# EOF", ""])
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": text.encode()})

    def lines(self, database: State) -> Iterator[str]:
        yield from family("rundebord_requests", "counter", "Answered requests, by kind and status. 499: nobody waited.")
        for (kind, status), number in sorted(self.answered.items()):
            yield f'rundebord_requests_total{{kind="{kind}",status="{status}"}} {number}'
        yield from family(
            "rundebord_request_seconds", "histogram", "From the request line to the end of the answer.", "seconds"
        )
        for kind in sorted(self.seconds):
            for most in BUCKETS:
                yield f'rundebord_request_seconds_bucket{{kind="{kind}",le="{float(most)}"}} {self.within[kind, most]}'
            number = self.within[kind, float("inf")]
            yield f'rundebord_request_seconds_bucket{{kind="{kind}",le="+Inf"}} {number}'
            yield f'rundebord_request_seconds_count{{kind="{kind}"}} {number}'
            yield f'rundebord_request_seconds_sum{{kind="{kind}"}} {self.seconds[kind]:.6f}'
        yield from family("rundebord_requests_open", "gauge", "Requests that are not answered to their end.")
        for kind in ("stream", *self.kinds.values()):
            yield f'rundebord_requests_open{{kind="{kind}"}} {self.going_on[kind]}'
        for name, what, text in (
            ("threads", lambda pool: pool.threads, "Threads for requests of this kind."),
            ("threads_busy", lambda pool: min(pool.asked, pool.threads), "Those that make an answer."),
            ("requests_waiting", lambda pool: max(0, pool.asked - pool.threads), "Requests that wait for a thread."),
        ):
            yield from family(f"rundebord_{name}", "gauge", text)
            yield from (f'rundebord_{name}{{kind="{kind}"}} {what(pool)}' for pool, kind in self.kinds.items())
        yield from gauge("rundebord_database_up", int(not database.fault), "Whether the database can be used.")
        if database.seconds is not None:
            yield from gauge(
                "rundebord_database_seconds", f"{database.seconds:.6f}", "How long a query takes.", "seconds"
            )
        if (free := free_bytes()) is not None:
            yield from gauge("rundebord_disk_free_bytes", free, "Room on the disk of SQLite's file.", "bytes")
        yield from gauge("rundebord_stream_up", int(not self.live.fault()), "Whether open pages learn of changes.")
        yield from family("rundebord_mails", "counter", "E-mails that were sent, and that could not be.")
        for result, number in counted.items():
            yield f'rundebord_mails_total{{result="{result}"}} {number}'
        yield from moments()
        yield from gauge("process_start_time_seconds", f"{began:.3f}", "When this process started.", "seconds")
        yield from gauge("process_resident_memory_bytes", resident(), "Memory of this process.", "bytes")


class Answer:
    """What is sent, with its status. `transport` is for protocol.transport_of, which looks for it beside `send`."""

    def __init__(self, send):
        self.send_on, self.transport, self.status = send, transport_of(send), STATUS_OF_NONE

    async def send(self, message) -> None:
        self.status = message.get("status", self.status)
        await self.send_on(message)


def moments() -> Iterator[str]:
    if "purge" in done_at:
        text = "When what is due was last deleted by this process."
        yield from gauge("rundebord_last_purge_timestamp_seconds", f"{done_at['purge']:.3f}", text, "seconds")
    if (newest := newest_backup()) is not None:
        text = "When the newest file in BACKUP_FOLDER was written."
        yield from gauge("rundebord_last_backup_timestamp_seconds", f"{newest:.3f}", text, "seconds")


def newest_backup() -> float | None:
    """None where BACKUP_FOLDER is not set, cannot be read, or has none."""
    try:
        files = Path(settings.BACKUP_FOLDER).glob("*.jsonl.gz") if settings.BACKUP_FOLDER else ()
        return max((file.stat().st_mtime for file in files), default=None)
    except OSError:
        return None


def resident() -> int:
    """Bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def gauge(name: str, value: object, text: str, unit: str = "") -> Iterator[str]:
    yield from family(name, "gauge", text, unit)
    yield f"{name} {value}"


def family(name: str, kind: str, text: str, unit: str = "") -> Iterator[str]:
    yield f"# TYPE {name} {kind}"
    if unit:
        yield f"# UNIT {name} {unit}"
    yield f"# HELP {name} {text}"


def has_token(scope) -> bool:
    """Whether the request has “Authorization: Bearer ” and the token. Never where none is set."""
    given = dict(scope["headers"]).get(b"authorization", b"")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, b"Bearer " + settings.METRICS_TOKEN.encode())
