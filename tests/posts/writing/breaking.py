"""A proxy in front of the real server that breaks the answers to chosen paths, and counts all others."""

import re
import socket
import struct
from contextlib import suppress
from threading import Event, Lock, Thread

UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nConnection: close\r\n\r\nBusy"
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class BreakingProxy:
    """`broken` are parts of paths, each with a way: what happens to an answer whose path has that part.

    "reset": the connection is reset. "503": the server is busy. "half": half of the body comes, and then the connection
    ends. "cut short": half of the body comes, as if it was all of it. "silence": nothing comes. `wire` is what came for
    each request that went through: its path and the bytes of its answer. `headers` are added to each request.
    """

    def __init__(self, port: int, headers: bytes = b""):
        self.port, self.headers = port, headers
        self.broken: dict[str, str] = {}
        self.wire: list[tuple[str, int]] = []
        self.closed, self.lock = Event(), Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                Thread(target=self.serve, args=[client], daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        """Relays one request; the browser opens a new connection for the next one."""
        with client, suppress(OSError):
            request = client.recv(65536)
            while request and b"\r\n\r\n" not in request:
                request += client.recv(65536)
            if not request:
                return
            head, _, body = request.partition(b"\r\n\r\n")
            length = int(found[1]) if (found := LENGTH.search(head)) else 0
            while len(body) < length:
                body += client.recv(65536)
            line, _, rest = head.partition(b"\r\n")
            path = line.split(b" ")[1].decode()
            way = next((way for part, way in self.broken.items() if part in path), "")
            if way == "silence":
                self.closed.wait(60)
            elif way == "503":
                client.sendall(UNAVAILABLE)
            elif way == "reset":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                with socket.create_connection(("127.0.0.1", self.port)) as server:
                    rest = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", b"\r\n" + rest)
                    server.sendall(line + rest + b"\r\nConnection: close\r\n" + self.headers + b"\r\n" + body)
                    self.answer(client, server, path, way)

    def answer(self, client: socket.socket, server: socket.socket, path: str, way: str) -> None:
        if not way:
            size = 0
            try:
                while data := server.recv(65536):
                    size += len(data)
                    client.sendall(data)
            finally:
                with self.lock:
                    self.wire.append((path, size))
            return
        answer = b"".join(iter(lambda: server.recv(65536), b""))
        if way == "lose the answer":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        head, _, body = answer.partition(b"\r\n\r\n")
        half = body[: len(body) // 2]
        if way == "cut short":
            head = LENGTH.sub(b"\r\nContent-Length: " + str(len(half)).encode(), head)
        client.sendall(head + b"\r\n\r\n" + half)

    def close(self) -> None:
        self.closed.set()
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
