"""Lets requests of one sender wait for each other instead of for a thread, so that others never wait behind them all.

A request that waits for its turn costs some memory. A thread that is taken is one of few.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, InterfaceError, connection
from django.http.cookie import parse_cookie

from seminar.server.client_address import network_of
from seminar.server.cookies import DEVICE
from seminar.server.refusals import RequestRefused

SEMINAR = re.compile(r"/s/([-\w]+)/(write/)?")


class Turns:
    """`at_once` requests of one sender go on at a time; the next ones follow in the order in which they came.

    Where `most` of one sender are going on or waiting, the next is refused.
    """

    def __init__(self, at_once: int, most: int | None = None):
        self.at_once, self.most = at_once, most
        self.asked: Counter[str] = Counter()
        self.free: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self, sender: str) -> AsyncIterator[None]:
        """Raises RequestRefused."""
        if self.most is not None and self.asked[sender] >= self.most:
            raise RequestRefused(429)
        self.asked[sender] += 1
        try:
            async with self.free.setdefault(sender, asyncio.Semaphore(self.at_once)):
                yield
        finally:
            self.asked[sender] -= 1
            if not self.asked[sender]:
                del self.asked[sender], self.free[sender]


def sender(scope) -> str:
    """The session or the device that a request says it is from, or else its network.

    On the pages of scribes only the device of this seminar counts, and elsewhere the session before it. All other
    cookies are left out: whoever adds another one to each request shall not pass for many.
    """
    cookies = cookies_of(scope)
    session, device = cookies.get(settings.SESSION_COOKIE_NAME, ""), ""
    if found := SEMINAR.match(scope["path"]):
        slug, writes = found.groups()
        device = cookies.get(DEVICE + slug, "")
        session = "" if writes else session
    return session or device or network_of(scope)


def person(scope) -> str:
    """The primary key of who is logged in, whatever the session; the network of the sender if nobody is.

    Reads the database.
    """
    key = cookies_of(scope).get(settings.SESSION_COOKIE_NAME)
    try:
        return (key and import_module(settings.SESSION_ENGINE).SessionStore(key).get(SESSION_KEY)) or network_of(scope)
    except (DatabaseError, InterfaceError):  # the view that follows says what is wrong
        connection.close()
        return network_of(scope)


def cookies_of(scope) -> dict[str, str]:
    return parse_cookie(b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin1"))
