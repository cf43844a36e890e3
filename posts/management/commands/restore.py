from functools import partial
from pathlib import Path

from django.core.management import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from posts.models import Erasure
from seminar.backup.file import BackupFile, Damaged, NotABackup
from seminar.backup.journal import DamagedJournal, Entry, journal, read_journal
from seminar.backup.restore import FromLaterRelease, NotEmpty, restore
from seminar.server.command import PlainCommand


class Command(PlainCommand):
    help = "Reads a backup into an empty database, whole or not at all. It may come from SQLite or PostgreSQL."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="what “manage.py backup” wrote")

        parser.add_argument(
            "--erasures",
            metavar="JOURNAL",
            type=Path,
            help="the journal of deletions of the former database, where it is not the one that this one will use",
        )

    def handle(self, *, file: Path, erasures: Path | None, **options):
        own = journal()
        path = erasures or (own if own and own.exists() else None)
        self.replayed = 0
        try:
            entries = list(read_journal(path)) if path else []
            backup = BackupFile(file)
            rows = backup.check()
            restore(backup, finish=partial(self.replay, entries))
        except DamagedJournal as error:
            raise CommandError(
                _("Line %(line)s of “%(path)s” is not what a journal of deletions has, and nothing was restored.")
                % {"line": error.args[0], "path": path}
            ) from None
        except NotABackup:
            raise CommandError(_("“%(path)s” is not a backup that this release can read.") % {"path": file}) from None
        except Damaged:
            raise CommandError(
                _("“%(path)s” is cut or damaged, and nothing was restored. Take another backup.") % {"path": file}
            ) from None
        except NotEmpty:
            raise CommandError(
                _("The database is not empty, and nothing was restored. Set DATABASE_URL to a new one.")
            ) from None
        except FromLaterRelease:
            raise CommandError(
                _("The backup is from a later release of Rundebord. Install that one, and restore with it.")
            ) from None
        except (OSError, DatabaseError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error).strip().split("\n")[0]
            raise CommandError(_("Nothing was restored: %(reason)s.") % {"reason": reason}) from None
        self.stdout.write(
            _("Restored %(rows)s rows as they were at %(time)s.") % {"rows": rows, "time": backup.header.made_at}
        )
        self.stdout.write(
            _("Deleted again, since they were deleted after the backup: %(count)s.") % {"count": self.replayed}
            if path
            else _("No journal of deletions was found: what was deleted after the backup is back.")
        )

    def replay(self, entries: list[Entry]) -> None:
        """Deletes again what was deleted for good, also what the backup's own list says."""
        done = Erasure.objects.exclude(done_at=None)
        known = [(one.kind, one.uid, one.done_at, one.seminar.uid if one.seminar else "") for one in done]
        for kind, uid, done_at, seminar in [*known, *entries]:
            self.replayed += Erasure.objects.replay(kind, uid, done_at, seminar)
