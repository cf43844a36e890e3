from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.forms.groups import GroupsForm, JoinForm, NameForm, PartForm, SeriesForm, refusal
from seminar.models import Group
from seminar.models.group import Taken, TooMany
from seminar.models.numbered import Written
from seminar.views.setup import back, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = GroupsForm(request.POST or None)
    if not (form.is_valid() and form.add(seminar, by=request.user)):
        return page(request, seminar, new_groups=form)
    return back(slug, "groups")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_series(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = SeriesForm(request.POST or None)
    if not (form.is_valid() and form.add(seminar, by=request.user)):
        return page(request, seminar, series=form)
    return back(slug, "groups")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str, pk: int):
    group = find_group(request.user, slug, pk)
    form = NameForm(request.POST or None, initial={"name": group.name})
    if not (form.is_valid() and form.rename(group, by=request.user)):
        return group_page(request, group, name=form)
    return back(slug, f"group-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug: str, pk: int):
    group = find_group(request.user, slug, pk)
    form = JoinForm(request.POST or None, group=group)
    if not form.is_valid():
        return group_page(request, group, join=form)
    other = form.cleaned_data["into"]
    group.join(other, by=request.user)
    return back(slug, f"group-{other.pk}")


@login_required
@require_POST
def part(request, slug: str):
    """Undoes a join."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = PartForm(request.POST)
    wanted = form.cleaned_data["join"] if form.is_valid() else None
    undone = next((join for join in Group.objects.joins(seminar) if join.number == wanted), None)
    if undone is None:
        messages.error(request, _("Those two groups are apart already."))
        return redirect("setup", slug)
    try:
        group = Group.objects.part(undone, by=request.user)
    except (Taken, TooMany) as error:
        messages.error(request, " ".join(refusal(error).messages))
        return redirect("setup", slug)
    return back(slug, f"group-{group.pk}")


@login_required
@require_POST
def remove(request, slug: str, pk: int):
    group = find_group(request.user, slug, pk)
    try:
        group.remove(by=request.user)
    except Written:
        messages.error(request, _("The group has just written something, so it stays. You can join it with another."))
        return redirect("setup_group", slug, pk)
    return back(slug, "groups")


def find_group(person, slug: str, pk: int) -> Group:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).groups, pk=pk)


def group_page(request, group: Group, **forms):
    context = {
        "seminar": group.seminar,
        "group": Group.objects.counted().get(pk=group.pk),
        "written": group.written(),
        "name": NameForm(initial={"name": group.name}),
        "join": JoinForm(group=group),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/group.html", context | forms, status=status)
