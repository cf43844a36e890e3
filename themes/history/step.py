"""What was there before a change and what after it: texts word by word, or the names of two places."""

from dataclasses import dataclass

from posts.events import GROUP_SET, QUESTION_SET, REVISED, ROUND_SET
from posts.text.difference import Part, difference, whole
from seminar.models import Change
from themes.events import THEME_ARRANGED, THEME_DESCRIBED, THEME_NESTED
from themes.history.names import RowNames

AROUND = 80  # characters shown on each side of what differs
LONGEST = 600  # characters shown of what was removed, or added, in one place
# By the code of an event the key of its data that holds the new place, and of what kind that row is.
PLACES = {
    GROUP_SET.code: ("group", "group"),
    QUESTION_SET.code: ("question", "question"),
    ROUND_SET.code: ("round", "dialogueround"),
    THEME_NESTED.code: ("parent", "theme"),
    THEME_ARRANGED.code: ("parent", "theme"),
}


@dataclass(frozen=True)
class Step:
    """Both texts whole; "" where a change has neither. `in_words` is whether they are compared word by word."""

    before: str = ""
    after: str = ""
    in_words: bool = False

    @property
    def parts(self) -> list[Part]:
        """How they differ. Of what is the same only the words beside it."""
        if self.in_words:
            return [_shortened(part) for part in difference(self.before, self.after)]
        return [("gone", self.before), ("same", " → "), ("new", self.after)] if self.before or self.after else []


NOTHING = Step()


def step_of(change: Change, names: RowNames) -> Step:
    if change.verb == REVISED.code:
        post, revision = names.posts[change.subject_id], change.data["revision"]
        before, after = (whole(*names.text_of(post, number)) for number in (revision - 1, revision))
        return Step(before, after, in_words=True)
    if change.verb == THEME_DESCRIBED.code and "words" in change.data:
        former, words = change.data["former"], change.data["words"]
        before, after = (whole(text["name"], text["definition"]) for text in (former, words))
        return Step(before, after, in_words=True)
    if change.verb in PLACES and "former" in change.data:
        return _places(change, names, *PLACES[change.verb])
    return NOTHING


def _places(change: Change, names: RowNames, key: str, kind: str) -> Step:
    former, current = change.data["former"], change.data[key]
    former = former[key] if isinstance(former, dict) else former
    before, after = (names.of(kind, pk, at=change.number) for pk in (former, current))
    return Step(before, after) if former != current else NOTHING


def _shortened(part: Part) -> Part:
    kind, text = part
    if kind != "same":
        return kind, text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return kind, text if len(text) <= 2 * AROUND + 20 else f"{text[:AROUND]} … {text[-AROUND:]}"
