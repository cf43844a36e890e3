"""Deleting a note, a device's notes, a person or a seminar for good: first a page that says what goes."""

import logging
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from posts.erasure.forms import ErasureForm, RetentionForm
from posts.erasure.own_data import own_data
from posts.models import Erasure
from posts.models.erasing import contents
from posts.models.erasure import DAYS_TO_WAIT, kind_of
from seminar.access import ORGANIZER, find_seminar
from seminar.accounts.confirmation import recently_confirmed
from seminar.models import NotPossible

page = require_http_methods(["GET", "HEAD", "POST"])
logger = logging.getLogger(__name__)


@login_required
@page
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_seminar(request.user, slug, ORGANIZER)
    waiting = found.erasures.waiting().exclude(kind=Erasure.Kind.SEMINAR)
    listed = [(erasure, row) for erasure in waiting if (row := erasure.row())]
    retention = RetentionForm(seminar=found)
    return _answer(request, found, seminar=found, after=reverse("home"), waiting=listed, retention=retention)


@login_required
@page
def retain(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_seminar(request.user, slug, ORGANIZER)
    form = RetentionForm(request.POST or None, seminar=found)
    if not form.is_valid():
        return _page(request, found, seminar=found, retention=form)
    found.describe(keep_until=form.cleaned_data["keep_until"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("seminar_erasure", slug)


@login_required
@page
def note(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    found = find_seminar(request.user, slug, ORGANIZER)
    post = get_object_or_404(found.posts.select_related("group", "round"), uid=uid)
    return _answer(request, post, seminar=found, after=reverse("board", args=[slug]))


@login_required
@page
def device(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = find_seminar(request.user, slug, ORGANIZER)
    scribe = get_object_or_404(found.scribes.select_related("group"), pk=pk)
    return _answer(request, scribe, seminar=found, after=reverse("devices", args=[slug]))


@page
@recently_confirmed
def person(request: HttpRequest) -> HttpResponse:
    return _answer(request, request.user, seminar=None, after=reverse("home"))


@require_safe
@recently_confirmed
def data(request: HttpRequest) -> HttpResponse:
    """What is stored about the person who is logged in, as a file."""
    headers = {"Content-Disposition": 'attachment; filename="rundebord.json"', "Cache-Control": "no-store"}
    return HttpResponse(own_data(request.user), content_type="application/json", headers=headers)


def _answer(request: HttpRequest, row: models.Model, *, after: str, seminar, **more) -> HttpResponse:
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = form.carry_out(row, by=request.user)
        except NotPossible as reason:
            messages.error(request, reason.sentence)
        except OSError:
            logger.warning("The journal of deletions cannot be written.")
            messages.error(request, form.not_noted())
        else:
            if done == "now":
                return _gone(request, row, after)
        return redirect(request.path)
    return _page(request, row, seminar=seminar, form=form, **more)


def _page(request: HttpRequest, row: models.Model, *, seminar, **more) -> HttpResponse:
    kind, forms = kind_of(row), {"form": ErasureForm(), **more}
    context = {
        "kind": kind,
        "row": row,
        "seminar": seminar,
        "contents": contents(kind, row),
        "erasure": Erasure.objects.of(row),
        "due": timezone.now() + timedelta(days=DAYS_TO_WAIT),
        "days": DAYS_TO_WAIT,
    }
    faulty = any(getattr(form, "errors", None) for form in forms.values())
    return render(request, "posts/erasure/erasure.html", context | forms, status=422 if faulty else 200)


def _gone(request: HttpRequest, row: models.Model, after: str) -> HttpResponse:
    if kind_of(row) == Erasure.Kind.PERSON:
        logout(request)
    messages.success(request, _("It is deleted for good."))
    return redirect(after)
