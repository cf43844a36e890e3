"""The scribe's own page: its name and group, another device, and leaving."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import find_scribe, forget
from seminar.codes import show_code
from seminar.forms.joining import LeaveForm, ScribeForm
from seminar.qr import address_of, qr, short_address
from seminar.views.joining import MANY_GROUPS


def by_scribe(view):
    """A view (request, scribe)."""

    @wraps(view)
    def wrapped(request, slug: str):
        return view(request, find_scribe(request, slug))

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@by_scribe
def who(request, scribe):
    form = form_of(scribe, request.POST or None)
    if form.is_valid():
        scribe.introduce(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(scribe)
    return page(request, scribe, form=form)


@require_POST
@by_scribe
def offer_move(request, scribe):
    scribe.offer_move()
    return redirect("who", scribe.seminar.slug)


@require_POST
@by_scribe
def leave(request, scribe):
    """The page that follows takes away what the device has kept of this seminar; what was saved stays on the server."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return page(request, scribe, leave=form)
    response = redirect("enter")
    forget(response, scribe.seminar)
    request.session["left"] = scribe.seminar.slug
    return response


def form_of(scribe, data=None) -> ScribeForm:
    initial = {"name": scribe.name, "group": scribe.group_id or ""}
    return ScribeForm(data, groups=scribe.seminar.groups.all(), initial=initial)


def page(request, scribe, **forms):
    code = scribe.shown_move_code()
    context = {
        "meeting": scribe.seminar,
        "scribe": scribe,
        "form": form_of(scribe),
        "leave": LeaveForm(),
        "many": scribe.seminar.groups.count() > MANY_GROUPS,
        "code": code and show_code(code),
        "qr": code and qr(address_of(request, code)),
        "address": short_address(request),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/who.html", context | forms, status=status)
