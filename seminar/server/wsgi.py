"""Calls Django, which is WSGI, from the event loop: a thread gets whole requests and gives whole responses.

No thread waits for a device to send or to read. A file to download stays on the disk until it is sent.
"""

import asyncio
import contextvars
import os
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import IO, NamedTuple

PIECE = 64 * 1024  # as much as uvicorn holds back for a slow reader
SECONDS_TO_BEGIN = 30
SLOWEST = 8 * 1024  # bytes a second


class FileBody:
    """The `wsgi.file_wrapper` of PEP 3333: Django wraps a file that it would send. It has read nothing of it yet."""

    def __init__(self, file, block_size: int = PIECE):
        self.file, self.close = file, file.close

    def reopened(self) -> IO[bytes]:
        """The same file from its beginning, when Django has closed its own."""
        file = os.fdopen(os.dup(self.file.fileno()), "rb", buffering=0)
        file.seek(0)
        return file


class Response(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes | IO[bytes]

    async def pieces(self) -> AsyncIterator[bytes]:
        if isinstance(self.body, bytes):
            for start in range(0, len(self.body), PIECE):
                yield self.body[start : start + PIECE]
            return
        with self.body as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    @property
    def length(self) -> int:
        return len(self.body) if isinstance(self.body, bytes) else os.fstat(self.body.fileno()).st_size


class Pool:
    """Threads that call a WSGI `application`, each after `begin`.

    `asked` are the requests that have a thread or wait for one.
    """

    def __init__(self, application, threads: int, begin: Callable[[], None] | None = None):
        self.application, self.threads, self.asked = application, threads, 0
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="WSGI", initializer=begin)

    async def call(self, environ: dict) -> Response:
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()
        self.asked += 1
        try:
            return await loop.run_in_executor(self.executor, context.run, self.respond, environ)
        finally:
            self.asked -= 1

    def respond(self, environ: dict) -> Response:
        started = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info=None) -> None:
            started[:] = [status, headers]

        content = self.application(environ, start_response)
        try:
            body = content.reopened() if isinstance(content, FileBody) else b"".join(content)
        finally:
            content.close()
        status, headers = started
        return Response(
            int(status.split(" ", 1)[0]),
            [(name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers],
            body,
        )


async def send_response(response: Response, send, connection) -> None:
    """Sends it in pieces, each when there is room for it. Aborts the `connection` of whoever reads too slowly."""
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    try:
        async with asyncio.timeout(SECONDS_TO_BEGIN + response.length / SLOWEST), aclosing(response.pieces()) as pieces:
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        connection.abort()
        await send({"type": "http.response.body", "body": b""})  # returns when uvicorn knows


def environ(scope, body: IO[bytes], length: int) -> dict:
    """A WSGI environ of an ASGI scope."""
    host, port = scope.get("server") or ("localhost", 80)
    client, client_port = scope.get("client") or ("", 0)
    values = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileBody,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        # WSGI writes "-" and "_" alike, so a name with "_" could stand in for one that a proxy sets.
        if name == b"content-length" or b"_" in name:
            continue
        key = name.decode("latin1").upper().replace("-", "_")
        key, text = key if key == "CONTENT_TYPE" else f"HTTP_{key}", value.decode("latin1")
        values[key] = f"{values[key]}{'; ' if name == b'cookie' else ','}{text}" if key in values else text
    return values
