"""The plan of the day: to write, for the organizer, and to read and print, for all members."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.forms import posted
from seminar.rounds.plan import DayPlan
from seminar.setup.plan.forms import PlanForm
from seminar.setup.views import redirect_to_section


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    rounds = list(seminar.rounds.prefetch_related("questions"))
    return render(request, "seminar/setup/plan.html", {"seminar": seminar, "plan": DayPlan.of(seminar, rounds)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = PlanForm(seminar, posted(request))
    if not (form.entries.is_bound and form.is_valid()):
        context = {"seminar": seminar, "form": form}
        return render(request, "seminar/setup/plan_form.html", context, status=422 if form.errors else 200)
    form.save(by=request.user)
    messages.success(request, _("Saved."))
    return redirect_to_section(slug, "plan")
