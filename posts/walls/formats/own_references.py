"""Every id that a file in Rundebord's own format points with must be there, once, and nothing may hang under itself."""

from collections.abc import Mapping, Sequence

from posts.walls.formats import own_shapes as shapes
from posts.walls.refused import Refused

HasId = shapes.DialogueRound | shapes.Question | shapes.Group | shapes.Theme | shapes.Post


def check(document: shapes.Document) -> None:
    """Raises Refused("own-reference", path=) naming the first place that does not hold."""
    rounds = _unique("$.rounds", document.rounds)
    _unique("$.rounds[*].questions", [question for round in document.rounds for question in round.questions])
    questions = {round.id: {question.id for question in round.questions} for round in document.rounds}
    groups = _unique("$.groups", document.groups)
    themes = _unique("$.themes", document.themes)
    posts = _unique("$.posts", document.posts)
    for index, post in enumerate(document.posts):
        at = f"$.posts[{index}]"
        _known(f"{at}.round", post.round, rounds)
        _known(f"{at}.question", post.question, questions[post.round])
        _known(f"{at}.group", post.group, groups)
        for name in ("reply_to", "split_from", "merged_into"):
            _known(f"{at}.{name}", getattr(post, name), posts)
        if post.state == "merged" and post.merged_into is None:
            raise Refused("own-reference", path=f"{at}.merged_into")
        for place, id in enumerate(post.themes):
            _known(f"{at}.themes[{place}]", id, themes)
        for place, id in enumerate(post.suggested):
            _known(f"{at}.suggested[{place}]", id, set(post.themes))
        for place, passage in enumerate(post.passages):
            _known(f"{at}.passages[{place}].theme", passage.theme, set(post.themes))
    for kind in ("groups", "themes"):
        _told_apart(f"$.{kind}", [row.name for row in getattr(document, kind)])
    for index, theme in enumerate(document.themes):
        _known(f"$.themes[{index}].parent", theme.parent, themes)
        _known(f"$.themes[{index}].example.post", theme.example.post if theme.example else None, posts)
    _no_circles("$.themes", "parent", {theme.id: theme.parent for theme in document.themes})
    for name in ("reply_to", "split_from", "merged_into"):
        _no_circles("$.posts", name, {post.id: getattr(post, name) for post in document.posts})


def _unique(path: str, items: Sequence[HasId]) -> set[str]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item.id in seen:
            raise Refused("own-reference", path=f"{path}[{index}].id")
        seen.add(item.id)
    return seen


def _told_apart(path: str, names: list[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name.casefold() in seen:
            raise Refused("own-reference", path=f"{path}[{index}].name")
        seen.add(name.casefold())


def _known(path: str, id: str | None, ids: set[str]) -> None:
    if id is not None and id not in ids:
        raise Refused("own-reference", path=path)


def _no_circles(path: str, name: str, above: Mapping[str, str | None]) -> None:
    done: set[str] = set()
    for index, start in enumerate(above):
        trail: set[str] = set()
        id: str | None = start
        while id is not None and id not in done:
            if id in trail:
                raise Refused("own-reference", path=f"{path}[{index}].{name}")
            trail.add(id)
            id = above[id]
        done |= trail
