"""Templates that are rendered once for each set of choices in them, with holes for what differs.

A page that a whole hall opens in the same minute differs from device to device in a few texts. Django's templates take
fifty times as long to write them as to put them into what is there already. Nothing that fills a hole is remembered.
"""

import re
from collections.abc import Iterable
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_PIECES = 1000  # of 2 KB, and some whole pages of 25 KB


class Hole(NamedTuple):
    """A value that a template only prints. It has no part in its choices, and no filter may change it."""

    value: Any


class Pieces(NamedTuple):
    """A rendered text around its holes. `order` are the numbers of the values that come between the `texts`."""

    texts: list[str]
    order: list[int]


_pieces: dict[Any, Pieces] = {}
# What stands in a rendered text for the value of a number: of a form that addresses take too.
_marks: list[str] = []


def filled(name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
    """The template with this context, in which dictionaries may lie within each other.

    Whatever is not a Hole is hashable, and the text depends on it. `request` is for what is in `context` as well.
    """
    values: list[Any] = []
    key = name, get_language(), _choices(context, values)
    pieces = _pieces.get(key)
    if pieces is None:
        pieces = _rendered(name, context, request, len(values))
        if not settings.DEBUG:  # where somebody may be changing the template
            if len(_pieces) >= MOST_PIECES:
                _pieces.clear()
            _pieces[key] = pieces
    texts, order = pieces
    escaped = {number: conditional_escape(values[number]) for number in set(order)}
    parts = [texts[0]]
    for number, text in zip(order, texts[1:], strict=True):
        parts += (escaped[number], text)
    return SafeString("".join(parts))


def joined(texts: Iterable[str]) -> SafeString:
    """Of texts that are safe."""
    return SafeString("".join(texts))


def _choices(context: dict[str, Any], values: list[Any]) -> tuple:
    """All but the holes, whose values are added to the list."""
    choices = []
    for name, one in context.items():
        if type(one) is Hole:
            values.append(one.value)
            choices.append(name)
        else:
            choices.append((name, _choices(one, values) if type(one) is dict else one))
    return tuple(choices)


def _rendered(name: str, context: dict[str, Any], request: HttpRequest | None, holes: int) -> Pieces:
    while len(_marks) < holes:
        _marks.append(str(uuid4()))
    html = get_template(name).template.render(Context(_marked(context, count()) | {"request": request}))
    if not holes:
        return Pieces([html], [])
    numbers = {mark: number for number, mark in enumerate(_marks[:holes])}
    texts = re.split(f"({'|'.join(numbers)})", html)
    return Pieces(texts[::2], [numbers[mark] for mark in texts[1::2]])


def _marked(context: dict[str, Any], numbers: count) -> dict[str, Any]:
    """With marks in place of the holes, in the order of `_choices`."""
    return {
        name: _marks[next(numbers)] if type(one) is Hole else _marked(one, numbers) if type(one) is dict else one
        for name, one in context.items()
    }
