"""How a process learns of changes that other processes make: through the database. `seminar.notify` sends them."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from psycopg.conninfo import conninfo_to_dict

from seminar.notify import CHANNEL, Listener

SECONDS_BETWEEN_CHECKS = 0.25
SECONDS_BEFORE_RECONNECTING = 1
# Django's own parameters, which psycopg's asynchronous connection does not take.
ONLY_DJANGO = ("cursor_factory", "context", "prepare_threshold")
KEEPALIVE = ("keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout")

logger = logging.getLogger(__name__)


async def listen(listener: Listener, note: Callable[[bool], None]) -> None:
    """On PostgreSQL: one connection for the process, never by way of PgBouncer. When it breaks, a new one, and all
    seminars are read again. `note` learns whether there is one.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**connection_parameters(), autocommit=True) as database:
                await database.execute(f"LISTEN {CHANNEL}")
                note(True)
                listener(None, None)
                async for notification in database.notifies():
                    listener(*json.loads(notification.payload))
        except psycopg.OperationalError as error:
            logger.warning("The connection to the database broke: %s", str(error).strip())
        note(False)
        await asyncio.sleep(SECONDS_BEFORE_RECONNECTING)


def connection_parameters() -> dict:
    parameters = connection.get_connection_params()
    if settings.LISTEN_DATABASE_URL:
        return conninfo_to_dict(settings.LISTEN_DATABASE_URL) | {name: parameters[name] for name in KEEPALIVE}
    return {name: value for name, value in parameters.items() if name not in ONLY_DJANGO}


async def watch(
    listener: Listener,
    note: Callable[[bool], None],
    run_in_thread: Callable[[Callable[[], int]], Awaitable[int]],
) -> None:
    """On SQLite: polls a number that changes when another connection has written, a command's too."""
    previous = None
    while True:
        try:
            version = await run_in_thread(data_version)
        except DatabaseError as error:
            logger.warning("The database could not be checked for changes: %s", error)
            note(False)
        else:
            note(True)
            if version != previous:
                previous = version
                listener(None, None)
        await asyncio.sleep(SECONDS_BETWEEN_CHECKS)


def data_version() -> int:
    """https://www.sqlite.org/pragma.html#pragma_data_version"""
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA data_version").fetchone()[0]
