"""What the pages show of a seminar's desk."""

from collections.abc import Iterable
from typing import NamedTuple

from posts.models import Post
from themes.models import Theme
from themes.suggestions.kept import desk


class Suggested(NamedTuple):
    theme: Theme
    words: tuple[str, ...]


def with_suggestions(posts: Iterable[Post], seminar) -> list[Post]:
    """The posts, each with `suggestions` and `alike_count`, how many visible notes of other groups say the same."""
    posts = list(posts)
    with desk(seminar) as known:
        suggested = {post.pk: known.suggestions(post.pk) for post in posts}
        alike = {post.pk: known.alike(post.pk) for post in posts}
    themes = seminar.themes.in_bulk({one.theme for found in suggested.values() for one in found})
    groups = dict(seminar.posts.visible().filter(pk__in=set().union(*alike.values())).values_list("pk", "group"))
    for post in posts:
        post.suggestions = [
            Suggested(themes[one.theme], one.words) for one in suggested[post.pk] if one.theme in themes
        ]
        post.alike_count = sum(other in groups and _apart(post.group_id, groups[other]) for other in alike[post.pk])
    return posts


def alike(post: Post) -> list[Post]:
    """The visible notes of other groups that say nearly the same, the closest first."""
    with desk(post.seminar) as known:
        keys = known.alike(post.pk)
    found = post.seminar.posts.visible().select_related("group", "round").defer("search").in_bulk(keys)
    return [found[key] for key in keys if key in found and _apart(post.group_id, found[key].group_id)]


def words_of_round(round: str | None, seminar) -> tuple:
    """The round that was chosen or else the latest one with notes, and the words that stand out in it."""
    rounds = seminar.rounds.filter(pk=round) if round else seminar.rounds.filter(posts__isnull=False)
    found = rounds.last()
    groups = list(seminar.groups.values_list("name", flat=True))
    with desk(seminar) as known:
        return found, known.standing_out(found.pk, groups) if found else []


def _apart(one: int | None, other: int | None) -> bool:
    """Not the same group; of two unknown ones nobody knows."""
    return one is None or one != other
