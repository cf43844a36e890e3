"""Following a seminar, as Django sees it: leave to open a stream, and polling where none gets through.

Members follow all of it, the device of a scribe what concerns its group.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from seminar.access import find_scribe, find_seminar
from seminar.models import Scribe

from .news import News, read_news


@login_required
@require_GET
def live(request, slug: str):
    """Leave to follow. stream.py makes the stream of it; from a server without it, the page goes on by polling."""
    return leave(request, find_seminar(request.user, slug).pk, "member", request.user.pk)


@require_GET
def live_scribe(request, slug: str):
    scribe = find_scribe(request, slug)
    if not scribe.was_seen_lately:
        Scribe.objects.saw([scribe.pk])
    return leave(request, scribe.seminar_id, "scribe", scribe.pk)


@login_required
@require_safe
def changes(request, slug: str):
    """The news as JSON: {"changes": [...], "last": number}; 304 where the page has seen the last one."""
    return told(request, find_seminar(request.user, slug).pk, News.since)


@require_safe
def changes_scribe(request, slug: str):
    scribe = find_scribe(request, slug)
    if scribe.is_away:
        Scribe.objects.saw([scribe.pk])
    return told(request, scribe.seminar_id, lambda news, seen: news.for_scribe(seen, scribe.pk, scribe.group_id))


def leave(request, seminar: int, kind: str, who: int):
    seen = number(request)
    if seen is None:
        return not_a_number()
    return HttpResponse(status=204, headers={"Live-Leave": f"{seminar} {kind} {who} {seen}"})


def told(request, seminar: int, choose):
    seen = number(request)
    if seen is None:
        return not_a_number()
    news = read_news(seminar, seen)
    mark = f'"{news.last}"'
    events = [event.told() for event in choose(news, seen)]
    response = JsonResponse({"changes": events, "last": news.last}, headers={"ETag": mark})
    return get_conditional_response(request, mark, None, response)


def number(request) -> int | None:
    """The last change the page has seen; at most what a database can count to."""
    after = request.GET.get("after", "0")
    return int(after) if after.isascii() and after.isdigit() and len(after) <= 18 else None


def not_a_number() -> HttpResponse:
    return HttpResponseBadRequest(
        _("“after” must be the number of a change."), content_type="text/plain; charset=utf-8"
    )
