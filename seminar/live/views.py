"""Following a seminar: permission to open a stream, and polling for pages that no stream reaches.

Members receive all changes, the device of a scribe those that concern its group.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from seminar.access import find_scribe, find_seminar
from seminar.models import Scribe, Seminar

from .news import News, NewsItem, read_news


@login_required
@require_GET
def live(request, slug: str):
    """stream.py opens the stream. On a server without it, this answer stays as it is and the page polls."""
    seminar = find_seminar(request.user, slug)
    return grant(request, seminar, "member", request.user.pk, request.session.session_key)


@require_GET
def live_scribe(request, slug: str):
    scribe = find_scribe(request, slug)
    if not scribe.was_seen_lately:
        Scribe.objects.saw([scribe.pk])
    return grant(request, scribe.seminar, "scribe", scribe.pk, scribe.cookie_key)


@login_required
@require_safe
def changes(request, slug: str):
    """The news as JSON: {"changes": [...], "last": number}; 304 if the page has seen the last one."""
    return news_response(request, find_seminar(request.user, slug).pk, News.since)


@require_safe
def changes_scribe(request, slug: str):
    scribe = find_scribe(request, slug)
    if scribe.is_away:
        Scribe.objects.saw([scribe.pk])
    return news_response(
        request, scribe.seminar_id, lambda news, seen: news.for_scribe(seen, scribe.pk, scribe.group_id)
    )


def grant(request: HttpRequest, seminar: Seminar, kind: str, follower: int, key: str) -> HttpResponse:
    """Tells stream.py, in a header, for whom to open a stream, from which change, and which is the last.

    `key` is that of the session of a member, or of the cookie of a device. The stream ends with it.
    """
    seen = last_seen(request)
    if seen is None:
        return not_a_number()
    facts = f"{seminar.pk} {kind} {follower} {seen} {seminar.last_change} {key}"
    return HttpResponse(status=204, headers={"Live-Grant": facts})


def news_response(request: HttpRequest, seminar: int, select: Callable[[News, int], list[NewsItem]]) -> HttpResponse:
    seen = last_seen(request)
    if seen is None:
        return not_a_number()
    news = read_news(seminar, seen)
    etag = f'"{news.last}"'
    items = [item.as_dict() for item in select(news, seen)]
    response = JsonResponse({"changes": items, "last": news.last}, headers={"ETag": etag})
    return get_conditional_response(request, etag, None, response)


def last_seen(request: HttpRequest) -> int | None:
    """The number of the last change the page has seen; None if it is not a number that fits a database's integer."""
    after = request.GET.get("after", "0")
    return int(after) if after.isascii() and after.isdigit() and len(after) <= 18 else None


def not_a_number() -> HttpResponse:
    return HttpResponseBadRequest(
        _("“after” must be the number of a change."), content_type="text/plain; charset=utf-8"
    )
