"""Answers that the server gives without Django's views: requests that are cut, slow, too large, or make no sense."""

from functools import lru_cache
from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from seminar.server.headers import add_headers
from seminar.server.wsgi import environ

SECONDS_TO_WAIT = 5


class RequestRefused(Exception):
    """The request reaches no view; `status` says why."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


def refusal(scope, status: int) -> HttpResponse:
    """A page in the reader's language; JSON where a device sent JSON (static/js/write/ask.js). Not to be changed."""
    request = WSGIRequest(environ(scope, BytesIO(), 0))
    language = translation.get_language_from_request(request)
    return made(status, language, request.content_type == "application/json", scope["scheme"])


@lru_cache(maxsize=128)
def made(status: int, language: str, as_json: bool, scheme: str) -> HttpResponse:
    """Made once, since what is refused by the thousand must cost little.

    A device drops a text that got 400 or 413 with an "error". So a body that was cut gets "retry" in its place.
    """
    with translation.override(language):
        if as_json:
            response = JsonResponse({"retry" if status == 400 else "error": sentence(status)}, status=status)
        else:
            page = render_to_string("refusal.html", {"status": status, "sentence": sentence(status)})
            response = HttpResponse(page, status=status)
    response.headers["Content-Length"] = str(len(response.content))
    if status in (408, 429, 503):
        response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    if status in (400, 408, 431):  # what follows on the connection is not another request
        response.headers["Connection"] = "close"
    return add_headers(
        WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.url_scheme": scheme, "wsgi.input": BytesIO()}), response
    )


def sentence(status: int) -> str:
    match status:
        case 408:
            return _("What you sent came too slowly, so nothing was saved. Go back and try again.")
        case 413:
            return _("This is too large, so nothing was saved. Go back and send it in parts.")
        case 429:
            return _("You asked for too many files at once. Wait until they have come, and then ask again.")
        case 431:
            return _("The browser sent more headers than this server reads. Delete the cookies of this site.")
        case 503:
            return _("The server is busy, so nothing was saved. Go back and try again in a moment.")
    return _("Not everything that was sent arrived, or it makes no sense. Nothing was saved. Go back and try again.")


async def refuse(scope, send, status: int) -> None:
    response = refusal(scope, status)
    headers = [(name.lower().encode(), value.encode("latin1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
