from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.forms.members import InviteForm, LeaveForm, RoleForm
from seminar.invitation import send
from seminar.models import Member
from seminar.models.member import LastOrganizer
from seminar.views.setup import back, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = InviteForm(request.POST or None)
    member = form.is_valid() and form.invite(seminar, by=request.user)
    if not member:
        return page(request, seminar, invite=form)
    return tell(request, member)


@login_required
@require_POST
def invite_again(request, slug: str, pk: int):
    return tell(request, find_member(request.user, slug, pk))


def tell(request, member: Member):
    """Sends the e-mail, after the member is there to stay, and says how it went."""
    slug, email = member.seminar.slug, member.person.email
    if send(member, request):
        messages.success(request, _("An invitation was sent to %(email)s.") % {"email": email})
        return back(slug, f"member-{member.pk}")
    messages.error(
        request,
        _("%(email)s is a member now, but the e-mail could not be sent. Tell them to log in with a code.")
        % {"email": email},
    )
    return redirect("setup", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str, pk: int):
    member = find_member(request.user, slug, pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if not (form.is_valid() and form.change(member, by=request.user)):
        return member_page(request, member, role=form)
    if member.person == request.user and member.role != ORGANIZER:
        return redirect("home")
    return back(slug, f"member-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, slug: str, pk: int):
    member = find_member(request.user, slug, pk)
    form = LeaveForm(posted(request), is_me=member.person == request.user)
    if not form.is_valid():
        return member_page(request, member, leave=form)
    try:
        member.remove(by=request.user)
    except LastOrganizer:
        messages.error(request, _("The seminar needs an organizer. Make someone else one first."))
        return redirect("setup_member", slug, pk)
    if member.person == request.user:
        messages.success(request, _("You have left “%(title)s”.") % {"title": member.seminar.title})
        return redirect("home")
    return back(slug, "members")


def find_member(person, slug: str, pk: int) -> Member:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).members.select_related("person"), pk=pk)


def member_page(request, member: Member, **forms):
    context = {
        "seminar": member.seminar,
        "member": member,
        "role": RoleForm(initial={"role": member.role}),
        "leave": LeaveForm(is_me=member.person == request.user),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/member.html", context | forms, status=status)


def posted(request):
    """The form's answers, also where its only box is unticked."""
    return request.POST if request.method == "POST" else None
