"""What programs read with the key of a seminar, and what those get who have a signed link."""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from seminar.models import ApiKey, NotPossible, Seminar
from seminar.server.file_response import file_response
from themes.sharing.answer import VERSION, answer
from themes.sharing.links import FORMATS, Link
from themes.sharing.openapi import description
from themes.summary.closed import summary_to_show
from themes.summary.file_request import named
from themes.summary.forms import FileForm
from themes.summary.names import Names, with_names
from themes.summary.report import Extent

MOST_A_MINUTE = 60  # requests with one key
View = Callable[..., HttpResponseBase]


def with_key(view: View) -> View:
    """The view gets the key in place of the slug. Without the right one, a seminar is not there."""

    @wraps(view)
    def checked(request: HttpRequest, slug: str, **parts: str) -> HttpResponseBase:
        scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
        key = ApiKey.objects.find(slug, given.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise Http404
        return _not_too_often(key) or view(request, key, **parts)

    return checked


@require_safe
@with_key
def summary(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    names = _names(request)
    if names is None:
        return _wrong_names()
    etag = _etag(key.seminar, "json", names)
    if unchanged := get_conditional_response(request, etag):
        return _private(unchanged)
    shown = with_names(summary_to_show(key.seminar), key.seminar, names)
    response = JsonResponse(answer(shown), json_dumps_params={"ensure_ascii": False})
    response["ETag"] = etag
    return _private(response)


@require_safe
@with_key
def file(request: HttpRequest, key: ApiKey, format: str) -> HttpResponseBase:
    names = _names(request)
    if format not in FORMATS:
        raise Http404
    return _wrong_names() if names is None else _file(request, key.seminar, format, names)


@require_safe
def linked_file(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """The file that a signed link is to, until the link ends or the key is withdrawn."""
    link = Link.read(token)
    key = link and ApiKey.objects.of_link(slug, link.key)
    if not (link and key):
        raise Http404
    return _not_too_often(key) or _file(request, key.seminar, link.format, link.names)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(description(request.build_absolute_uri("/").rstrip("/")), json_dumps_params={"indent": 1})


def _file(request: HttpRequest, seminar: Seminar, format: str, names: str) -> HttpResponseBase:
    etag = _etag(seminar, format, names)
    if unchanged := get_conditional_response(request, etag):
        return _private(unchanged)
    writer = FORMATS[format]
    if seminar.posts.visible().count() > (limit := writer.limit(names)):
        return _plain(f"A file of this kind has at most {limit} notes here. Log in to get a larger one.", 409)
    name = named(seminar, timezone.now(), format)
    try:
        response = file_response(writer.pieces(seminar, names=names, with_log=False), name, writer.content_type)
    except NotPossible as reason:
        return _plain(reason.sentence, 409)
    response["ETag"] = etag
    return _private(response)


def _names(request: HttpRequest) -> str | None:
    """How to show names, None where what was asked for does not exist."""
    form = FileForm({"form": Extent.WHOLE, "names": Names.SHOWN} | request.GET.dict(), editors=False)
    return form.cleaned_data["names"] if form.is_valid() else None


def _wrong_names() -> HttpResponse:
    return _plain(f"“names” is one of {', '.join(Names.values)}.", 400)


def _plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _not_too_often(key: ApiKey) -> HttpResponse | None:
    """An answer that refuses the request, None where there were few enough."""
    now = timezone.now()
    counter = f"api:{key.pk}:{now:%H%M}"
    cache.add(counter, 0, timeout=120)
    try:
        asked = cache.incr(counter)
    except ValueError:  # the cache has just removed it to make room
        asked = 1
    if asked > MOST_A_MINUTE:
        return HttpResponse(status=429, headers={"Retry-After": str(60 - now.second)})
    key.was_used()
    return None


def _etag(seminar: Seminar, format: str, names: str) -> str:
    """Another one after each change in the seminar."""
    finished_by = seminar.finished_by.name if seminar.finished_by else ""
    parts = (VERSION, seminar.pk, seminar.last_change, format, names, finished_by)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """No cache on the way stores it."""
    response["Cache-Control"] = "private, no-cache"
    return response
