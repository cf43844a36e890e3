"""Django as WSGI on fixed pools of threads, so that slow requests do not delay quick ones.

Django's own ASGI handler costs three to five times the CPU. Few threads serve a full hall sooner than many, since only
one of them runs Python at a time and the others compete with it.
"""

import asyncio
import re
from contextlib import AsyncExitStack

from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest

from seminar.server.processor import run_on_all_processors
from seminar.server.protocol import transport_of
from seminar.server.refusals import RequestRefused, refuse
from seminar.server.request_body import Body, Incoming
from seminar.server.saves import SAVE_PATH
from seminar.server.turns import Turns, person, sender
from seminar.server.wsgi import Pool, Response, environ, send_response

# Reading an uploaded file and writing a report take seconds. Neither waits for the other.
IMPORT_PATH = re.compile(r"/import/.*")
REPORT_PATH = re.compile(r"(?:/s/([-\w]+)/(?:summary|log)/\w+/|/api/s/([-\w]+)/summary/.*|/s/([-\w]+)/file/.+/)")
MOST_REPORTS = 10  # that one person may have asked for at once


class ThreadPools:
    """An ASGI application around a WSGI `application`.

    A thread is taken when the whole request has come, and given back before the response is read. What a device saves
    waits only for other saves, for which there may be another application, and a page waits for neither an import nor a
    report. One sender leaves a thread of each pool to the others: of a person one report is made at a time, and of a
    seminar too.
    """

    def __init__(self, application, saves=None):
        self.saves = Pool(saves or application, 2)
        # Those start processes of their own.
        self.imports, self.reports = (Pool(application, 2, run_on_all_processors) for _ in range(2))
        self.pages = Pool(application, 2)
        self.incoming = Incoming()
        self.turns = {self.saves: Turns(1), self.pages: Turns(1)}
        self.reports_of_person, self.reports_of_seminar = Turns(1, MOST_REPORTS), Turns(1)

    async def __call__(self, scope, receive, send) -> None:
        try:
            async with Body(scope, receive, self.incoming) as body:
                request = environ(scope, body.file, body.length)
                if not makes_sense(scope, request):
                    raise RequestRefused(400)
                response = await self.respond(scope, request, transport_of(send))
        except RequestRefused as refused:
            await refuse(scope, send, refused.status)
        except asyncio.CancelledError:  # a server that stops waits no longer; the device sends it again
            await refuse(scope, send, 503)
        else:
            await send_response(response, send, transport_of(send))

    async def respond(self, scope, request: dict, connection: asyncio.Transport | None) -> Response:
        """Waits for a turn, and then for a thread. Raises RequestRefused, also where nobody waits for the page."""
        pool = self.pool(scope)
        async with AsyncExitStack() as turns:
            if pool is self.reports:
                [seminar] = filter(None, REPORT_PATH.fullmatch(scope["path"]).groups())
                who = await asyncio.get_running_loop().run_in_executor(self.pages.executor, person, scope)
                await turns.enter_async_context(self.reports_of_person.turn(who))
                await turns.enter_async_context(self.reports_of_seminar.turn(seminar))
            elif pool is not self.imports:  # where a person's second file is refused (posts/importing/upload.py)
                await turns.enter_async_context(self.turns[pool].turn(sender(scope)))
            if scope["method"] == "GET" and connection and connection.is_closing():
                raise RequestRefused(503)
            return await pool.call(request)

    def pool(self, scope) -> Pool:
        if scope["method"] == "PUT" and SAVE_PATH.fullmatch(scope["path"]):
            return self.saves
        if IMPORT_PATH.fullmatch(scope["path"]):
            return self.imports
        return self.reports if REPORT_PATH.fullmatch(scope["path"]) else self.pages


def makes_sense(scope, request: dict) -> bool:
    """Whether the host is one of ours, and no NUL is in the address. No database takes one, and nobody types one.

    Scanners try both all day, so that it is settled without a thread and without a line in the log.
    """
    if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
        return False
    try:
        WSGIRequest(dict(request)).get_host()  # which writes into it
    except DisallowedHost:
        return False
    return True
