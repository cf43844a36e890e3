"""The email that tells a new member where to log in. It contains no secret: the code is sent when they ask for it."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from seminar.models import Member
from seminar.server.mail import Letter

PAGES = {Member.Role.ORGANIZER: "setup", Member.Role.FACILITATOR: "room", Member.Role.VIEWER: "summary"}


def login_address(request: HttpRequest, member: Member) -> str:
    """Where the member logs in, and comes to the page of the seminar that fits the role."""
    page = reverse(PAGES[Member.Role(member.role)], args=[member.seminar.slug])
    query = urlencode({"next": page}, safe="/")
    return request.build_absolute_uri(f"{reverse('account_request_login_code')}?{query}")


def send(member: Member, request: HttpRequest) -> None:
    """Writes in the seminar's language. Answers go to the person who makes the request.

    Returns at once. `member.invitation` tells later whether it was sent.
    """
    context = {
        "member": member,
        "seminar": member.seminar,
        "by": request.user,
        "address": login_address(request, member),
    }
    with translation.override(member.seminar.language):
        subject = " ".join(render_to_string("seminar/setup/mail/invitation_subject.txt", context).split())
        body = render_to_string("seminar/setup/mail/invitation.txt", context)
    member.set_invitation(Member.Invitation.WAITING)
    done = partial(_save_result, member)
    Letter(subject, body, to=[member.person.email], reply_to=[request.user.email], done=done).send()


def _save_result(member: Member, sent: bool) -> None:
    member.set_invitation(Member.Invitation.SENT if sent else Member.Invitation.FAILED)
