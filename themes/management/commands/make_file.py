import os
import resource
import time
from contextlib import suppress
from pathlib import Path

from django.core.management import CommandError
from django.db import connection
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from seminar.models import NotPossible
from seminar.server.command import PlainCommand
from seminar.server.one_state import one_state
from themes.files.folder import open_part
from themes.models import SummaryFile
from themes.summary.file_request import FileRequest
from themes.summary.progress import listening

MOST_MEMORY = 2 * 1024**3  # bytes
PAUSE = 1  # seconds between two numbers


class Command(PlainCommand):
    help = "Makes a file that somebody has asked for on the page “Files”. The server calls it by itself."

    def add_arguments(self, parser):
        parser.add_argument("uid", help="of the file")

    def handle(self, *, uid: str, **options):
        give_way()
        if connection.vendor == "sqlite":
            read_only()
        file = SummaryFile.objects.unfinished().select_related("seminar", "by").filter(uid=uid).first()
        if file is None:
            raise CommandError(_("There is no such file to be made."))
        self.written_at = 0.0
        try:
            with one_state(), listening(self.say), translation.override(file.seminar.language):
                write(file)
        except NotPossible as reason:
            raise CommandError(str(reason)) from None

    def say(self, share: float) -> None:
        """How much is written, in percent."""
        if time.monotonic() > self.written_at + PAUSE:
            self.written_at = time.monotonic()
            self.stdout.write(f"{share * 99:.0f}", ending="\n")
            self.stdout.flush()


def write(file: SummaryFile) -> None:
    """Raises NotPossible, OSError, and Http404 where the person who asked may no longer have the file."""
    asked = FileRequest.of(file.by, file.seminar.slug, file.format, QueryDict(file.query))
    if file.for_editors and not asked.for_editors:
        raise NotPossible(_("Somebody else's role is needed for this file."))
    with open_part(file) as stream:
        stream.writelines(asked.pieces())


def give_way() -> None:
    """To everything else on the machine."""
    os.nice(19)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def read_only() -> None:
    """So that this process never writes into the database, and never copies the log into it."""
    connection.close()
    name = connection.settings_dict["NAME"]
    if not str(name).startswith("file:"):
        options = {"timeout": 20}
        connection.settings_dict |= {"NAME": f"file:{name}?mode=ro", "OPTIONS": options}
