"""Clients that begin a request or an answer and then take their time, with or without a proxy between."""

import socket
from contextlib import ExitStack
from uuid import uuid4

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
UNFINISHED_HEADERS = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def head(method: str, path: str, length: int | None = None, cookie: str = "", kind: str = FORM, **headers) -> bytes:
    headers = {"Host": "127.0.0.1", "Cookie": cookie, "Content-Type": kind, "Content-Length": length, **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items() if value is not None)]
    return "\r\n".join([*lines, "", ""]).encode("latin1")


def connect(port: int, buffer: int = 0) -> socket.socket:
    connection = socket.socket()
    if buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    return connection


class SlowClients(ExitStack):
    """Bodies to every pool of threads, 300 headers, and 100 readers, all at once. `with` closes them."""

    def __init__(self, port: int, slug: str, *, member: str, device: str):
        super().__init__()
        self.port = port
        token = "csrftoken=" + "a" * 32  # makes Django read the body
        self.begin(head("POST", "/account/login/", 100_000, token) + b"x", 6)
        self.begin(head("POST", "/import/", 100_000, f"{member}; {token}") + b"x", 6)
        self.begin(head("PUT", f"/s/{slug}/write/notes/{uuid4()}/", 5_000, device, JSON) + b"{", 6)
        self.begin(UNFINISHED_HEADERS, 300)
        self.begin(head("GET", f"/s/{slug}/summary/json/", cookie=member), 12, buffer=2048)
        self.begin(head("GET", "/static/django_htmx/htmx.min.js"), 88, buffer=2048)

    def begin(self, data: bytes, number: int, buffer: int = 0) -> None:
        for _ in range(number):
            self.enter_context(connect(self.port, buffer)).sendall(data)
