"""Suggestions, similar notes and keywords as the pages show them."""

from collections.abc import Iterable
from typing import NamedTuple

from posts.models import Post
from posts.text.splitting import ProposedPart
from seminar.models import DialogueRound, Seminar
from themes.models import Theme
from themes.suggestions.cache import index_of


class SuggestedTheme(NamedTuple):
    theme: Theme
    words: tuple[str, ...]


def with_suggestions(posts: Iterable[Post], seminar: Seminar) -> list[Post]:
    """The posts, each with `suggestions` and with `alike_count`, the number of similar notes from other groups."""
    posts = list(posts)
    with index_of(seminar, [post.pk for post in posts]) as index:
        suggestions = {post.pk: index.suggestions(post.pk) for post in posts}
        similar = {post.pk: index.similar_to(post.pk) for post in posts}
    themes = seminar.themes.in_bulk({one.theme for ranked in suggestions.values() for one in ranked})
    alike = set().union(*similar.values())
    groups = dict(seminar.posts.visible().filter(pk__in=alike).values_list("pk", "group")) if alike else {}
    for post in posts:
        post.suggestions = [
            SuggestedTheme(themes[one.theme], one.words) for one in suggestions[post.pk] if one.theme in themes
        ]
        post.alike_count = sum(
            other in groups and _other_group(post.group_id, groups[other]) for other in similar[post.pk]
        )
    return posts


def themes_of_parts(post: Post, parts: list[ProposedPart]) -> list[set[int]]:
    """For each part of the post, those of its themes (primary keys) that it has marked or telling words of.

    Words that were marked across a cut are in both parts.
    """
    placements = list(post.placements.prefetch_related("passages"))
    own = {placement.theme_id for placement in placements}
    marked = [
        (placement.theme_id, *span)
        for placement in placements
        for passage in placement.passages.all()
        if (span := passage.span(post.body))
    ]
    with index_of(post.seminar, [post.pk]) as index:
        suggested = index.suggestions_for_parts(post.pk, [part.text for part in parts])
    return [
        likely & own | {theme for theme, start, end in marked if start < part.end and part.start < end}
        for part, likely in zip(parts, suggested, strict=True)
    ]


def similar_posts(post: Post) -> list[Post]:
    """The visible notes of other groups that say nearly the same, the most similar first."""
    with index_of(post.seminar, [post.pk]) as index:
        keys = index.similar_to(post.pk)
    posts = post.seminar.posts.visible().select_related("group", "round").defer("search").in_bulk(keys)
    return [posts[key] for key in keys if key in posts and _other_group(post.group_id, posts[key].group_id)]


def words_of_round(round: str | None, seminar: Seminar) -> tuple[DialogueRound | None, list[str]]:
    """A round and its keywords. `round` is a primary key; without one it is the latest round that has notes."""
    rounds = seminar.rounds.filter(pk=round) if round else seminar.rounds.filter(posts__isnull=False)
    chosen = rounds.last()
    groups = list(seminar.groups.values_list("name", flat=True))
    with index_of(seminar) as index:
        return chosen, index.keywords_of_round(chosen.pk, groups) if chosen else []


def _other_group(group: int | None, other: int | None) -> bool:
    """Whether two notes may be from different groups; of two unknown groups that is assumed."""
    return group is None or group != other
