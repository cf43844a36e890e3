"""Where a typed code or a scanned QR code leads."""

import re
from typing import NamedTuple

from django.http import HttpRequest

from seminar.codes import read_code
from seminar.models import FailedAttempt, Group, Scribe, Seminar

TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
ADDRESS = re.compile(r"/j/([^/?#\s]+)")


class TooManyAttempts(Exception):
    """Too many wrong codes recently: typed codes are refused for a few minutes. QR codes are not."""


class DoorsClosed(Exception):
    """The key is right, but `seminar` lets no new device in now."""

    def __init__(self, seminar: Seminar) -> None:
        super().__init__(seminar.pk)
        self.seminar = seminar


class Destination(NamedTuple):
    """A seminar's list of groups, one `group`, or a `scribe` of another device that this device becomes too."""

    seminar: Seminar
    group: Group | None = None
    scribe: Scribe | None = None


def find_destination(request: HttpRequest, key: str, known: list[Scribe]) -> Destination | None:
    """None if the key is unknown. `known` are the device's scribes. Raises TooManyAttempts, DoorsClosed."""
    if code := read_code(key):
        return _by_code(request, code, known)
    group = Group.objects.with_token(key) if TOKEN.fullmatch(key) else None
    return group and _through_the_doors(Destination(group.seminar, group=group))


def key_in(typed: str) -> str:
    """The last part of an address such as “example.org/j/7P5D-4793”, where one was typed or pasted; else ""."""
    address = ADDRESS.search(typed)
    return address[1] if address and (TOKEN.fullmatch(address[1]) or read_code(address[1])) else ""


def _through_the_doors(destination: Destination) -> Destination:
    if not destination.seminar.doors_open:
        raise DoorsClosed(destination.seminar)
    return destination


def _by_code(request: HttpRequest, code: str, known: list[Scribe]) -> Destination | None:
    seminar = next((scribe.seminar for scribe in known if scribe.seminar.join_code == code), None)
    if seminar is None:
        if FailedAttempt.objects.too_many(request):
            raise TooManyAttempts
        seminar = Seminar.objects.with_code(code)
    if seminar:  # closed doors are no failure: everyone present may try before they open
        return _through_the_doors(Destination(seminar))
    if scribe := Scribe.objects.moving(code).select_related("seminar", "group").first():
        return Destination(scribe.seminar, scribe=scribe)
    FailedAttempt.objects.count_one(request)
    return None
