import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run(work: Coroutine):
    """Runs a coroutine in a thread of its own, since Playwright keeps an event loop in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
