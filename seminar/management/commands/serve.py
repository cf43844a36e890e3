import resource
from copy import deepcopy

import uvicorn
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from seminar.command import PlainCommand
from seminar.sqlite.alone import claim, warning

# Long enough to finish a request under way, short enough for a restart in the middle of the day.
SECONDS_TO_STOP = 4
# A whole hall opens its pages in the same minute.
WAITING_CONNECTIONS = 4096


class Command(PlainCommand):
    help = "Serves Rundebord: pages, static files and the live stream, by uvicorn."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=1, help="processes; more than one needs PostgreSQL")

    def handle(self, *, host, port, workers, **options):
        if workers > 1 and connection.vendor == "sqlite":
            raise CommandError(
                _("SQLite takes one process: leave out --workers, or set DATABASE_URL to a PostgreSQL database.")
            )
        if connection.vendor == "sqlite":
            self.be_alone()
        allow_many_files()
        uvicorn.run(
            "seminar.asgi:application",
            host=host,
            port=port,
            workers=workers,
            lifespan="on",
            backlog=WAITING_CONNECTIONS,
            access_log=settings.DEBUG,
            log_config=log_config(),
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_STOP,
        )

    def be_alone(self) -> None:
        """The only server on this file, until the process ends."""
        database = str(connection.settings_dict["NAME"])
        try:
            self.mark = claim(database)
        except OSError as error:
            raise CommandError(
                _("The folder of the database cannot be written to: %(reason)s.") % {"reason": error.strerror}
            ) from error
        if self.mark is None:
            raise CommandError(
                _("Another server already serves “%(path)s”. SQLite takes one: stop the other one first.")
                % {"path": database}
            )
        if told := warning():
            self.stderr.write(told)


def log_config() -> dict:
    """uvicorn's own, which writes every address it is asked for, but for those that let devices in."""
    config = deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["filters"] = {"without_keys": {"()": "seminar.logs.WithoutKeys"}}
    config["handlers"]["access"]["filters"] = ["without_keys"]
    return config


def allow_many_files() -> None:
    """An open stream is an open file, and many systems start a process with leave for 1024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
