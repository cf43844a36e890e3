"""What is wrong with an installation, in plain sentences. Each check yields what it finds and changes nothing."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from seminar.backup.journal import journal
from seminar.server.confinement import landlock_version
from seminar.server.mail import NO_SERVER
from seminar.server.metrics import newest_backup
from seminar.server.sqlite import single_server

LEAST_FREE = 1024**3  # bytes on the disk
LARGEST_DIFFERENCE = timedelta(seconds=5)
OLDEST_BACKUP = timedelta(hours=26)


def faults() -> Iterator[str]:
    """What keeps people from using it, or loses what they write."""
    for check in (hosts, proxy, static_files, database, journal_of_deletions, disk):
        yield from check()


def advice() -> Iterator[str]:
    """What works, but not as well or as safely as it could."""
    for check in (mail, sqlite_version, sandbox, backups, files_folder):
        yield from check()


def hosts() -> Iterator[str]:
    if not settings.DEBUG and not settings.ALLOWED_HOSTS:
        yield _("ALLOWED_HOSTS is empty, so every request is refused. Set it to the name in the address of your site.")
    for host in settings.ALLOWED_HOSTS:
        if host == "*":
            yield _(
                "ALLOWED_HOSTS is *, so that whoever asks decides where links in mail lead. "
                "Set it to the name in the address of your site."
            )
        elif "/" in host or (":" in host and not host.endswith("]")):
            yield _("ALLOWED_HOSTS has “%(host)s”. Write only the name, without https:// and without a port.") % {
                "host": host
            }


def proxy() -> Iterator[str]:
    if not settings.DEBUG and not settings.BEHIND_TLS_PROXY:
        yield _(
            "BEHIND_TLS_PROXY is off, so every page redirects to itself: the server trusts no proxy about TLS. "
            "Set it to on, and TRUSTED_PROXIES to the addresses of the proxy."
        )
    for address in settings.TRUSTED_PROXIES:
        try:
            ip_network(address, strict=False)
        except ValueError:
            yield _("TRUSTED_PROXIES has “%(address)s”, which is no address or network.") % {"address": address}


def static_files() -> Iterator[str]:
    if not settings.DEBUG and not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        yield _("The static files are missing, so no page can be shown. Run “manage.py collectstatic”.")


def database() -> Iterator[str]:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        path = Path(name)
        if not path.parent.is_dir():
            yield _("The folder of the database does not exist: “%(path)s”.") % {"path": path.parent}
            return
        if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            yield _("This account may not write in the folder of the database, “%(path)s”.") % {"path": path.parent}
            return
        if not path.exists():
            yield _("There is no database yet. Run “manage.py migrate”.")
            return
    try:
        yield from _inside(connection.vendor)
    except (DatabaseError, InterfaceError) as error:
        yield _("The database cannot be used: %(reason)s. Check DATABASE_URL, and that the database is running.") % {
            "reason": str(error).strip().split("\n")[0].rstrip(".")
        }
    finally:
        connection.close()


def files_folder() -> Iterator[str]:
    """On SQLite it is beside the database, which has been looked at."""
    if settings.FILES_FOLDER or connection.vendor != "sqlite":
        path = Path(settings.FILES_FOLDER or settings.BASE_DIR / "files").absolute()
        there = next(one for one in (path, *path.parents) if one.exists())
        if not (there.is_dir() and os.access(there, os.W_OK)):
            yield _(
                "This account may not write in “%(path)s”, so long files of a summary cannot be made. "
                "Set FILES_FOLDER to a folder where it may."
            ) % {"path": path}


def is_behind() -> bool:
    """Whether the database is that of an earlier release, or only half of it is migrated. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _inside(vendor: str) -> Iterator[str]:
    if is_behind():
        yield _("The database is not ready. Run “manage.py migrate” first.")
        return
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            if cursor.fetchone()[0] != "ok":
                yield _("The database is damaged. Stop the server, and restore the last backup (docs/operations.md).")
                return
        else:
            cursor.execute("SHOW server_encoding")
            if cursor.fetchone()[0] != "UTF8":
                yield _("The database does not store UTF-8. Create one that does, and restore a backup into it.")
        yield from _clock(cursor)


def _clock(cursor) -> Iterator[str]:
    """A clock that is behind would close rounds too late, and one that is ahead would delete too early."""
    now = timezone.now()
    cursor.execute("SELECT max(at) FROM seminar_change")
    last = cursor.fetchone()[0]
    if isinstance(last, str):
        last = datetime.fromisoformat(last).replace(tzinfo=UTC)
    if last and last - now > LARGEST_DIFFERENCE:
        yield _("The clock of this machine says %(now)s, which is before the last change in the database.") % {
            "now": f"{now:%Y-%m-%d %H:%M} UTC"
        }
    if connection.vendor == "postgresql":
        cursor.execute("SELECT clock_timestamp()")
        if abs(cursor.fetchone()[0] - timezone.now()) > LARGEST_DIFFERENCE:
            yield _("The clocks of this machine and of the database differ by more than 5 seconds.")


def journal_of_deletions() -> Iterator[str]:
    path = journal()
    if path is None:
        yield _("ERASURE_JOURNAL is not set: what people delete would come back when a backup is restored.")
    elif path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        yield _("The journal of deletions cannot be written, so nothing can be deleted: “%(path)s”.") % {"path": path}


def disk() -> Iterator[str]:
    folder = settings.BASE_DIR
    if connection.vendor == "sqlite":
        folder = Path(connection.settings_dict["NAME"]).parent
    if folder.is_dir() and shutil.disk_usage(folder).free < LEAST_FREE:
        yield _("Less than 1 GB is free on the disk of “%(path)s”. When it is full, nothing can be saved.") % {
            "path": folder
        }


def mail() -> Iterator[str]:
    if settings.SENDING_BACKEND == NO_SERVER:
        yield _("EMAIL_URL is not set: nobody can log in with a code, and no invitation is sent.")
    elif "@" not in settings.DEFAULT_FROM_EMAIL:
        yield _("DEFAULT_FROM_EMAIL is “%(address)s”, which is no email address.") % {
            "address": settings.DEFAULT_FROM_EMAIL
        }
    elif not settings.DEBUG and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield _("DEFAULT_FROM_EMAIL is %(address)s, which other mail servers refuse.") % {
            "address": settings.DEFAULT_FROM_EMAIL
        }


def sqlite_version() -> Iterator[str]:
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < single_server.FIRST_SAFE_VERSION:
        yield single_server.warning()


def sandbox() -> Iterator[str]:
    if not landlock_version():
        yield _("This system has no Landlock: uploaded files are read with limits, but not without access to files.")


def backups() -> Iterator[str]:
    if not settings.BACKUP_FOLDER:
        return
    newest = newest_backup()
    if newest is None:
        yield _("There is no backup in “%(path)s”.") % {"path": settings.BACKUP_FOLDER}
    elif timezone.now().timestamp() - newest > OLDEST_BACKUP.total_seconds():
        yield _("The newest backup in “%(path)s” is from %(when)s.") % {
            "path": settings.BACKUP_FOLDER,
            "when": f"{datetime.fromtimestamp(newest, UTC):%Y-%m-%d %H:%M} UTC",
        }
