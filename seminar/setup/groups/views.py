from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.models import Group, NotPossible, Person
from seminar.models.group import NameTaken, TooManyGroups
from seminar.models.ordered import HasNotes
from seminar.setup.groups.forms import (
    GroupsForm,
    MergeGroupForm,
    NameForm,
    RestoreGroupsForm,
    SeriesForm,
    UnmergeGroupForm,
    refusal,
)
from seminar.setup.views import redirect_to_section, setup_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = GroupsForm(request.POST or None)
    if not (form.is_valid() and form.add(seminar, by=request.user)):
        return setup_page(request, seminar, new_groups=form)
    return redirect_to_section(slug, "groups")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_series(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = SeriesForm(request.POST or None)
    if not (form.is_valid() and form.add(seminar, by=request.user)):
        return setup_page(request, seminar, series=form)
    return redirect_to_section(slug, "groups")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str, pk: int):
    group = find_group(request.user, slug, pk)
    form = NameForm(request.POST or None, group=group)
    if not (form.is_valid() and form.save(by=request.user)):
        return group_page(request, group, name=form)
    return redirect_to_section(slug, f"group-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, slug: str, pk: int):
    group = find_group(request.user, slug, pk)
    form = MergeGroupForm(request.POST or None, group=group)
    if not form.is_valid():
        return group_page(request, group, merge=form)
    other = form.cleaned_data["into"]
    group.merge(other, by=request.user)
    return redirect_to_section(slug, f"group-{other.pk}")


@login_required
@require_POST
def unmerge(request, slug: str):
    """Undoes a merge, given by the number of its change."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = UnmergeGroupForm(request.POST)
    number = form.cleaned_data["join"] if form.is_valid() else None
    change = next((change for change in Group.objects.merges(seminar) if change.number == number), None)
    if change is None:
        messages.error(request, _("These two groups are already separate."))
        return redirect("setup", slug)
    try:
        group = Group.objects.unmerge(change, by=request.user)
    except (NameTaken, TooManyGroups) as error:
        messages.error(request, " ".join(refusal(error).messages))
        return redirect("setup", slug)
    return redirect_to_section(slug, f"group-{group.pk}")


@login_required
@require_POST
def remove(request, slug: str, pk: int):
    group = find_group(request.user, slug, pk)
    try:
        group.remove(by=request.user)
    except HasNotes:
        messages.error(request, _("The group has just written something, so it stays. You can merge it with another."))
        return redirect("setup_group", slug, pk)
    return redirect_to_section(slug, "groups")


@login_required
@require_POST
def remove_without_device(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    count = Group.objects.remove_without_device(seminar=seminar, by=request.user)
    removed = ngettext("%(count)d group is removed.", "%(count)d groups are removed.", count) % {"count": count}
    messages.success(request, removed if count else _("All groups have a device, so none is removed."))
    return redirect_to_section(slug, "groups")


@login_required
@require_POST
def restore(request, slug: str):
    """Undoes a removal of groups without a device, given by the number of its change."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = RestoreGroupsForm(request.POST)
    number = form.cleaned_data["removal"] if form.is_valid() else None
    removal = next((change for change in Group.objects.removals(seminar) if change.number == number), None)
    if removal is None:
        messages.error(request, _("This has already been undone."))
        return redirect("setup", slug)
    try:
        removal.undo(by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("setup", slug)
    return redirect_to_section(slug, "groups")


def find_group(person: Person, slug: str, pk: int) -> Group:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).groups, pk=pk)


def group_page(request: HttpRequest, group: Group, **forms) -> HttpResponse:
    context = {
        "seminar": group.seminar,
        "group": Group.objects.counted().get(pk=group.pk),
        "written": group.written(),
        "name": NameForm(group=group),
        "merge": MergeGroupForm(group=group),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/setup/group.html", context | forms, status=status)
