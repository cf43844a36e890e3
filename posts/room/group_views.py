"""One group of the room: its devices and its notes, and stopping it from writing.

The room, the page of devices and that of the group offer to stop it.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from posts.models.post import NEWEST_FIRST
from seminar.access import EDITORS, find_seminar
from seminar.forms import RowField
from seminar.models import Seminar

NOTES_SHOWN = 30


class WritingForm(forms.Form):
    group = RowField(label=gettext_lazy("Group"), empty_label=gettext_lazy("Choose a group"))
    writing = forms.ChoiceField(choices=[("stop", "stop"), ("let", "let")])
    page = forms.ChoiceField(choices=[(name, name) for name in ("room", "devices", "room_group")])

    def __init__(self, *args, seminar: Seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = seminar.groups.all()
        self.fields["group"].required = True


@login_required
@require_safe
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    group = get_object_or_404(seminar.groups.with_presence(), pk=pk)
    scribes = list(seminar.scribes.filter(group=group).by_group())
    hidden = seminar.posts.hidden_devices(seminar)
    for scribe in scribes:
        scribe.notes_hidden = scribe.pk in hidden
    notes = seminar.posts.counted_for_group().filter(group=group).select_related("round", "question")
    context = {
        "seminar": seminar,
        "group": group,
        "scribes": scribes,
        "groups": seminar.groups.all(),
        "unsent": seminar.drafts.unsent().filter(scribe__group=group).count(),
        "notes": notes.order_by(*NEWEST_FIRST)[:NOTES_SHOWN],
        "note_count": notes.count(),
        "before": seminar.groups.filter(number__lt=group.number).last(),
        "after": seminar.groups.filter(number__gt=group.number).first(),
    }
    return render(request, "posts/room/group.html", context)


@login_required
@require_POST
def set_writing(request: HttpRequest, slug: str) -> HttpResponse:
    form = WritingForm(request.POST, seminar=find_seminar(request.user, slug, *EDITORS))
    if not form.is_valid():
        messages.error(request, _("Nothing was changed. Choose a group first."))
        return redirect("devices" if form.cleaned_data.get("page") == "devices" else "room", slug)
    group, page = form.cleaned_data["group"], form.cleaned_data["page"]
    if form.cleaned_data["writing"] == "stop":
        group.stop(by=request.user)
        messages.success(request, _("%(group)s cannot write now.") % {"group": group})
    else:
        group.let_write(by=request.user)
        messages.success(request, _("%(group)s can write again.") % {"group": group})
    return redirect(page, slug, *([group.pk] if page == "room_group" else []))
