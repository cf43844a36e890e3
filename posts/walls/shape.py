"""JSON to typed objects. A value of the wrong type is refused with its place in the file."""

import json
import re
from math import isfinite
from typing import Any, TypeVar

import msgspec

from posts.walls.refused import Refused
from seminar.text import clean

T = TypeVar("T")
PLACE = re.compile(r"at `(?P<place>[^`]+)`$")


def load(text: str) -> Any:
    """JSON text as Python values. Raises Refused("json-damaged", line=) and Refused("json-deep").

    NaN and numbers without an end are damage too: JSON has none, and a database takes none.
    """
    try:
        return _clean(json.loads(text, parse_constant=_refuse_number, parse_float=_finite))
    except NoNumberError as error:
        raise Refused("json-damaged", line=text.count("\n", 0, text.find(str(error))) + 1) from None
    except json.JSONDecodeError as error:
        raise Refused("json-damaged", line=error.lineno) from None
    except ValueError:  # an integer of thousands of digits
        raise Refused("json-damaged", line=1) from None
    except RecursionError:
        raise Refused("json-deep") from None


class NoNumberError(Exception):
    pass


def _refuse_number(text: str) -> float:
    raise NoNumberError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse_number(text)


def shaped(value: Any, shape: type[T], code: str, at: str = "$") -> T:
    """`value` as an object of the msgspec type `shape`. `at` is its place in the file: `$.included[3].attributes`.

    Raises Refused(code, path=).
    """
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        place = PLACE.search(str(error))
        raise Refused(code, path=at + (place["place"].removeprefix("$") if place else "")) from None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _clean(item) for key, item in value.items()}
    return value
