"""Links from the numbers of the summary to their notes on the board."""

from django.urls import reverse
from django.utils.http import urlencode

from seminar.models import Seminar
from themes.filters import ALL, PostFilter


class BoardLinks:
    """Addresses of the board, narrowed as the summary is by `filter` and further by what a number counts."""

    def __init__(self, seminar: Seminar, filter: PostFilter) -> None:
        self.board = reverse("board", args=[seminar.slug])
        self.chosen = filter.chosen

    def to(self, *themes: int | str, **choices: str) -> str:
        """To the notes under all these themes for which the other fields are as given.

        "" where the filter of the board cannot say so, as it has one choice in most fields.
        """
        query = {name: value for name, value in self.chosen.items() if name not in ("theme", "match")}
        if any(query.get(name, value) != value for name, value in choices.items()):
            return ""
        names = self._themes([str(theme) for theme in themes])
        if names is None:
            return ""
        query |= choices | names
        return f"{self.board}?{urlencode(query, doseq=True)}" if query else self.board

    def _themes(self, wanted: list[str]) -> dict[str, object] | None:
        """The choices for notes under all the wanted themes and those of the filter. None where there are none."""
        chosen = self.chosen.get("theme", [])
        if self.chosen.get("match") == ALL or len(chosen) < 2:
            wanted = list(dict.fromkeys([*chosen, *wanted]))
        elif not wanted:  # under any of several
            return {"theme": chosen}
        elif not set(wanted) & set(chosen):
            return None
        return {"theme": wanted} | ({"match": ALL} if len(wanted) > 1 else {}) if wanted else {}
