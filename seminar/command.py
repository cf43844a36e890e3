"""The base of every command: bad input or a database that is not ready ends in one plain sentence, no traceback."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


class PlainCommand(BaseCommand):
    """From the command line a CommandError is its sentence on standard error and exit code 1; else it is raised."""

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except (CommandError, DatabaseError, InterfaceError) as error:
            if options["traceback"] or not self._called_from_command_line:
                raise
            self.stderr.write(str(error) if isinstance(error, CommandError) else _why(error))
            sys.exit(getattr(error, "returncode", 1))


def write_whole(path: str, data: bytes) -> None:
    """Writes the file whole or leaves what was there. Raises CommandError."""
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a pipe or a device: there is nothing to keep whole
            return
        part = Path(f"{target}.{os.getpid()}.part")
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(
            _("Could not write to “%(path)s”: %(reason)s.") % {"path": path, "reason": error.strerror}
        ) from error


def _why(error: Exception) -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return _("The database cannot be reached. Check DATABASE_URL, and that the database is running.")
    if waiting:
        return _("The database is not ready: run “manage.py migrate” first.")
    return _("The database refused: %(reason)s") % {"reason": str(error).strip().split("\n")[0]}
