"""Django has no types, so all of it is Any to mypy. This adds only that choices are enums."""

from enum import EnumMeta, StrEnum
from typing import Any

def __getattr__(name: str) -> Any: ...

class ChoicesType(EnumMeta):
    @property
    def choices(self) -> list[tuple[str, Any]]: ...

class TextChoices(StrEnum, metaclass=ChoicesType):  # type: ignore[misc]  # its members are in subclasses
    @property
    def label(self) -> Any: ...
