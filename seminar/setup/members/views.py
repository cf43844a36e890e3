from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.forms import posted
from seminar.models import Member, Person
from seminar.models.member import LastOrganizer, TooManyInvitations
from seminar.server import mail
from seminar.setup.members.forms import TOO_MANY, InviteForm, RemoveMemberForm, RoleForm
from seminar.setup.members.invitation import login_address, send
from seminar.setup.views import redirect_to_section, setup_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = InviteForm(request.POST or None)
    member = form.is_valid() and form.invite(seminar, by=request.user)
    if not member:
        return setup_page(request, seminar, invite=form)
    return send_invitation(request, member)


@login_required
@require_POST
def invite_again(request, slug: str, pk: int):
    member = find_member(request.user, slug, pk)
    try:
        member.invite_again(by=request.user)
    except TooManyInvitations:
        messages.error(request, TOO_MANY)
        return redirect_to_section(slug, f"member-{pk}")
    return send_invitation(request, member)


def send_invitation(request: HttpRequest, member: Member) -> HttpResponse:
    """Sends the email to a member who has been saved. The list of members tells what became of it."""
    email = member.person.email
    if mail.has_server():
        send(member, request)
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": email})
    else:
        messages.warning(
            request,
            _(
                "%(email)s is now a member, but no email was sent, since no mail server is set up (EMAIL_URL). "
                "When there is one, tell them to log in at %(address)s with this email address."
            )
            % {"email": email, "address": login_address(request, member)},
        )
    return redirect_to_section(member.seminar.slug, f"member-{member.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str, pk: int):
    member = find_member(request.user, slug, pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if not (form.is_valid() and form.change(member, by=request.user)):
        return member_page(request, member, role=form)
    if member.person == request.user and member.role != ORGANIZER:
        return redirect("home")
    return redirect_to_section(slug, f"member-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, slug: str, pk: int):
    member = find_member(request.user, slug, pk)
    form = RemoveMemberForm(posted(request), member=member, by=request.user)
    if not form.is_valid():
        return member_page(request, member, leave=form)
    try:
        member.remove(withdraw_key=form.cleaned_data.get("withdraw_key", False), by=request.user)
    except LastOrganizer:
        messages.error(request, _("The seminar needs an organizer. Make someone else an organizer first."))
        return redirect("setup_member", slug, pk)
    if member.person == request.user:
        messages.success(request, _("You have left “%(title)s”.") % {"title": member.seminar.title})
        return redirect("home")
    return redirect_to_section(slug, "members")


def find_member(person: Person, slug: str, pk: int) -> Member:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).members.select_related("person"), pk=pk)


def member_page(request: HttpRequest, member: Member, **forms) -> HttpResponse:
    context = {
        "seminar": member.seminar,
        "member": member,
        "role": RoleForm(initial={"role": member.role}),
        "leave": RemoveMemberForm(member=member, by=request.user),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/setup/member.html", context | forms, status=status)
