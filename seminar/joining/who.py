"""The scribe's own page: name and group, another device, and leaving."""

from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ShutOut, find_scribe, forget
from seminar.codes import show_code
from seminar.joining.forms import LeaveForm, ScribeForm
from seminar.joining.qr import address_of, qr, short_address
from seminar.joining.views import MANY_GROUPS, shut_out, too_fast
from seminar.models import Scribe
from seminar.models.scribe import OnlyOrganizerMoves, TooManyChanges


def with_scribe(view):
    """A view (request, scribe). A device that was shut out, or that is too fast, gets a page that says so."""

    @wraps(view)
    def wrapped(request, slug: str):
        try:
            scribe = find_scribe(request, slug)
        except ShutOut as error:
            return shut_out(request, error.scribe)
        try:
            return view(request, scribe)
        except TooManyChanges:
            return too_fast(request)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@with_scribe
def who(request, scribe: Scribe):
    form = scribe_form(scribe, request.POST or None)
    if not form.is_valid():
        return who_page(request, scribe, form=form)
    try:
        scribe.introduce(**form.cleaned_data) if "group" in form.fields else scribe.rename(**form.cleaned_data)
    except OnlyOrganizerMoves:
        messages.error(request, _("You cannot change groups yourself now. Ask the organizer to move you."))
        return redirect("who", scribe.seminar.slug)
    messages.success(request, _("Saved."))
    return redirect(scribe)


@require_POST
@with_scribe
def offer_move(request, scribe: Scribe):
    scribe.offer_move()
    return redirect("who", scribe.seminar.slug)


@require_POST
@with_scribe
def leave(request, scribe: Scribe):
    """The next page deletes what the device has stored of this seminar. What was saved stays on the server."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return who_page(request, scribe, leave=form)
    scribe.leave()
    response = redirect("enter")
    forget(response, scribe.seminar)
    request.session["left"] = scribe.seminar.slug
    return response


def scribe_form(scribe: Scribe, data: QueryDict | None = None) -> ScribeForm:
    """With the groups that it may choose from, if there are any. A page that is older may send another one."""
    initial = {"name": scribe.name, "group": scribe.group_id or ""}
    groups = scribe.seminar.groups.all() if data and "group" in data else scribe.groups_to_choose()
    return ScribeForm(data, groups=groups if groups.exists() or not scribe.group_id else None, initial=initial)


def who_page(request: HttpRequest, scribe: Scribe, **forms) -> HttpResponse:
    """The page with its forms. Those in `forms` are shown as they were filled in, with their errors."""
    code = scribe.shown_move_code()
    context = {
        "meeting": scribe.seminar,
        "scribe": scribe,
        "form": scribe_form(scribe),
        "leave": LeaveForm(),
        "many": scribe.groups_to_choose().count() > MANY_GROUPS,
        "code": code and show_code(code),
        "qr": code and qr(address_of(request, code)),
        "address": short_address(request),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/joining/who.html", context | forms, status=status)
