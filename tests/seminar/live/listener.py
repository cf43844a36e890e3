"""A page without a browser: it reads the stream in a thread, and comes back with its number when it is disconnected."""

import json
import socket
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import get_cookie_signer
from django.test import Client

from seminar.access import SALT
from seminar.server.cookies import DEVICE


def session_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def cookie_of(scribe) -> str:
    """The signed cookie of a scribe's device, as a header."""
    name = DEVICE + scribe.seminar.slug
    return f"{name}={get_cookie_signer(salt=name + SALT).sign(scribe.uid)}"


class Listener:
    """`events` as they came, `status` of the last answer, `raw` every byte of the streams, `times` it connected."""

    def __init__(self, url: str, seminar, cookie: str, after: int = 0, path: str = "live"):
        self.place, self.cookie, self.after = urlsplit(url), cookie, after
        self.path = f"/s/{seminar.slug}/{path}"
        self.events, self.raw, self.status, self.times, self.stopped = [], bytearray(), None, 0, False
        self.thread = Thread(target=self.listen, daemon=True)
        self.thread.start()

    @property
    def numbers(self) -> list[int]:
        return [event["number"] for event in self.events]

    def listen(self) -> None:
        while not self.stopped:
            try:
                self.read(self.open())
            except (OSError, HTTPException, AttributeError):  # the last when the socket is closed during a read
                time.sleep(0.02)
            if self.status not in (None, 200):  # None: disconnected before the first answer
                return

    def open(self):
        self.connection = HTTPConnection(self.place.hostname, self.place.port, timeout=20)
        self.connection.request("GET", f"{self.path}?after={self.after}", headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        self.status = answer.status
        self.times += 1
        return answer

    def read(self, answer) -> None:
        for line in answer:
            self.raw += line
            if line.startswith(b"data: "):
                self.events.append(json.loads(line[6:]))
                self.after = self.events[-1].get("number", self.after)  # an ephemeral event has none

    def stop(self) -> None:
        self.stopped = True
        with suppress(OSError, AttributeError):  # it may have ended by itself
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)
