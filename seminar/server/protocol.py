"""uvicorn's HTTP protocol, with limits on headers and with our own answers to requests that it cannot read."""

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from seminar.server.refusals import refusal

LARGEST_HEADERS = 64 * 1024  # bytes of the request line and all headers; cookies of several seminars fit
SECONDS_FOR_HEADERS = 20


class Protocol(HttpToolsProtocol):
    """Refuses headers that are too large (431) or come too slowly (408). No header name with "_" reaches anyone."""

    # More than thirty attributes in its dictionary would cost each open connection a kilobyte.
    __slots__ = ("header_bytes", "headers_late", "in_headers", "status", "unfinished")

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self.status = 400
        self.begin_headers()

    def begin_headers(self) -> None:
        self.in_headers, self.header_bytes, self.unfinished = True, 0, 0
        self.headers_late = self.loop.call_later(SECONDS_FOR_HEADERS, self.refuse_slow_headers)

    def connection_lost(self, exc: Exception | None) -> None:
        self.headers_late.cancel()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        self.in_headers = False
        self.headers_late.cancel()
        super().on_headers_complete()

    def on_message_begin(self) -> None:
        if not self.in_headers:  # another request on the same connection
            self.begin_headers()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self.count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.count(len(name) + len(value))
        if b"_" not in name:
            super().on_header(name, value)

    def count(self, size: int) -> None:
        self.header_bytes += size
        if self.header_bytes > LARGEST_HEADERS:
            self.status = 431
            raise ValueError  # httptools stops, and calls send_400_response

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # A header is counted when all of it has come, and one may be endless.
        if self.in_headers and not self.transport.is_closing():
            self.unfinished += len(data)
            if self.unfinished > LARGEST_HEADERS:
                self.status = 431
                self.send_400_response("")

    def refuse_slow_headers(self) -> None:
        if self.in_headers and not self.transport.is_closing():
            self.status = 408
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """uvicorn's name for its answer to a request that it cannot read."""
        # What came of the headers before may say which language the reader wants.
        headers = [one for one in self.headers or [] if one[0] in (b"accept-language", b"cookie")]
        scope = {"method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "headers": headers}
        response = refusal(scope | {"scheme": self.scheme}, self.status)
        lines = [f"{name}: {value}\r\n".encode("latin1") for name, value in response.items()]
        self.transport.write(b"".join([STATUS_LINE[self.status], *lines, b"\r\n", response.content]))
        self.transport.close()


def transport_of(send) -> asyncio.Transport | None:
    """The connection behind uvicorn's `send`, which is private to uvicorn."""
    return getattr(getattr(send, "__self__", None), "transport", None)
