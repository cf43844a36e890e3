"""What a code that was typed, or a QR code that was scanned, leads to."""

import re
from typing import NamedTuple

from seminar.codes import read_code
from seminar.models import Failure, Group, Scribe, Seminar

TOKEN = re.compile(r"[\w-]{22}", re.ASCII)


class TooManyFailures(Exception):
    """So many codes were wrong of late that none is looked up for some minutes. QR codes are."""


class Door(NamedTuple):
    """To the list of a seminar's groups; to one `group`; or to being the same `scribe` as another device."""

    seminar: Seminar
    group: Group | None = None
    scribe: Scribe | None = None


def find_door(request, key: str, known: list[Scribe]) -> Door | None:
    """None where there is no such door or it is closed. `known` is who the device is. Raises TooManyFailures."""
    if code := read_code(key):
        return _by_code(request, code, known)
    group = Group.objects.open_to(key) if TOKEN.fullmatch(key) else None
    return group and Door(group.seminar, group=group)


def _by_code(request, code: str, known: list[Scribe]) -> Door | None:
    seminar = next((scribe.seminar for scribe in known if scribe.seminar.join_code == code), None)
    if seminar is None:
        if Failure.objects.too_many(request):
            raise TooManyFailures
        seminar = Seminar.objects.with_code(code)
    if seminar:  # no failure where it is closed: a whole hall may come before the doors open
        return Door(seminar) if seminar.doors_open else None
    if scribe := Scribe.objects.moving(code).select_related("seminar", "group").first():
        return Door(scribe.seminar, scribe=scribe)
    Failure.objects.count_one(request)
    return None
