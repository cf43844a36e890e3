"""A small TCP proxy that breaks connections as networks and other proxies do."""

import socket
import struct
from contextlib import suppress
from threading import Lock, Thread

BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<h1>Log in</h1>"


class Proxy:
    """`mood` is what happens to everything that is sent from now on.

    "pass": it goes through. "bad gateway": no request gets an answer but 502. "portal": any request is answered by
    200 and a page that asks for a login. "down": every connection is reset. "hole": nothing gets through, without an
    error. "swallow streams": the bytes of a stream never arrive. "lose the answer": a POST or PUT is delivered, and the
    connection is reset instead of answered. "half": half of an answer to a PUT comes, and then the connection ends.
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
            Thread(target=self.relay, args=[client], daemon=True).start()

    def relay(self, client: socket.socket) -> None:
        try:
            pair = Pair(client, socket.create_connection(("127.0.0.1", self.target)))
        except OSError:  # no server
            client.close()
            return
        with self.lock:
            self.open.append(pair)
        Thread(target=self.relay_back, args=[pair], daemon=True).start()
        with pair:
            while data := pair.client.recv(65536):
                if answer := {"bad gateway": BAD_GATEWAY, "portal": PORTAL}.get(self.mood):
                    pair.client.sendall(answer)
                    return
                if self.mood == "down":
                    pair.reset()
                    return
                pair.halved |= self.mood == "half" and data.startswith(b"PUT")
                pair.swallowed |= self.mood == "swallow streams" and b"/live?" in data.split(b"\r\n", 1)[0]
                pair.lost |= self.mood == "lose the answer" and data.startswith((b"POST", b"PUT"))
                if self.mood != "hole":
                    pair.server.sendall(data)

    def relay_back(self, pair: "Pair") -> None:
        with pair:
            while data := pair.server.recv(65536):
                if pair.lost or self.mood == "down":
                    pair.reset()
                elif pair.halved:
                    pair.client.sendall(data[: len(data) // 2])
                    pair.reset()
                elif not pair.swallowed and self.mood != "hole":
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
        self.swallowed = self.lost = self.halved = False

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
