"""The wall: what the groups have written, for the stage and, where that is allowed, for everyone's own screen."""

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from posts.showing import WallForm
from seminar.access import find_scribe, find_seminar
from seminar.models import Seminar

NOTES_A_PAGE = 60


@require_safe
def show(request, slug: str):
    try:
        seminar = find_reader(request, slug)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    return render(request, "posts/wall.html", shown(request, seminar))


@require_safe
def notes(request, slug: str):
    """The notes again, as they are now; 304 where nothing has happened since, at the price of the look-up."""
    seminar = find_reader(request, slug)
    unchanged = get_conditional_response(request, mark_of(seminar))
    if unchanged is not None:
        return unchanged
    response = render(request, "posts/_wall_notes.html", shown(request, seminar))
    response["ETag"] = mark_of(seminar)
    return response


def mark_of(seminar: Seminar) -> str:
    """An ETag: what is on the wall changes with the seminar only."""
    return f'"{seminar.last_change}-{translation.get_language()}"'


def find_reader(request, slug: str) -> Seminar:
    """The seminar of a member, or of a device that may look at the wall. Raises Http404."""
    if request.user.is_authenticated:
        try:
            return find_seminar(request.user, slug)
        except Http404:
            pass
    scribe = find_scribe(request, slug)
    if not scribe.seminar.wall_open:
        raise Http404
    return scribe.seminar


def shown(request, seminar: Seminar) -> dict:
    form = WallForm(request.GET, seminar=seminar)
    page = Paginator(form.posts(), NOTES_A_PAGE).get_page(request.GET.get("page"))
    member = hasattr(seminar, "role")
    return {"seminar": seminar, "form": form, "page": page, "member": member, "mark": mark_of(seminar)}
