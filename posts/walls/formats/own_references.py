"""Checks the ids in a file of Rundebord's own format: unique, present where they are used, and without cycles."""

from collections.abc import Mapping, Sequence

from posts.walls.formats.own_shapes import (
    OwnDocument,
    OwnGroup,
    OwnPost,
    OwnQuestion,
    OwnRound,
    OwnTheme,
    OwnWeighing,
)
from posts.walls.refused import Refused

HasId = OwnRound | OwnQuestion | OwnGroup | OwnTheme | OwnPost | OwnWeighing


def check_references(document: OwnDocument) -> None:
    """Raises Refused("own-reference", path=) with the first place that is wrong."""
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
        _unique_names(f"$.{kind}", [row.name for row in getattr(document, kind)])
    for index, theme in enumerate(document.themes):
        _known(f"$.themes[{index}].parent", theme.parent, themes)
        _known(f"$.themes[{index}].example.post", theme.example.post if theme.example else None, posts)
    _unique("$.weighings", document.weighings)
    for index, weighing in enumerate(document.weighings):
        _check_weighing(f"$.weighings[{index}]", weighing, groups, themes)
    _no_cycles("$.themes", "parent", {theme.id: theme.parent for theme in document.themes})
    for name in ("reply_to", "split_from", "merged_into"):
        _no_cycles("$.posts", name, {post.id: getattr(post, name) for post in document.posts})


def _check_weighing(at: str, weighing: OwnWeighing, groups: set[str], themes: set[str]) -> None:
    if len(set(weighing.themes)) < len(weighing.themes):
        raise Refused("own-reference", path=f"{at}.themes")
    for place, id in enumerate(weighing.themes):
        _known(f"{at}.themes[{place}]", id, themes)
    answered: set[str] = set()
    for place, answer in enumerate(weighing.answers):
        _known(f"{at}.answers[{place}].group", answer.group, groups - answered)
        answered.add(answer.group)
        for id in answer.points:
            _known(f"{at}.answers[{place}].points", id, set(weighing.themes))
        if sum(answer.points.values()) > weighing.limit:
            raise Refused("own-json", path=f"{at}.answers[{place}].points")


def _unique(path: str, items: Sequence[HasId]) -> set[str]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item.id in seen:
            raise Refused("own-reference", path=f"{path}[{index}].id")
        seen.add(item.id)
    return seen


def _unique_names(path: str, names: list[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name.casefold() in seen:
            raise Refused("own-reference", path=f"{path}[{index}].name")
        seen.add(name.casefold())


def _known(path: str, id: str | None, ids: set[str]) -> None:
    if id is not None and id not in ids:
        raise Refused("own-reference", path=path)


def _no_cycles(path: str, name: str, above: Mapping[str, str | None]) -> None:
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
