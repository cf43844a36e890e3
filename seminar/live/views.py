"""Following a seminar, as Django sees it: leave to open a stream, and polling where none gets through."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from seminar.access import find_seminar

from .news import read_news


@login_required
@require_GET
def live(request, slug: str):
    """Leave to follow. stream.py makes the stream of it; from a server without it, the page goes on by polling."""
    seminar, seen = find_seminar(request.user, slug), number(request)
    if seen is None:
        return not_a_number()
    return HttpResponse(status=204, headers={"Live-Leave": f"{seminar.pk} {request.user.pk} {seen}"})


@login_required
@require_safe
def changes(request, slug: str):
    """The news as JSON: {"changes": [...]}; 304 where the page has seen the last one."""
    seminar, seen = find_seminar(request.user, slug), number(request)
    if seen is None:
        return not_a_number()
    news = read_news(seminar.pk, seen)
    mark = f'"{news.last}"'
    response = JsonResponse({"changes": [event._asdict() for event in news.since(seen)]}, headers={"ETag": mark})
    return get_conditional_response(request, mark, None, response)


def number(request) -> int | None:
    """The last change the page has seen; at most what a database can count to."""
    after = request.GET.get("after", "0")
    return int(after) if after.isascii() and after.isdigit() and len(after) <= 18 else None


def not_a_number() -> HttpResponse:
    return HttpResponseBadRequest(
        _("“after” must be the number of a change."), content_type="text/plain; charset=utf-8"
    )
