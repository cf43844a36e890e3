"""What is made piece by piece in the language of a seminar, for a reader who may have another."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.utils import translation

Item = TypeVar("Item")


def in_language(language: str, items: Iterable[Item], at_once: int = 100) -> Iterator[Item]:
    """The items, each made in this language.

    Between them the thread has its own language: a generator that nobody reads to its end would leave it in another,
    and change it again whenever it is thrown away, in the middle of somebody's page.
    """
    rest = iter(items)
    while True:
        with translation.override(language):
            some = list(islice(rest, at_once))
        if not some:
            return
        yield from some
