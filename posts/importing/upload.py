"""What keeps one person's uploads from holding up others: a limit to their size, and one at a time for each account."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from posts.walls.refused import Refused
from posts.walls.sandbox import LARGEST

_reading: set[int] = set()
_lock = Lock()


@contextmanager
def reading_for(person: int) -> Iterator[None]:
    """While a file of this person (id) is read. Raises Refused("busy-own") at once where another one is."""
    with _lock:
        if person in _reading:
            raise Refused("busy-own")
        _reading.add(person)
    try:
        yield
    finally:
        with _lock:
            _reading.discard(person)


class LimitedUpload(FileUploadHandler):
    """Stops reading the request at the limit. `request.upload_too_large` then lets the form name the limit."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST:
            self.request.upload_too_large = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
