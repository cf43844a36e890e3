"""Email leaves from threads of its own, so that no page waits for a mail server.

All of Django's and allauth's mail goes this way: EMAIL_BACKEND puts it in a queue, and the threads send it by
settings.SENDING_BACKEND. What waits when the process ends is lost.
"""

import logging
from collections import Counter
from collections.abc import Callable
from queue import Full, Queue
from threading import Lock, Thread

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

NO_SERVER = "seminar.server.mail.NoServer"
LONGEST_QUEUE = 200  # at a server that answers nothing, a thread waits EMAIL_TIMEOUT for each
THREADS = 2
PRINTED = "django.core.mail.backends.console.EmailBackend"
FAILED = "mail failed"  # cache key
SECONDS_REMEMBERED = 600

logger = logging.getLogger(__name__)
queue: Queue[EmailMessage] = Queue(LONGEST_QUEUE)
threads: list[Thread] = []
starting = Lock()
counted = Counter(sent=0, failed=0)  # by this process, for metrics


class Letter(EmailMessage):
    """A message that calls `done` with whether it was sent, in a thread of the queue."""

    def __init__(self, *args, done: Callable[[bool], None], **kwargs):
        super().__init__(*args, **kwargs)
        self.done = done


class Queued(BaseEmailBackend):
    """Takes messages at once. When too many wait, more count as not sent."""

    def send_messages(self, messages):
        start_threads()
        for message in messages:
            try:
                queue.put_nowait(message)
            except Full:
                report(message, sent=False)
        return len(messages)


class NoServer(BaseEmailBackend):
    """In production without EMAIL_URL. Codes that were printed would stand in the log."""

    def send_messages(self, messages):
        raise OSError("EMAIL_URL is not set")


def has_server() -> bool:
    """Whether EMAIL_URL names one. Without it, no email reaches anyone; in development, it is printed."""
    return settings.SENDING_BACKEND not in (NO_SERVER, PRINTED)


def works() -> bool:
    """Whether mail can be sent, as far as is known: False for some minutes after a failure."""
    return settings.SENDING_BACKEND != NO_SERVER and not cache.get(FAILED)


def start_threads() -> None:
    with starting:
        while len(threads) < THREADS:
            threads.append(Thread(target=send_all, name="mail", daemon=True))
            threads[-1].start()


def send_all() -> None:
    while True:
        send(queue.get())


def send(message: EmailMessage) -> None:
    try:
        get_connection(settings.SENDING_BACKEND).send_messages([message])
    except Exception as error:  # whatever it is, the next message has its turn
        logger.warning("An email was not sent: %s", type(error).__name__)
        report(message, sent=False)
    else:
        report(message, sent=True)


def report(message: EmailMessage, sent: bool) -> None:
    counted["sent" if sent else "failed"] += 1
    try:
        if not sent:
            cache.set(FAILED, True, SECONDS_REMEMBERED)
        elif cache.get(FAILED):
            cache.delete(FAILED)
        if isinstance(message, Letter):
            message.done(sent)
    except Exception as error:
        logger.warning("It was not saved whether an email was sent: %s", type(error).__name__)
    finally:
        connection.close()  # mail is rare, and a connection would be held in vain
