"""The base class of all commands: an expected failure ends in one sentence instead of a traceback."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from seminar.backup.journal import journal


class PlainCommand(BaseCommand):
    """On the command line, CommandError and errors of the database become a sentence on standard error and exit code 1.

    When called from Python, or with --traceback, they are raised.
    """

    requires_system_checks = []  # they import all views, which takes as long as the rest of the start

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except (CommandError, DatabaseError, InterfaceError) as error:
            if options["traceback"] or not self._called_from_command_line:
                raise
            self.stderr.write(str(error) if isinstance(error, CommandError) else _explain(error))
            sys.exit(getattr(error, "returncode", 1))


def ensure_replaceable(path: Path) -> None:
    """Raises CommandError where the file is the database, what SQLite has beside it, or the journal of deletions."""
    own = [journal()]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        own += [Path(f"{name}{end}") for end in ("", "-wal", "-shm", "-journal", ".served")]
    if path.resolve() in [one.resolve() for one in own if one]:
        raise CommandError(
            _("“%(path)s” is a file that Rundebord itself uses, and was left as it is. Choose another name.")
            % {"path": path}
        )


def write_whole(path: str, data: bytes | Iterable[bytes]) -> None:
    """Writes the whole file, or leaves the existing one as it was. Raises CommandError."""
    ensure_replaceable(Path(path))
    pieces = [data] if isinstance(data, bytes) else data
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:  # a pipe or a device cannot be replaced
                file.writelines(pieces)
            return
        temporary = Path(f"{target}.{os.getpid()}.part")
        try:
            with temporary.open("xb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(
            _("Could not write to “%(path)s”: %(reason)s.") % {"path": path, "reason": error.strerror}
        ) from error


def _explain(error: Exception) -> str:
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return _("The database cannot be reached. Check DATABASE_URL, and that the database is running.")
    if unapplied:
        return _("The database is not ready. Run “manage.py migrate” first.")
    return _("The database rejected the change: %(reason)s") % {"reason": str(error).strip().split("\n")[0]}
