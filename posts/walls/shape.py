"""JSON to typed objects; what does not fit is refused with its place in the file."""

import json
import re
from typing import Any, TypeVar

import msgspec

from posts.walls.refused import Refused
from seminar.text import clean

T = TypeVar("T")
PLACE = re.compile(r"at `(?P<place>[^`]+)`$")


def load(text: str) -> Any:
    """Raises Refused("json-damaged", line=) and Refused("json-deep")."""
    try:
        return _clean(json.loads(text))
    except json.JSONDecodeError as error:
        raise Refused("json-damaged", line=error.lineno) from None
    except ValueError:  # a whole number of thousands of digits
        raise Refused("json-damaged", line=1) from None
    except RecursionError:
        raise Refused("json-deep") from None


def shaped(value: Any, shape: type[T], code: str, at: str = "$") -> T:
    """`at` is where `value` stands in the file, as in `$.included[3].attributes`."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        found = PLACE.search(str(error))
        raise Refused(code, path=at + (found["place"].removeprefix("$") if found else "")) from None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _clean(item) for key, item in value.items()}
    return value
