import uvicorn
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from seminar.command import PlainCommand

# Long enough to finish a request under way, short enough for a restart in the middle of the day.
SECONDS_TO_STOP = 5


class Command(PlainCommand):
    help = "Serves Rundebord: pages and static files, by uvicorn."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=1, help="processes; more than one needs PostgreSQL")

    def handle(self, *, host, port, workers, **options):
        if workers > 1 and connection.vendor == "sqlite":
            raise CommandError(
                "SQLite takes one process: leave out --workers, or set DATABASE_URL to a PostgreSQL database."
            )
        uvicorn.run(
            "seminar.asgi:application",
            host=host,
            port=port,
            workers=workers,
            lifespan="off",
            access_log=settings.DEBUG,
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_STOP,
        )
