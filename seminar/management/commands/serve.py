import resource
from contextlib import suppress
from copy import deepcopy
from ipaddress import ip_address

import uvicorn
from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _

from seminar.server.command import PlainCommand
from seminar.server.confinement import landlock_version
from seminar.server.doctor import is_behind
from seminar.server.mail import NO_SERVER
from seminar.server.port import ensure_free
from seminar.server.processor import run_on_one_processor
from seminar.server.sqlite.single_server import claim, warning

# Long enough to finish running requests, short enough for a restart in the middle of the day.
SECONDS_TO_STOP = 4
# All participants open their pages in the same minute.
BACKLOG = 4096


class Command(PlainCommand):
    help = "Serves Rundebord: pages, static files and the live stream, by uvicorn."
    requires_system_checks = "__all__"  # the views are imported before the first request

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=1, help="processes; more than one needs PostgreSQL")

    def handle(self, *, host, port, workers, **options):
        if workers > 1 and connection.vendor == "sqlite":
            raise CommandError(
                _("SQLite allows only one process: leave out --workers, or set DATABASE_URL to a PostgreSQL database.")
            )
        if settings.DEBUG and not is_loopback(host):
            raise CommandError(
                _("With DEBUG=on the server listens only on this machine: pages would show secrets. Leave out --host.")
            )
        if settings.SENDING_BACKEND == NO_SERVER:
            self.stderr.write(_("EMAIL_URL is not set: nobody can log in with a code, and no invitation is sent."))
        if not landlock_version():
            self.stderr.write(
                _("This system has no Landlock: uploaded files are read with limits, but not without access to files.")
            )
        ensure_free(host, port)
        if connection.vendor == "sqlite":
            self.claim_database()
        ensure_migrated()
        allow_many_files()
        if settings.ONE_PROCESSOR and workers == 1:
            run_on_one_processor()
        uvicorn.run(
            "seminar.asgi:application",
            host=host,
            port=port,
            workers=workers,
            lifespan="on",
            backlog=BACKLOG,
            access_log=settings.DEBUG,
            log_config=log_config(),
            http="seminar.server.protocol:Protocol",
            ws="none",
            proxy_headers=settings.BEHIND_TLS_PROXY,
            forwarded_allow_ips=settings.TRUSTED_PROXIES,
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_STOP,
        )

    def claim_database(self) -> None:
        """Makes this the only server on the file until the process ends. Raises CommandError."""
        database = str(connection.settings_dict["NAME"])
        try:
            self.claimed = claim(database)
        except OSError as error:
            raise CommandError(
                _("The database folder is not writable: %(reason)s.") % {"reason": error.strerror}
            ) from error
        if self.claimed is None:
            raise CommandError(
                _("Another server already uses “%(path)s”. SQLite allows only one: stop the other one first.")
                % {"path": database}
            )
        if text := warning():
            self.stderr.write(text)


def ensure_migrated() -> None:
    """Raises CommandError. A database that cannot be asked now may be back later, and devices wait for it."""
    with suppress(DatabaseError, InterfaceError):
        if is_behind():
            raise CommandError(_("The database is not ready. Run “manage.py migrate” first."))
    connection.close()


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def log_config() -> dict:
    """uvicorn's own, with a filter: it logs every address, and some of them let devices join."""
    config = deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["filters"] = {"without_keys": {"()": "seminar.server.logs.WithoutKeys"}}
    config["handlers"]["access"]["filters"] = ["without_keys"]
    return config


def allow_many_files() -> None:
    """Raises the limit of open files, which is often 1024: every open stream is one."""
    _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))
