"""A small TCP proxy that does to connections what networks and other proxies do."""

import socket
import struct
from contextlib import suppress
from threading import Lock, Thread

BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """`mood` is what happens to what is sent from now on.

    "pass": it goes through. "bad gateway": no request gets an answer but 502. "swallow streams": the bytes of a stream
    never arrive. "lose the answer": a POST is delivered, and the connection is reset instead of answered.
    """

    def __init__(self, port: int):
        self.target, self.mood = port, "pass"
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.lock, self.open = Lock(), []
        Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            Thread(target=self.carry, args=[client], daemon=True).start()

    def carry(self, client: socket.socket) -> None:
        pair = Pair(client, socket.create_connection(("127.0.0.1", self.target)))
        with self.lock:
            self.open.append(pair)
        Thread(target=self.back, args=[pair], daemon=True).start()
        with pair:
            while data := pair.client.recv(65536):
                if self.mood == "bad gateway":
                    pair.client.sendall(BAD_GATEWAY)
                    return
                pair.swallowed |= self.mood == "swallow streams" and b"/live?" in data.split(b"\r\n", 1)[0]
                pair.lost |= self.mood == "lose the answer" and data.startswith(b"POST")
                pair.server.sendall(data)

    def back(self, pair: "Pair") -> None:
        with pair:
            while data := pair.server.recv(65536):
                if pair.lost:
                    pair.reset()
                elif not pair.swallowed:
                    pair.client.sendall(data)

    def cut(self) -> None:
        """Resets every connection that is open."""
        with self.lock:
            pairs, self.open = self.open, []
        for pair in pairs:
            pair.reset()

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.cut()


class Pair:
    """Two connections that end together, in either of two threads."""

    def __init__(self, client: socket.socket, server: socket.socket):
        self.client, self.server = client, server
        self.swallowed = self.lost = False

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace) -> bool:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        return kind is not None and issubclass(kind, OSError)

    def reset(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RD)  # wakes the thread that reads from it
            end.close()
