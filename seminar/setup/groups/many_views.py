"""Many groups at once: adding them, removing and moving the chosen ones, and undoing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.models import Group, NotPossible, Seminar
from seminar.setup.groups.many_forms import MOVE, REMOVE, GroupsForm, ManyGroupsForm, SeriesForm, UndoForm
from seminar.setup.views import redirect_to_section, setup_page

MAX_NAMES_SHOWN = 5


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows what was typed or pasted as a table, and creates the groups where that was confirmed."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = GroupsForm(request.POST or None, seminar=seminar)
    if not form.is_valid():
        return setup_page(request, seminar, new_groups=form)
    if added := form.add(by=request.user):
        messages.success(request, _added(len(added)))
        return redirect_to_section(slug, "groups")
    table = GroupsForm(seminar=seminar, initial=form.cleaned_data | {"shape": form.pasted.shape})
    context = {"seminar": seminar, "form": table, "pasted": form.pasted}
    return render(request, "seminar/setup/pasted.html", context, status=422 if form.cleaned_data["do"] else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_series(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = SeriesForm(request.POST or None)
    if not (form.is_valid() and form.add(seminar, by=request.user)):
        return setup_page(request, seminar, series=form)
    return redirect_to_section(slug, "groups")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = ManyGroupsForm(request.POST or None, seminar=seminar)
    if not form.is_valid():
        return _many_page(request, seminar, form)
    chosen, action = [group.pk for group in form.cleaned_data["groups"]], form.cleaned_data["do"]
    if action == REMOVE:
        _remove(request, seminar, chosen)
    elif action == MOVE:
        before = form.cleaned_data["before"]
        Group.objects.move_many(chosen, before=before and before.pk, seminar=seminar, by=request.user)
        messages.success(request, _("The groups are moved."))
    else:
        Group.objects.sort_by_name(seminar=seminar, by=request.user)
        messages.success(request, _("The groups are sorted by name."))
    return redirect("setup_many_groups", slug)


def _remove(request: HttpRequest, seminar: Seminar, chosen: list[int]) -> None:
    staying = Group.objects.remove_many(chosen, seminar=seminar, by=request.user)
    if removed := len(chosen) - len(staying):
        messages.success(request, _removed(removed))
    if staying:
        names = ", ".join(f"“{group}”" for group in staying[:MAX_NAMES_SHOWN])
        more = " …" if len(staying) > MAX_NAMES_SHOWN else ""
        sentence = ngettext(
            "%(names)s has written something, so it stays. You can merge it with another.",
            "%(names)s have written something, so they stay. You can merge them with others.",
            len(staying),
        )
        messages.warning(request, sentence % {"names": names + more})


@login_required
@require_POST
def remove_without_device(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    count = Group.objects.remove_without_device(seminar=seminar, by=request.user)
    messages.success(request, _removed(count) if count else _("All groups have a device, so none is removed."))
    return redirect_to_section(slug, "groups")


@login_required
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Undoes the last thing that was done to many groups, given by the number of its change."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = UndoForm(request.POST)
    last = Group.objects.last_of_many(seminar)
    if not form.is_valid() or last is None or last.number != form.cleaned_data["change"]:
        messages.error(request, _("Nothing was undone: something else was done to the groups in the meantime."))
        return redirect_to_section(slug, "groups")
    try:
        last.undo(by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect_to_section(slug, "groups")


def _added(count: int) -> str:
    return ngettext("%(count)d group is added.", "%(count)d groups are added.", count) % {"count": count}


def _removed(count: int) -> str:
    return ngettext("%(count)d group is removed.", "%(count)d groups are removed.", count) % {"count": count}


def _many_page(request: HttpRequest, seminar: Seminar, form: ManyGroupsForm) -> HttpResponse:
    search = request.GET.get("search", "").strip()[:200]
    groups = seminar.groups.named_like(search) if search else seminar.groups.all()
    context = {
        "seminar": seminar,
        "groups": groups.counted().with_presence(),
        "has_groups": seminar.groups.exists(),
        "form": form,
        "search": search,
        "last_of_many": Group.objects.last_of_many(seminar),
    }
    return render(request, "seminar/setup/many_groups.html", context, status=422 if form.errors else 200)
