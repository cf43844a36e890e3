"""What a verb on a theme raises."""

from django.utils.translation import gettext_lazy as _

from seminar.models import NotPossible

THEME_GONE = _("That theme no longer exists.")


class ThemeGone(NotPossible):
    """The theme was merged into another or removed meanwhile."""

    def __init__(self) -> None:
        super().__init__(THEME_GONE)


class ThemeNameTaken(Exception):
    """Another theme has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NestingCycle(Exception):
    """A theme cannot be nested under itself, nor under one that is nested under it."""
