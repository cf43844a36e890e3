"""What is deleted when its time has come: by the server's clock (CLOCK_JOBS), and by `manage.py purge`."""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from posts.models import Erasure, Import, Revision
from posts.models.erasure import remove_remains
from posts.models.import_ import DAYS_KEPT
from seminar.models import NotPossible, Seminar
from seminar.server.metrics import note_done

DAYS_SET_ASIDE = 90
SECONDS_BETWEEN = 3600
LARGEST_JUMP = 3600  # seconds of the machine's clock against one that counts since it was started

logger = logging.getLogger(__name__)


def clock_offset() -> float:
    """Stays the same for as long as nothing sets the machine's clock. What counts goes on while the machine sleeps."""
    return time.time() - time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


_next, _offset, _has_purged = time.monotonic() + SECONDS_BETWEEN, clock_offset(), False


@dataclass
class Purged:
    """How many were deleted. `refused` has a sentence for each that could not be."""

    asked_for: int = 0
    seminars: int = 0
    previews: int = 0
    set_aside: int = 0
    refused: list[str] = field(default_factory=list)


def purge() -> Purged:
    """Raises OSError of the journal, and errors of the database. What was deleted until then stays so."""
    purged = Purged()
    for erasure in Erasure.objects.waiting().filter(due_at__gt=timezone.now()).exclude(attempt=""):
        erasure.take_back()
    for erasure in Erasure.objects.due():
        try:
            erasure.carry_out()
            purged.asked_for += 1
        except NotPossible as reason:
            purged.refused.append(str(reason))
    for seminar in outlived():
        Erasure.objects.ask(seminar, by=None, days=0).carry_out()
        purged.seminars += 1
    now = timezone.now()
    previews = Import.objects.filter(confirmed_at=None, read_at__lt=now - timedelta(days=DAYS_KEPT))
    purged.previews = previews.delete()[1].get("posts.Import", 0)
    aside = Revision.objects.aside().filter(at__lt=now - timedelta(days=DAYS_SET_ASIDE))
    purged.set_aside = aside.delete()[1].get("posts.Revision", 0)
    SessionStore.clear_expired()
    remove_remains()
    return purged


def outlived() -> list[Seminar]:
    """The seminars whose last day is over, each in its own time zone. None that is still to be held."""
    now = timezone.now()
    some = Seminar.objects.filter(keep_until__lte=now.date() + timedelta(days=1))
    last = [(one, max(one.keep_until, one.date or one.keep_until)) for one in some]
    return [one for one, day in last if day < now.astimezone(ZoneInfo(one.time_zone)).date()]


def purge_now_and_then() -> None:
    """For the clock, which calls it every few seconds: once an hour, and first an hour after the server's start.

    A clock that is far ahead would delete what is to be kept. A machine that starts with such a clock is given the hour
    to set it right, and another one where it did. Later, nothing is deleted while the clock is ahead of what it was.
    """
    global _next, _offset, _has_purged
    if time.monotonic() < _next:
        return
    _next = time.monotonic() + SECONDS_BETWEEN
    offset = clock_offset()
    if abs(jump := offset - _offset) > LARGEST_JUMP:
        logger.warning("The clock of this machine was set by %.1f hours, so nothing is deleted.", jump / 3600)
        if jump < 0 or not _has_purged:
            _offset = offset
        return
    purged = purge()
    _has_purged = True
    note_done("purge")
    for reason in purged.refused:
        logger.warning("What was asked to be deleted could not be: %s", reason)
