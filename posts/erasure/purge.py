"""What is deleted when its time has come: by the server's clock (CLOCK_JOBS), and by `manage.py purge`."""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from posts.models import Erasure, Import, Revision
from posts.models.import_ import DAYS_KEPT
from seminar.models import NotPossible, Seminar
from seminar.server.metrics import note_done
from seminar.server.sqlite.remains import remove_remains

DAYS_SET_ASIDE = 90
SECONDS_BETWEEN = 3600
LARGEST_JUMP = 3600  # seconds of the machine's clock against one that counts since it was started

logger = logging.getLogger(__name__)
_next = 0.0  # of time.monotonic


def clock_offset() -> float:
    """Stays the same for as long as nothing sets the machine's clock. What counts goes on while the machine sleeps."""
    return time.time() - time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


_first_offset = clock_offset()


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
    transaction.on_commit(remove_remains, robust=True)
    return purged


def outlived() -> list[Seminar]:
    """The seminars whose last day is over, each in its own time zone."""
    now = timezone.now()
    some = Seminar.objects.filter(keep_until__lte=now.date() + timedelta(days=1))
    return [one for one in some if one.keep_until < now.astimezone(ZoneInfo(one.time_zone)).date()]


def purge_now_and_then() -> None:
    """For the clock, which calls it every few seconds: once an hour, and first when the server starts.

    A clock that was set far ahead would delete what is to be kept, so that nothing is deleted until it is right again.
    """
    global _next
    if time.monotonic() < _next:
        return
    _next = time.monotonic() + SECONDS_BETWEEN
    if abs(jump := clock_offset() - _first_offset) > LARGEST_JUMP:
        logger.warning("The clock of this machine was set by %.1f hours, so nothing is deleted.", jump / 3600)
        return
    purged = purge()
    note_done("purge")
    for reason in purged.refused:
        logger.warning("What was asked to be deleted could not be: %s", reason)
