"""The wall: the notes of all groups, for a projector and, where the seminar allows it, for the scribes' own devices."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.room.filter_forms import WallFilterForm
from posts.room.grid import Grid
from posts.room.wall_actions import wall_context
from seminar.access import ShutOut, find_scribe, find_seminar
from seminar.joining.views import shut_out
from seminar.models import Scribe, Seminar

NOTES_A_PAGE = 60


class WallClosed(Http404):
    """The groups may not read the wall, nor the device of this `scribe`."""

    def __init__(self, scribe: Scribe) -> None:
        super().__init__()
        self.scribe = scribe


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        seminar = _find_seminar(request, slug)
    except ShutOut as error:
        return shut_out(request, error.scribe)
    except WallClosed as closed:
        messages.info(request, _("The wall is closed for the groups."))
        return redirect(closed.scribe)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    return render(request, "posts/room/wall.html", _context(request, seminar))


@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes as they are now. Answers 304 after one query where nothing has changed."""
    seminar = _find_seminar(request, slug)
    not_modified = get_conditional_response(request, _etag(seminar))
    if not_modified is not None:
        return not_modified
    response = render(request, "posts/room/_wall_now.html", _context(request, seminar))
    response["ETag"] = _etag(seminar)
    return response


def _etag(seminar: Seminar) -> str:
    """The wall shows nothing but the seminar, so its last change tells whether the wall is the same."""
    return f'"{seminar.last_change}-{translation.get_language()}"'


def _find_seminar(request: HttpRequest, slug: str) -> Seminar:
    """The seminar of a member, or of a device that may read the wall. Raises Http404, ShutOut, WallClosed."""
    if request.user.is_authenticated:
        try:
            return find_seminar(request.user, slug)
        except Http404:
            pass
    scribe = find_scribe(request, slug)
    if not scribe.seminar.wall_open:
        raise WallClosed(scribe)
    return scribe.seminar


def _context(request: HttpRequest, seminar: Seminar) -> dict[str, Any]:
    form = WallFilterForm(request.GET, seminar=seminar)
    page = Paginator(form.posts(), NOTES_A_PAGE).get_page(request.GET.get("page"))
    is_member = hasattr(seminar, "role")
    context = {"seminar": seminar, "form": form, "page": page, "member": is_member, "etag": _etag(seminar)}
    # For the projector. Hundreds of devices ask for the wall too, and their rooms see the projector.
    if is_member and (round := seminar.rounds.current()):
        context["grid"] = Grid.of(round)
    return context | wall_context(request, seminar)
