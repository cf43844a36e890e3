"""What the server does by itself when its time has come: the functions in settings.CLOCK_JOBS, every few seconds.

Each process calls them, so a function must do its work once however often it is called.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.module_loading import import_string

from seminar.server.processor import run_on_all_processors

SECONDS_BETWEEN_CALLS = 3

logger = logging.getLogger(__name__)


async def run_clock() -> None:
    """In a thread of its own, with its own connection to the database. Never ends by itself."""
    jobs = [import_string(path) for path in settings.CLOCK_JOBS]
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, thread_name_prefix="clock", initializer=run_on_all_processors)
    try:
        while True:
            for job in jobs:
                await loop.run_in_executor(thread, _call, job)
            await asyncio.sleep(SECONDS_BETWEEN_CALLS)
    finally:
        thread.shutdown(wait=False)


def _call(job: Callable[[], None]) -> None:
    """A failure is logged without what anyone wrote, and the next call tries again."""
    try:
        job()
    except Exception as error:
        expected = isinstance(error, DatabaseError | InterfaceError)
        logger.warning("%s failed: %s", job.__qualname__, type(error).__name__, exc_info=not expected)
        connection.close()
