"""The screen of the hall, which a projector shows, and its remote control, on another machine or a phone."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from posts.room.grid import Grid
from posts.room.wall_actions import wall_context
from seminar.access import EDITORS, find_seminar
from seminar.codes import show_code
from seminar.joining.qr import address_of, qr, short_address
from seminar.models import Hall
from themes.hall.forms import HallForm
from themes.hall.screen import HallScreen


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """In the language of the seminar, since the hall reads it, and not only the person who is logged in."""
    seminar = find_seminar(request.user, slug)
    screen = HallScreen.of(seminar)
    context = {
        "seminar": seminar,
        "screen": screen,
        "grid": Grid.of(screen.round) if screen.round and screen.hall.view == Hall.View.WALL else None,
        "address": short_address(request),
        "code": show_code(seminar.join_code),
        "qr": qr(address_of(request, seminar.join_code)),
    } | wall_context(request, seminar)
    with translation.override(seminar.language):
        return render(request, "themes/hall/hall.html", context)


@login_required
@require_safe
def remote(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    context = {"seminar": seminar, "screen": HallScreen.of(seminar), "views": Hall.View.choices}
    context |= wall_context(request, seminar)
    return render(request, "themes/hall/remote.html", context)


@login_required
@require_POST
def steer(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = HallForm(request.POST)
    if form.is_valid():
        form.carry_out(seminar, by=request.user)
    return redirect("hall_remote", slug)
