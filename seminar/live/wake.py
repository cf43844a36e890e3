"""How a process learns that something has changed: at once from itself, and through the database from the others."""

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial

import psycopg
from django.db import DatabaseError, connection, transaction

CHANNEL = "seminar_changes"
SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_BEFORE_NEW_LINE = 1

logger = logging.getLogger(__name__)
# With a seminar, and with what is whispered there.
Wake = Callable[[int | None, dict | None], None]
# The hub of this process, once it runs. None for the seminar means: any of them.
listeners: list[Wake] = []


def announce(seminar: int, whisper: dict | None = None) -> None:
    """Called in the transaction that changes the seminar; whoever listens hears of it when that has been committed.

    A whisper is too small and too short-lived for a Change, such as who looks at what: members who follow just now are
    told, and it is kept nowhere.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps([seminar, whisper])])
    else:
        transaction.on_commit(partial(ring, seminar, whisper), robust=True)


def ring(seminar: int | None, whisper: dict | None = None) -> None:
    for listener in listeners:
        listener(seminar, whisper)


async def listen(wake: Wake) -> None:
    """PostgreSQL: one connection of the process's own. When it breaks, a new one; what was missed is looked up."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**address(), autocommit=True) as line:
                await line.execute(f"LISTEN {CHANNEL}")
                wake(None, None)
                async for notice in line.notifies():
                    wake(*json.loads(notice.payload))
        except psycopg.OperationalError as error:
            logger.warning("The line to the database broke: %s", str(error).strip())
        await asyncio.sleep(SECONDS_BEFORE_NEW_LINE)


def address() -> dict:
    """What Django connects with, without what is meant for its own connections only."""
    of_django = ("cursor_factory", "context", "prepare_threshold")
    return {name: value for name, value in connection.get_connection_params().items() if name not in of_django}


async def watch(wake: Wake, ask: Callable) -> None:
    """SQLite: a number that moves when another connection has written, a command's too. `ask` asks in a thread."""
    former = None
    while True:
        try:
            version = await ask(data_version)
        except DatabaseError as error:
            logger.warning("The database could not be asked for changes: %s", error)
        else:
            if version != former:
                former = version
                wake(None, None)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def data_version() -> int:
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA data_version").fetchone()[0]
