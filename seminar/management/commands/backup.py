from pathlib import Path

from django.core.management import CommandError
from django.utils.translation import gettext as _

from seminar.backup.save import NoDatabase, save
from seminar.server.command import PlainCommand, ensure_replaceable


class Command(PlainCommand):
    help = "Writes everything in the database to one file, as it is at this moment, while people write."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="where to write it, such as backup.jsonl.gz")

    def handle(self, *, file: Path, **options):
        ensure_replaceable(file)
        try:
            rows = save(file)
        except NoDatabase:
            raise CommandError(_("There is no database to back up. Check DATABASE_URL.")) from None
        except OSError as error:
            raise CommandError(
                _("Could not write to “%(path)s”: %(reason)s.") % {"path": file, "reason": error.strerror}
            ) from None
        self.stdout.write(_("Saved %(rows)s rows in “%(path)s”.") % {"rows": rows, "path": file})
