"""Who may reach what: a lookup through the person or the device. A stranger and what is not there look the same."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from seminar.models import Member, Scribe, Seminar

ORGANIZER, FACILITATOR, VIEWER = Member.Role.ORGANIZER, Member.Role.FACILITATOR, Member.Role.VIEWER
EVERYONE = (ORGANIZER, FACILITATOR, VIEWER)
EDITORS = (ORGANIZER, FACILITATOR)
# Long enough for a seminar of several days; counted from the last visit.
SECONDS_REMEMBERED = 14 * 24 * 3600
SALT = "seminar.scribe"
COOKIE = "scribe-"  # and the slug of the seminar


def find_seminar(person, slug: str, *roles: str) -> Seminar:
    """The seminar in which this person holds one of the roles (any role where none is named). Raises Http404."""
    return get_object_or_404(Seminar.objects.run_by(person, *(roles or EVERYONE)), slug=slug)


def find_scribe(request, slug: str) -> Scribe:
    """The scribe that this device is in the seminar. Raises Http404."""
    uid = request.get_signed_cookie(COOKIE + slug, default="", salt=SALT, max_age=SECONDS_REMEMBERED)
    scribe = Scribe.objects.present().select_related("seminar", "group").filter(seminar__slug=slug, uid=uid).first()
    if scribe is None:
        raise Http404
    return scribe


def known_scribes(request) -> list[Scribe]:
    """Who this device is already, in whichever seminars; last seen first."""
    uids = {}
    for name in request.COOKIES:
        if name.startswith(COOKIE) and (
            uid := request.get_signed_cookie(name, default="", salt=SALT, max_age=SECONDS_REMEMBERED)
        ):
            uids[uid] = name.removeprefix(COOKIE)
    mine = Scribe.objects.present().filter(uid__in=uids).select_related("seminar", "group").order_by("-seen_at")
    return [scribe for scribe in mine if uids[scribe.uid] == scribe.seminar.slug]


def remember(response, scribe: Scribe) -> None:
    """Makes the device this scribe, until it is not seen for two weeks."""
    response.set_signed_cookie(
        COOKIE + scribe.seminar.slug,
        scribe.uid,
        salt=SALT,
        max_age=SECONDS_REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response, seminar: Seminar) -> None:
    response.delete_cookie(COOKIE + seminar.slug, samesite="Lax")
