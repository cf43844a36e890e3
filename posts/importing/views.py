from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from posts.importing.confirm import NoText, confirm
from posts.importing.forms import ChoicesForm, PasteForm, RepairsForm, UndoImportForm, UploadForm
from posts.importing.repairs import repairs_by_kind
from posts.importing.sentences import leaves_rows, refusal
from posts.models import Import
from posts.models.import_ import ImportInUse
from posts.walls.refused import Refused
from seminar.access import ORGANIZER, find_seminar
from seminar.forms import posted
from seminar.models import Person

REPAIRS_PER_PAGE = 100
STEPS = [gettext_lazy("Choose the file"), gettext_lazy("Review"), gettext_lazy("Sort the notes")]


def find_import(person: Person, uid: str) -> Import:
    """Raises Http404 where this person may not reach the import."""
    return get_object_or_404(Import.objects.reachable(person), uid=uid)


@login_required
@require_safe
def show_all(request: HttpRequest, slug: str) -> HttpResponse:
    """The walls that were imported into a seminar, each with a link to undo the import."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    imports = seminar.imports.defer("wall_json", "choices_json").annotate(count=Count("posts")).select_related("by")
    return render(request, "posts/importing/imports.html", {"seminar": seminar, "imports": imports})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(person=request.user)
    if request.method == "POST":
        form = UploadForm(
            request.POST,
            request.FILES,
            person=request.user,
            too_large=getattr(request, "upload_too_large", False),
        )
        if form.is_valid():
            return redirect("import", form.keep(by=request.user).uid)
    waiting = Import.objects.waiting(request.user)
    return render(
        request,
        "posts/importing/upload.html",
        {"form": form, "waiting": waiting, "steps": STEPS},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """A text for a group and a round, which leads to the preview of its notes."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = PasteForm(posted(request), seminar=seminar, person=request.user)
    if form.is_valid():
        return redirect("import", form.keep(by=request.user).uid)
    context = {"seminar": seminar, "form": form}
    return render(request, "posts/importing/paste.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, uid: str) -> HttpResponse:
    imported = find_import(request.user, uid)
    if imported.confirmed_at:
        context = {"imported": imported, "seminar": find_seminar(request.user, imported.seminar.slug, ORGANIZER)}
        return render(request, "posts/importing/imported.html", context)
    form = ChoicesForm(posted(request), imported=imported)
    if form.is_valid():
        imported.choose(form.choices())
        if "confirm" in request.POST:
            return confirm_and_redirect(request, imported)
        return redirect("import", uid)
    context = {
        "imported": imported,
        "plan": form.plan,
        "form": form,
        "kinds": repairs_by_kind(imported.wall),
        "steps": STEPS,
        "leaves_rows": leaves_rows(),
    }
    return render(request, "posts/importing/preview.html", context, status=422 if form.errors else 200)


def confirm_and_redirect(request: HttpRequest, imported: Import) -> HttpResponse:
    try:
        seminar = confirm(imported, by=request.user)
    except NoText:
        messages.error(request, _("Choose which column contains the text, then import."))
        return redirect("import", imported.uid)
    except Refused as refused:
        messages.error(request, refusal(refused))
        return redirect("import", imported.uid)
    count = len(imported.wall.entries) if imported.is_whole else imported.posts.count()
    messages.success(
        request, ngettext("%(count)s note was added.", "%(count)s notes were added.", count) % {"count": count}
    )
    return redirect("board", seminar.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def repairs_of_kind(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """All repairs of one kind, in pages, each with a tick. Unticked repairs are undone."""
    imported = get_object_or_404(Import.objects.reachable(request.user).filter(confirmed_at=None), uid=uid)
    repairs = next((repairs for repairs in repairs_by_kind(imported.wall) if repairs.kind == kind), None)
    if repairs is None:
        raise Http404
    page = Paginator(repairs.rows, REPAIRS_PER_PAGE).get_page(request.GET.get("page"))
    form = RepairsForm(posted(request), repairs=page.object_list, choices=imported.choices)
    if form.is_valid():
        imported.choose(form.choices())
        messages.success(request, _("Your choices are saved."))
        return redirect(request.get_full_path())
    context = {"imported": imported, "repairs": repairs, "page": page, "form": form}
    return render(request, "posts/importing/repairs.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, uid: str) -> HttpResponse:
    imported = get_object_or_404(Import.objects.reachable(request.user).exclude(confirmed_at=None), uid=uid)
    form = UndoImportForm(posted(request), worked_on=imported.worked_on())
    if form.is_valid():
        try:
            imported.undo(by=request.user, lose=form.cleaned_data["lose"])
        except ImportInUse:
            return redirect("import_undo", uid)
        messages.success(request, _("The import is undone. Nothing of it is left in the seminar."))
        return redirect("import", uid)
    seminar = find_seminar(request.user, imported.seminar.slug, ORGANIZER)
    context = {"imported": imported, "seminar": seminar, "form": form}
    return render(request, "posts/importing/undo.html", context)


@login_required
@require_POST
def forget(request: HttpRequest, uid: str) -> HttpResponse:
    """Deletes a preview that was never confirmed."""
    get_object_or_404(Import.objects.waiting(request.user), uid=uid).delete()
    messages.success(request, _("The preview was discarded. Nothing was imported."))
    return redirect("upload")
