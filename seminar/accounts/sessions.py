"""How long a person stays logged in, where, and how all of that ends at once."""

import re
import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from seminar.models import Person
from seminar.notify import notify

# A session is written at most this often, so that reading pages does not write to the database each time.
SECONDS_BETWEEN_WRITES = 5 * 60
STARTED, SEEN = "started", "seen"  # session keys: seconds since the epoch
# What only pages ask for. Where they fetch by themselves what a person opens too, they say so in a header
# (static/js/by-itself.js). Neither says anything about whether anyone is there.
ASKED_BY_PAGES = {"live", "changes"}

# The first that fits, since most browsers claim to be others as well.
BROWSERS = [("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR", "Opera"), ("Firefox|FxiOS", "Firefox")]
BROWSERS += [("Chrome|CriOS", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS")]
SYSTEMS += [("Macintosh", "macOS"), ("Linux", "Linux")]


class SessionLimits:
    """Middleware: ends a session that nobody has used for SESSION_IDLE_SECONDS, or that is SESSION_COOKIE_AGE old."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        now = time.time()
        if request.user.is_authenticated and is_over(request.session, now):
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated and not is_asked_by_page(request):
            keep(request, now)
        return response


def is_over(session, now: float) -> bool:
    idle, age = now - session.get(SEEN, now), now - session.get(STARTED, now)
    return idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE


def is_asked_by_page(request) -> bool:
    if request.headers.get("X-Asked-By") == "page":
        return True
    return bool(request.resolver_match) and request.resolver_match.url_name in ASKED_BY_PAGES


def keep(request, now: float) -> None:
    """Puts off the end of the session, and lists it among the person's sessions.

    A page is shown even where the database takes no writes; then the next one tries again.
    """
    if now - request.session.get(SEEN, 0) < SECONDS_BETWEEN_WRITES:
        return
    try:
        UserSession.objects.create_from_request(request)
    except (DatabaseError, InterfaceError):
        return
    request.session.setdefault(STARTED, now)
    request.session[SEEN] = now
    request.session.set_expiry(settings.SESSION_IDLE_SECONDS)


def end_sessions(person: Person, *, but: str | None) -> None:
    """Logs the person out everywhere else than in the session with this key. Their open streams end too."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()
    notify_streams(person)


def notify_streams(person: Person) -> None:
    """Streams check whether their session has ended when their seminar changes, and now and then."""
    for seminar in person.memberships.values_list("seminar", flat=True):
        notify(seminar)


def describe(user_agent: str) -> str:
    """Such as “Firefox, Windows”, in words that the person knows their device by."""
    names = [next((name for part, name in table if re.search(part, user_agent)), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or _("Unknown device")
