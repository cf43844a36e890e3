"""One group: its name, merging it with another, and removing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.models import Group, Person
from seminar.models.many_groups import NameTaken, TooManyGroups
from seminar.models.ordered import HasNotes
from seminar.setup.groups.forms import MergeGroupForm, NameForm, UnmergeGroupForm, refusal
from seminar.setup.views import redirect_to_section


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
