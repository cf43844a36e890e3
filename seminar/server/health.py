"""For load balancers and monitoring: /livez says whether the process answers, /healthz whether it can do its work.

Both are answered in the event loop, ahead of Django, so that they answer when all threads are busy.
"""

import asyncio
import shutil
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse

from seminar.server.headers import add_headers

ALIVE, HEALTHY = "/livez", "/healthz"
SECONDS_FOR_QUERY = 2  # a database that takes longer counts as one that does not answer
SECONDS_BETWEEN_QUERIES = 1
SECONDS_TO_WAIT = 5
LEAST_FREE = 32 * 1024**2  # bytes; SQLite's log alone may take some


class State(NamedTuple):
    """Of the database: seconds that a query took, None where it fails, and what is wrong with it."""

    seconds: float | None
    fault: str = ""


NO_ANSWER = State(None, "The database does not answer.")


class Database:
    """Asks the database at most once a second, however many ask. While a query hangs, no other is begun."""

    def __init__(self):
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self.query: Future[State] | None = None
        self.asked_at = 0.0

    async def state(self) -> State:
        """After SECONDS_FOR_QUERY at the latest."""
        now = time.monotonic()
        if self.query is None or (self.query.done() and now - self.asked_at >= SECONDS_BETWEEN_QUERIES):
            self.query, self.asked_at = self.thread.submit(ask), now
        query, left = self.query, self.asked_at + SECONDS_FOR_QUERY - now
        if left > 0 and not query.done():
            await asyncio.wait([asyncio.wrap_future(query)], timeout=left)
        return query.result() if query.done() else NO_ANSWER


def ask() -> State:
    """In a thread, with its own connection."""
    start = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(id) FROM seminar_change")
            cursor.fetchone()
            seconds = time.perf_counter() - start
            if connection.vendor == "postgresql":
                cursor.execute("SHOW transaction_read_only")
                if cursor.fetchone()[0] == "on":  # a standby that nobody has promoted
                    return State(seconds, "The database lets nobody write.")
    except (DatabaseError, InterfaceError):
        connection.close()
        return NO_ANSWER
    free = free_bytes()
    return State(seconds, "The disk of the database is full." if free is not None and free < LEAST_FREE else "")


def free_bytes() -> int | None:
    """On the disk of SQLite's file. PostgreSQL's disk is on a machine of its own, and None."""
    if connection.vendor != "sqlite":
        return None
    try:
        return shutil.disk_usage(Path(connection.settings_dict["NAME"]).parent).free
    except OSError:
        return None


class Health:
    """An ASGI application around another one. `live` has the hub of the streams."""

    def __init__(self, application, live, database: Database):
        self.application, self.live, self.database = application, live, database

    async def __call__(self, scope, receive, send) -> None:
        path = scope["path"] if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if path == ALIVE:
            await answer(scope, send, "")
        elif path == HEALTHY:
            state = await self.database.state()
            await answer(scope, send, "\n".join(filter(None, [state.fault, self.live.fault()])))
        else:
            await self.application(scope, receive, send)


async def answer(scope, send, faults: str) -> None:
    response = made(faults, scope["scheme"])
    headers = [(name.lower().encode(), value.encode("latin1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})


@lru_cache(maxsize=64)
def made(faults: str, scheme: str) -> HttpResponse:
    """Not to be changed: it is made once, since anybody may ask as often as they like."""
    response = HttpResponse(f"{faults or 'ok'}\n", content_type="text/plain", status=503 if faults else 200)
    response.headers["Content-Length"] = str(len(response.content))
    if faults:
        response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.url_scheme": scheme, "wsgi.input": BytesIO()})
    return add_headers(request, response)
