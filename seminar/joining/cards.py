"""Cards to print: one for the door of the room, and one for each group's table."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.codes import show_code
from seminar.forms import RowsField, SectionForm
from seminar.joining.qr import address_of, qr, short_address
from seminar.models import Group, Seminar

SHEET, TENT = "sheet", "tent"


class CardsForm(SectionForm):
    """Which cards to print, over the query string. With no group chosen, all groups get one."""

    section = "cards"
    size = forms.ChoiceField(
        label=_("Size"),
        choices=[(SHEET, _("Eight to a sheet")), (TENT, _("To stand on the table, one to a sheet"))],
        initial=SHEET,
        widget=forms.RadioSelect,
    )
    door = forms.BooleanField(label=_("A page for the door too"), required=False, initial=True)
    groups = RowsField(label=_("Cards for these groups only"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = seminar.groups.all()

    @property
    def chosen(self) -> dict[str, Any]:
        """What to print; as before anything is chosen where that makes no sense."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data
        return {"size": SHEET, "door": True, "groups": Group.objects.none()}


@login_required
@require_safe
def cards(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = CardsForm(request.GET or None, seminar=seminar)
    chosen = form.chosen
    groups = list(chosen["groups"]) or list(seminar.groups.all())
    context = {
        "seminar": seminar,
        "form": form,
        "tents": chosen["size"] == TENT,
        "address": short_address(request),
        "code": show_code(seminar.join_code),
        "door_qr": qr(address_of(request, seminar.join_code)) if chosen["door"] else "",
        "cards": [(group, qr(address_of(request, group.token))) for group in groups],
    }
    return render(request, "seminar/joining/cards.html", context)
