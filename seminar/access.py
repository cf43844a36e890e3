"""Who may reach what. Lookups go through the person or the device: to a stranger, what exists is 404 too."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from seminar.codes import new_code
from seminar.models import Member, Person, Scribe, Seminar
from seminar.models.prepared import prepared
from seminar.server.cookies import DEVICE

ORGANIZER, FACILITATOR, VIEWER = Member.Role.ORGANIZER, Member.Role.FACILITATOR, Member.Role.VIEWER
EVERYONE = (ORGANIZER, FACILITATOR, VIEWER)
EDITORS = (ORGANIZER, FACILITATOR)
# Long enough for a seminar of several days; counted from the last visit.
SECONDS_REMEMBERED = 14 * 24 * 3600
SALT = "seminar.scribe"


class ShutOut(Http404):
    """The organizer has shut out this device, which was the `scribe`."""

    def __init__(self, scribe: Scribe) -> None:
        super().__init__()
        self.scribe = scribe


def find_seminar(person: Person, slug: str, *roles: str) -> Seminar:
    """The seminar in which this person holds one of the roles, or any role if none is given. Raises Http404."""
    seminar = next(iter(_run_by(person=person, slug=slug)), None)
    if seminar is None or seminar.role not in (roles or EVERYONE):
        raise Http404
    return seminar


@prepared
def _run_by(person: Person, slug: str) -> QuerySet:
    return Seminar.objects.run_by(person, *EVERYONE).filter(slug=slug)


def find_scribe(request: HttpRequest, slug: str) -> Scribe:
    """The scribe that this device is in the seminar. Raises Http404, which is ShutOut where it was shut out."""
    uid, key = _read_cookie(request, DEVICE + slug)
    scribe = next(iter(_known(slug=slug, uid=uid) if uid else []), None)
    if scribe is None or key in scribe.left_keys:
        raise Http404
    if scribe.removed_at:
        raise ShutOut(scribe)
    scribe.cookie_key = key
    return scribe


@prepared
def _known(slug: str, uid: str) -> QuerySet:
    return Scribe.objects.select_related("seminar", "group").filter(seminar__slug=slug, uid=uid)


def known_scribes(request: HttpRequest) -> list[Scribe]:
    """The scribes that this device already is, one for each seminar; last seen first."""
    cookies = {}
    for name in request.COOKIES:
        if name.startswith(DEVICE):
            uid, key = _read_cookie(request, name)
            cookies[uid] = name.removeprefix(DEVICE), key
    scribes = Scribe.objects.present().filter(uid__in=cookies).select_related("seminar", "group").order_by("-seen_at")
    return [scribe for scribe in scribes if _is_from(scribe, *cookies[scribe.uid])]


def _read_cookie(request: HttpRequest, name: str) -> tuple[str, str]:
    """The uid of a scribe, and the key that no other cookie has. Both are empty where there is no valid cookie."""
    value = request.get_signed_cookie(name, default="", salt=SALT, max_age=SECONDS_REMEMBERED)
    uid, _dot, key = value.partition(".")
    return uid, key


def _is_from(scribe: Scribe, slug: str, key: str) -> bool:
    scribe.cookie_key = key
    return slug == scribe.seminar.slug and key not in scribe.left_keys


def remember(response: HttpResponse, scribe: Scribe) -> None:
    """Makes the device this scribe, until it has not been seen for two weeks. It keeps the key that it has."""
    response.set_signed_cookie(
        DEVICE + scribe.seminar.slug,
        f"{scribe.uid}.{scribe.cookie_key or new_code()}",
        salt=SALT,
        max_age=SECONDS_REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, seminar: Seminar) -> None:
    """The device is no longer a scribe in this seminar."""
    response.delete_cookie(DEVICE + seminar.slug, samesite="Lax")
