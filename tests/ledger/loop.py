import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run(work: Coroutine):
    """In a thread of its own: Playwright keeps an event loop in the one where tests run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
