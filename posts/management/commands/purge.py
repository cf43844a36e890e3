import os

from django.core.management import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from posts.erasure.purge import purge
from seminar.server.command import PlainCommand
from seminar.server.sqlite import single_server


class Command(PlainCommand):
    help = "Deletes what its time has come for: seminars, previews, texts set aside, and what people asked to delete."

    def handle(self, **options):
        if connection.vendor != "sqlite" or not single_server.warning():
            return self.purge()
        # With an old SQLite, only one process may write.
        claimed = single_server.claim(str(connection.settings_dict["NAME"]))
        if claimed is None:
            return self.stdout.write(_("The server is running, and does this by itself every hour."))
        try:
            return self.purge()
        finally:
            os.close(claimed)

    def purge(self) -> None:
        try:
            purged = purge()
        except OSError as error:
            raise CommandError(
                _("Nothing more was deleted, since the journal of deletions cannot be written: %(reason)s.")
                % {"reason": error.strerror}
            ) from None
        self.stdout.write(
            _(
                "Deleted. Seminars: %(seminars)s; on request: %(asked_for)s; previews of imports: %(previews)s; "
                "texts set aside: %(set_aside)s."
            )
            % vars(purged)
        )
        for reason in purged.refused:
            self.stderr.write(reason)
