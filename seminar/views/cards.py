"""Cards to be printed: one for the door, and one for each group's table."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.codes import show_code
from seminar.qr import address_of, qr, short_address


@login_required
@require_safe
def cards(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    context = {
        "seminar": seminar,
        "address": short_address(request),
        "code": show_code(seminar.join_code),
        "door": qr(address_of(request, seminar.join_code)),
        "cards": [(group, qr(address_of(request, group.token))) for group in seminar.groups.all()],
    }
    return render(request, "seminar/cards.html", context)
