from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from posts.forms import ChoicesForm, MendsForm, TakeBackForm, UploadForm
from posts.mends import mends
from posts.models import Import
from posts.models.imported import NoText, WorkedOn
from seminar.access import ORGANIZER, find_seminar

MENDS_A_PAGE = 100
STEPS = [gettext_lazy("Choose the file"), gettext_lazy("Look it over"), gettext_lazy("Sort the notes")]


def find_import(person, uid: str) -> Import:
    return get_object_or_404(Import.objects.reachable(person), uid=uid)


def posted(request):
    """The form's answers, also where every box is unticked and nothing but the method tells that it was sent."""
    return request.POST if request.method == "POST" else None


@login_required
@require_safe
def listed(request, slug: str):
    """The walls that were brought into a seminar, each with a way to take it back."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    imports = seminar.imports.defer("wall_json", "choices_json").annotate(count=Count("posts")).select_related("by")
    return render(request, "posts/imports.html", {"seminar": seminar, "imports": imports})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, too_large=getattr(request, "upload_too_large", False))
        if form.is_valid():
            return redirect("import", form.keep(by=request.user).uid)
    waiting = Import.objects.waiting(request.user)
    return render(
        request,
        "posts/upload.html",
        {"form": form, "waiting": waiting, "steps": STEPS},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, uid):
    imported = find_import(request.user, uid)
    if imported.confirmed_at:
        return render(request, "posts/imported.html", {"imported": imported, "seminar": imported.seminar})
    form = ChoicesForm(posted(request), imported=imported)
    if form.is_valid():
        imported.choose(form.choices())
        if "confirm" in request.POST:
            return confirm(request, imported)
        return redirect("import", uid)
    context = {"imported": imported, "plan": form.plan, "form": form, "mends": mends(imported.wall), "steps": STEPS}
    return render(request, "posts/preview.html", context, status=422 if form.errors else 200)


def confirm(request, imported: Import):
    try:
        seminar = imported.confirm(by=request.user)
    except NoText:
        messages.error(request, _("Choose which column holds the text, then import."))
        return redirect("import", imported.uid)
    count = imported.posts.count()
    messages.success(
        request, ngettext("%(count)s note was added.", "%(count)s notes were added.", count) % {"count": count}
    )
    return redirect("board", seminar.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mends_of_kind(request, uid, kind):
    """All mends of one kind, page by page, each with a tick: ticked is mended, unticked is put back as it was."""
    imported = get_object_or_404(Import.objects.reachable(request.user).filter(confirmed_at=None), uid=uid)
    of_kind = next((found for found in mends(imported.wall) if found.kind == kind), None)
    if of_kind is None:
        raise Http404
    page = Paginator(of_kind.rows, MENDS_A_PAGE).get_page(request.GET.get("page"))
    form = MendsForm(posted(request), mends=page.object_list, choices=imported.choices)
    if form.is_valid():
        imported.choose(form.choices())
        messages.success(request, _("Your choices are kept."))
        return redirect(request.get_full_path())
    return render(request, "posts/mends.html", {"imported": imported, "mends": of_kind, "page": page, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request, uid):
    imported = get_object_or_404(Import.objects.reachable(request.user).exclude(confirmed_at=None), uid=uid)
    form = TakeBackForm(posted(request), worked_on=imported.worked_on())
    if form.is_valid():
        try:
            imported.undo(by=request.user, lose=form.cleaned_data["lose"])
        except WorkedOn:
            return redirect("import_take_back", uid)
        messages.success(request, _("The import was taken back. Nothing of it is left in the seminar."))
        return redirect("import", uid)
    context = {"imported": imported, "seminar": imported.seminar, "form": form}
    return render(request, "posts/take_back.html", context)


@login_required
@require_POST
def forget(request, uid):
    """Drops a preview that was never confirmed."""
    get_object_or_404(Import.objects.waiting(request.user), uid=uid).delete()
    messages.success(request, _("The preview was discarded. Nothing was imported."))
    return redirect("upload")
