"""A summary with its codings, as programs for qualitative analysis work with them: themes are codes there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from posts.text.sanitize import sanitize
from seminar.models import Person, Seminar
from themes.codebook.tree import by_parent
from themes.filters import PostFilter
from themes.models import Placement
from themes.summary.summary import Summary


@dataclass(frozen=True)
class Code:
    """A theme, and those under it. `mark` is the number (1 to 16) of its colour and pattern."""

    uid: str
    name: str
    definition: str
    mark: int
    children: tuple["Code", ...]


@dataclass(frozen=True)
class Coder:
    id: int
    name: str


@dataclass(frozen=True)
class Coding:
    """A note under a theme: its words from and to these positions in the sanitized body, or without any all of it.

    `coder` is None where it is not known who placed it or marked the words.
    """

    code: str
    coder: Coder | None
    at: datetime
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Project:
    """`codings` are by the uid of a note. `uids` are those of rounds and groups by ("round", number) and so on, and of
    questions by ("question", label)."""

    summary: Summary
    codes: tuple[Code, ...]
    codings: Mapping[str, tuple[Coding, ...]]
    uids: Mapping[tuple[str, int | str], str]

    @classmethod
    def of(cls, seminar: Seminar, filter: PostFilter | None = None) -> "Project":
        """Takes a fixed number of queries more than the summary."""
        questions = seminar.questions.values_list("round__number", "number", "uid")
        uids: dict[tuple[str, int | str], str] = {
            ("question", f"{round}.{number}"): uid for round, number, uid in questions
        }
        for kind in ("round", "group"):
            rows = getattr(seminar, f"{kind}s").values_list("number", "uid")
            uids |= {(kind, number): uid for number, uid in rows}
        return cls(Summary.of(seminar, filter), codebook(seminar), _codings(seminar), uids)


def codebook(seminar: Seminar, filter: PostFilter | None = None) -> tuple[Code, ...]:
    """The themes that people see, in use or not, as a tree. A filter changes nothing in it."""
    children = by_parent(seminar.themes.all())

    def below(parent: int | None) -> tuple[Code, ...]:
        return tuple(
            Code(theme.uid, theme.name, theme.definition, theme.mark, below(theme.pk)) for theme in children[parent]
        )

    return below(None)


def _codings(seminar: Seminar) -> dict[str, tuple[Coding, ...]]:
    placements = seminar.placements.select_related("theme", "post", "by").prefetch_related("passages__by")
    codings: defaultdict[str, list[Coding]] = defaultdict(list)
    for placement in placements:
        codings[placement.post.uid] += _of_placement(placement)
    return {uid: tuple(some) for uid, some in codings.items()}


def _of_placement(placement: Placement) -> Iterable[Coding]:
    body = placement.post.body
    spans = [(passage, span) for passage in placement.passages.all() if (span := passage.span(body))]
    for passage, (start, end) in spans:
        span = len(sanitize(body[:start])), len(sanitize(body[:end]))
        yield Coding(placement.theme.uid, _coder(passage.by), passage.at, span)
    if not spans:
        yield Coding(placement.theme.uid, _coder(placement.by), placement.at)


def _coder(person: Person | None) -> Coder | None:
    return Coder(person.pk, str(person)) if person else None
