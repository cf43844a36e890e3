"""Names of cookies. Browsers take __Host- only from this very host, by TLS, for all its paths."""

from django.conf import settings
from django.contrib.messages.storage.fallback import CookieStorage, FallbackStorage, SessionStorage
from django.http import HttpRequest

PREFIX = "__Host-" if settings.SESSION_COOKIE_SECURE else ""  # no TLS in development
# Each followed by the slug of the seminar in which the device is a scribe.
DEVICE = f"{PREFIX}scribe-"


def read(request: HttpRequest, name: str) -> str:
    return request.COOKIES.get(PREFIX + name, "")


class MessagesCookie(CookieStorage):
    cookie_name = f"{PREFIX}messages"


class Messages(FallbackStorage):
    storage_classes = (MessagesCookie, SessionStorage)
