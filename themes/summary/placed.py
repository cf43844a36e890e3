"""The themes of many notes, read at once: a query for each thousand notes takes several times as long."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from django.db.models import QuerySet

AT_ONCE = 2000


class Placed:
    """For each note the places of its themes in `themes` (ids), held in twelve bytes for each placement."""

    def __init__(self, placements: QuerySet, themes: Sequence[int]) -> None:
        place_of = {theme: place for place, theme in enumerate(themes)}
        self._posts, self._themes = array("q"), array("i")
        rows = placements.order_by("post_id").values_list("post_id", "theme_id", "proposed")
        for post, theme, proposed in rows.iterator(AT_ONCE):
            self._posts.append(post)
            self._themes.append(2 * place_of[theme] + proposed)

    def of(self, post: int) -> list[tuple[int, int]]:
        """In the order of the themes, each with 1 where it was accepted from a suggestion, else 0."""
        start = bisect_left(self._posts, post)
        end = bisect_right(self._posts, post, start)
        return [divmod(one, 2) for one in sorted(self._themes[start:end])]
