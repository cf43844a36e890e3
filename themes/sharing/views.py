"""The organizer's page about the key with which programs read the summary, and about links to one file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.models import ApiKey, Seminar
from themes.sharing.forms import LinkForm


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, find_seminar(request.user, slug, ORGANIZER), LinkForm())


@login_required
@never_cache
@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Makes a key, in place of the one before. This answer is the only place where it is ever shown."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    key = ApiKey.objects.make(seminar=seminar, by=request.user)
    return _page(request, seminar, LinkForm(), new_key=key)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    ApiKey.objects.withdraw(seminar=seminar, by=request.user)
    return redirect("api_key", slug)


@login_required
@never_cache
@require_POST
def link(request: HttpRequest, slug: str) -> HttpResponse:
    """A link to one file. It is shown and not stored."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    key = ApiKey.objects.filter(seminar=seminar).first()
    form = LinkForm(request.POST)
    if key is None:
        return redirect("api_key", slug)
    if not form.is_valid():
        return _page(request, seminar, form, status=422)
    made = form.link(key)
    address = request.build_absolute_uri(reverse("linked_file", args=[slug, made.token]))
    return _page(request, seminar, form, link=made, link_address=address)


def _page(request: HttpRequest, seminar: Seminar, form: LinkForm, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "seminar": seminar,
        "key": ApiKey.objects.filter(seminar=seminar).select_related("by").first(),
        "form": form,
        "address": request.build_absolute_uri(reverse("api_summary", args=[seminar.slug])),
        "description": request.build_absolute_uri(reverse("openapi")),
    }
    return render(request, "themes/sharing/key.html", context | more, status=status)
