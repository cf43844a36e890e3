"""`@transaction.atomic` leaves the type of what it decorates as it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar, overload

F = TypeVar("F", bound=Callable[..., Any])

def __getattr__(name: str) -> Any: ...
@overload
def atomic(using: F) -> F: ...
@overload
def atomic(using: str | None = None, savepoint: bool = True, durable: bool = False) -> AbstractContextManager[None]: ...
