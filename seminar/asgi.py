"""The server's entry: streams in raw ASGI, all else Django as WSGI on fixed pools of threads.

Django's own ASGI handler costs 3-5 times the CPU, and a stream inside Django a thread and 60 KB. Few threads serve a
full hall sooner than many, since only one runs at a time and the others get in its way.
"""

import re

from a2wsgi import WSGIMiddleware

from seminar.wsgi import application

from .live.stream import Live

LONG = re.compile(r"/import/.*|/s/[-\w]+/(summary|log)/\w+/")


class Lanes:
    """What a device saves waits for other saves only, and a page for neither an import nor a report."""

    def __init__(self, application):
        self.saves, self.long = (WSGIMiddleware(application, workers=2) for _ in range(2))
        self.pages = WSGIMiddleware(application, workers=3)

    async def __call__(self, scope, receive, send) -> None:
        other = self.long if LONG.fullmatch(scope["path"]) else self.pages
        await (self.saves if scope["method"] == "PUT" else other)(scope, receive, send)


application = Live(Lanes(application))
