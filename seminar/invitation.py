"""The e-mail that tells a new member where to log in. It holds no secret: the code comes when they ask for it."""

import logging

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from seminar.models import Member

LONGEST_WAIT = 10  # seconds; the person who invites is waiting for the answer
logger = logging.getLogger(__name__)


def send(member: Member, request) -> bool:
    """Writes to the member in the seminar's language, from whoever makes the request. False where it was not sent."""
    context = {
        "member": member,
        "seminar": member.seminar,
        "by": request.user,
        "address": request.build_absolute_uri(reverse("account_request_login_code")),
    }
    with translation.override(member.seminar.language):
        subject = " ".join(render_to_string("seminar/mail/invitation_subject.txt", context).split())
        body = render_to_string("seminar/mail/invitation.txt", context)
    try:
        connection = get_connection(timeout=LONGEST_WAIT)
        EmailMessage(
            subject, body, to=[member.person.email], reply_to=[request.user.email], connection=connection
        ).send()
    except OSError as error:  # smtplib's own errors are OSErrors too
        logger.warning("An invitation was not sent: %s", type(error).__name__)
        return False
    return True
