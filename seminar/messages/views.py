"""Messages from the room to the groups, and the groups' calls for help."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seminar.access import EDITORS, find_seminar
from seminar.messages.forms import MessageForm


@login_required
@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    form = MessageForm(request.POST, seminar=find_seminar(request.user, slug, *EDITORS))
    if form.is_valid():
        message = form.send(by=request.user)
        group = message.group or _("all groups")
        messages.success(request, _("Sent to %(group)s. It is shown until you remove it.") % {"group": group})
    else:
        messages.error(request, _("Nothing was sent. %(reason)s") % {"reason": form.first_error()})
    return redirect("room", slug)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    get_object_or_404(seminar.messages.select_related("seminar", "group"), pk=pk).remove(by=request.user)
    messages.success(request, _("The message is removed from the pages of the groups."))
    return redirect("room", slug)


@login_required
@require_POST
def answer_call(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Clears a group's call for help."""
    group = get_object_or_404(find_seminar(request.user, slug, *EDITORS).groups, pk=pk)
    group.answer_call(by=request.user)
    messages.success(request, _("%(group)s sees that help is coming.") % {"group": group})
    return redirect("room", slug)
