"""The ids that a Change, an Import or a closed summary hold inside their data, which a file must translate.

A path names a key, with `[]` for each item of a list, `[0]` for one place in it, and `{}` for the keys of an object.
A kind that ends in "?" is one of which an id that names nothing becomes null, since a row is made with it again.
"""

import re
from collections.abc import Callable
from typing import Any

Translate = Callable[[str, Any], Any]  # a kind and an id to another id

GIVEN = {
    "moved[]": "posts",
    "doubled[][0]": "posts",
    "doubled[][1]": "people?",
    "passages[]": "passages",
    "shared[]": "passages",
    "quotes[]": "quotes",
    "children[]": "themes",
}
OPENED = {"before.questions[][0]": "questions", "instead_of{}": "rounds"}

# What the data of a Change refers to, by the code of its event. What is not named here is a text, a number or a uid.
IN_CHANGES: dict[str, dict[str, str]] = {
    "member.invited": {"person": "people"},
    "member.added": {"person": "people"},
    "member.invited_again": {"person": "people"},
    "member.invitation_failed": {"person": "people"},
    "member.role_changed": {"person": "people"},
    "member.removed": {"person": "people"},
    "dialogueround.opened": OPENED,
    "group.joined": {"scribes[]": "scribes", "posts[]": "posts"},
    "seminar.groups_removed": {"groups[].scribes[]": "scribes"},
    "group.stopped": {"group": "groups"},
    "group.let_write": {"group": "groups"},
    "group.called": {"group": "groups"},
    "group.call_answered": {"group": "groups"},
    "group.call_withdrawn": {"group": "groups"},
    "scribe.joined": {"group": "groups"},
    "scribe.moved": {"group": "groups", "former": "groups"},
    "scribe.hushed": {"posts[]": "posts"},
    "scribe.heard": {"posts[]": "posts"},
    "scribe.asked_to_send": {"group": "groups"},
    "erasure.asked": {"posts[]": "posts"},
    "draft.begun": {"group": "groups", "question": "questions"},
    "draft.ended": {"group": "groups", "question": "questions"},
    "seminar.rehearsal_begun": {"rounds{}": "rounds", "questions{}": "questions", "held_back[]": "questions"},
    "post.written": {"group": "groups"},
    "post.sent_at_closing": {"group": "groups"},
    "post.moved": {
        "round": "rounds",
        "question": "questions",
        "former.round": "rounds",
        "former.question": "questions",
    },
    "post.answered": {"question": "questions", "former": "questions"},
    "post.regrouped": {"group": "groups", "former": "groups"},
    "post.split": {"parts[]": "posts", "went[]": "themes"},
    "post.joined": {"parts[][0]": "posts", "themes[]": "themes", "came[]": "themes"},
    "post.parted": {"from": "posts", "question": "questions", "themes[]": "themes"},
    "post.joined_in": {"to": "posts"},
    "post.merged": {"into": "posts", "along[]": "posts"},
    "post.took_in": {"post": "posts", "placements[]": "placements", "themes[]": "themes"},
    "post.left": {"from": "posts", "along[]": "posts", "themes[]": "themes"},
    "post.let_go": {"post": "posts"},
    "post.erased": {"group": "groups"},
    "post.placed": {"theme": "themes"},
    "post.taken_out": {"theme": "themes", "former.by_id": "people?"},
    "post.marked": {"theme": "themes"},
    "post.unmarked": {"theme": "themes"},
    "theme.exemplified": {"example": "examples", "former": "examples"},
    "theme.nested": {"parent": "themes", "former": "themes"},
    "theme.moved": {"beside": "themes"},
    "theme.arranged": {"parent": "themes", "next": "themes", "former.parent": "themes", "former.next": "themes"},
    "theme.removed": {"children[]": "themes"},
    "theme.merged": {"theme": "themes"} | GIVEN,
    "theme.parted": {"theme": "themes"} | GIVEN,
    "theme.split": {"theme": "themes"} | GIVEN,
    "theme.handed_over": {"theme": "themes"} | GIVEN,
    "codebook.copied": {"source": "other seminars", "themes[]": "themes"},
    "codebook.taken_back": {"themes[]": "themes"},
    "quote.shown": {"post": "posts", "theme": "themes"},
    "quote.taken_down": {"post": "posts", "theme": "themes"},
    "quote.named": {"post": "posts", "theme": "themes"},
    "quote.unnamed": {"post": "posts", "theme": "themes"},
    "comparison.started": {"first": "people", "second": "people"},
    "comparison.judged": {"post": "posts"},
    "weighing.opened": {"weighing": "weighings"},
    "weighing.closed": {"weighing": "weighings"},
    "weighing.reopened": {"weighing": "weighings"},
    "weighing.answered": {"group": "groups", "weighing": "weighings", "answer": "weighing_answers"},
}
# What pages read of the log without asking whether it is there.
NEEDED = {
    "group.joined": {"uid", "into", "name", "other", "attributes", "posts", "scribes"},
    "seminar.groups_removed": {"groups"},
    "seminar.groups_added": {"groups"},
    "seminar.groups_arranged": {"former"},
    "scribe.hushed": {"posts"},
    "post.took_in": {"placements", "themes"},
    "seminar.rehearsal_begun": {"rounds", "questions", "last_theme"},
}
IN_IMPORTS = {f"{key}[]": key for key in ("rounds", "questions", "groups", "themes", "weighings")} | {
    "seminar[]": "seminars"
}
# Of the closed summary (themes/summary/closed.py). Its `remarks` have keys such as "theme-12".
IN_SUMMARIES = {
    "summary.rounds[].id": "rounds",
    "summary.questions[].id": "questions",
    "summary.questions[].round.id": "rounds",
    "summary.groups[].id": "groups",
    "summary.notes[].group.id": "groups",
    "summary.notes[].round.id": "rounds",
    "summary.notes[].question.id": "questions",
    "summary.notes[].question.round.id": "rounds",
    "summary.silences[].round.id": "rounds",
    "summary.themes[].id": "themes",
    "summary.themes[].quotes[].id": "quotes",
    "summary.pairs[].first": "themes",
    "summary.pairs[].second": "themes",
    "summary.weighings[].rows[].id": "themes",
}
SECTIONS = {"round": "rounds", "theme": "themes"}


def in_change(code: str, data: dict[str, Any], translate: Translate) -> dict[str, Any]:
    """The data of a Change, with its ids translated, and without the codes of groups, which give access."""
    data = translated(data, IN_CHANGES.get(code, {}), translate)
    if code == "group.joined":
        return _without_code(data)
    if code == "seminar.groups_removed":
        return data | {"groups": [_without_code(group) for group in data["groups"]]}
    return data


def _without_code(group: dict[str, Any]) -> dict[str, Any]:
    """Raises TypeError where a file has something else in its place."""
    return {name: value for name, value in {**group}.items() if name != "token"}


def in_summary(data: dict[str, Any], translate: Translate) -> dict[str, Any]:
    data = translated(data, IN_SUMMARIES, translate)
    remarks = data.get("summary", {}).get("remarks")
    if remarks:
        data["summary"]["remarks"] = {_section(key, translate): text for key, text in remarks.items()}
    return data


def _section(key: str, translate: Translate) -> str:
    kind, dash, id = key.partition("-")
    return f"{kind}-{translate(SECTIONS[kind], int(id))}" if dash and kind in SECTIONS else key


def translated(data: Any, paths: dict[str, str], translate: Translate) -> Any:
    """A copy of the data with the ids at these paths translated. Where a path leads nowhere, all is left as it is.

    Raises ValueError where a path leads to something that is no id: it would not be translated, and the database takes
    "12" for 12.
    """
    for path, kind in paths.items():
        steps = re.sub(r"(\[\d?\]|\{\})", r".\1", path).split(".")
        data = _at(data, steps, kind, translate)
    return data


def _at(value: Any, steps: list[str], kind: str, translate: Translate) -> Any:
    if not steps:
        if type(value) is not int and value is not None:
            raise ValueError(kind)
        return value if value is None else translate(kind, value)
    step, rest = steps[0], steps[1:]
    if step == "[]" and isinstance(value, list):
        return [_at(item, rest, kind, translate) for item in value]
    if step in ("[0]", "[1]") and isinstance(value, list | tuple) and len(value) > int(step[1]):
        place = int(step[1])
        return [*value[:place], _at(value[place], rest, kind, translate), *value[place + 1 :]]
    if step == "{}" and isinstance(value, dict):
        return {str(translate(kind, int(key))): item for key, item in value.items()}
    if isinstance(value, dict) and step in value:
        return value | {step: _at(value[step], rest, kind, translate)}
    return value
