"""Makes the files that take long, each in a process of its own, while the server goes on (CLOCK_JOBS).

The process (themes/management/commands/make_file.py) only reads the database: with SQLite, the server alone writes. It
says on its standard output how far it is, so that it also ends where nobody listens any more. It has the lowest
priority, and is the first to go where memory runs out.
"""

import logging
import os
import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from themes.files.folder import part, place, remove_unwanted
from themes.models import SummaryFile

LONGEST = timedelta(minutes=30)

logger = logging.getLogger(__name__)
_processes: list[tuple[SummaryFile, subprocess.Popen[bytes]]] = []  # of this server, each with the file as it was then


def make_files() -> None:
    """For the clock: looks after the processes, starts the next one, and removes what has had its time."""
    _processes[:] = [(file, process) for file, process in _processes if not follow(file, process)]
    if SummaryFile.objects.exists():
        SummaryFile.objects.release_lost()
        SummaryFile.objects.outdated().delete()
        while file := SummaryFile.objects.claim():
            _processes.append((file, start(file.uid)))
    remove_unwanted()


def start(uid: str) -> subprocess.Popen[bytes]:
    database = (
        {} if connection.vendor != "sqlite" else {"DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
    )
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_file", uid],
        env=os.environ | database,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # errors quote what people wrote
    )
    assert process.stdout
    os.set_blocking(process.stdout.fileno(), False)
    return process


def follow(claimed: SummaryFile, process: subprocess.Popen[bytes]) -> bool:
    """Stores how far the process is. Returns True where it has ended, or was ended since nobody wants what it makes."""
    file = SummaryFile.objects.unfinished().filter(pk=claimed.pk, tries=claimed.tries).first()
    code = process.poll()
    if file and code == 0:
        _publish(file)
    elif file and code is not None:
        logger.error("A %s file could not be made: its process ended with %d.", file.format, code)
        file.fail()
    elif file and timezone.now() - (file.started_at or file.asked_at) > LONGEST:
        logger.error("A %s file took too long.", file.format)
        file.fail()
    elif file and file.see(_progress(process) or file.progress):
        return False
    if code is None:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
    return True


def _publish(file: SummaryFile) -> None:
    """A file that was deleted meanwhile is removed by `remove_unwanted`."""
    try:
        size = part(file).stat().st_size
        part(file).replace(place(file.uid))
    except OSError as error:
        logger.error("A %s file could not be stored: %s", file.format, error.strerror)
        file.fail()
    else:
        file.finish(size)


def _progress(process: subprocess.Popen[bytes]) -> int | None:
    """The last number that the process has written since it was asked last."""
    written = process.stdout.read() if process.stdout else None
    lines = (written or b"").split()
    return min(100, int(lines[-1])) if lines and lines[-1].isdigit() else None
