"""The desk of each seminar, kept in this process and brought up to date from the seminar's Changes before each use.

Every process keeps its own. What a desk knows is what the database said, so that all of them say the same.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from themes.suggestions.desk import Desk, Heading, Note

MOST = 8  # seminars; a desk of 5,000 notes takes some 40 MB
MANY = 500  # notes that changed: reading all of them anew is quicker


@dataclass
class Kept:
    """`upto` is the last Change that the desk knows of."""

    desk: Desk = field(default_factory=Desk)
    upto: int = 0
    lock: Lock = field(default_factory=Lock)

    def catch_up(self, seminar) -> None:
        news = list(seminar.changes.after(self.upto).values_list("number", "verb", "subject_kind", "subject_id"))
        if not news:
            return
        former, self.upto = self.upto, 0  # what fails half way begins anew
        posts = {subject for _, _, kind, subject in news if kind == "post"}
        if not former or len(posts) > MANY or any(verb.startswith("wall.") for _, verb, _, _ in news):
            self.desk = Desk()
            self._name(seminar)
            self._read(seminar)
        else:
            if any(kind == "theme" for _, _, kind, _ in news):
                self._name(seminar)
                posts |= self._moved(seminar)
            self._read(seminar, posts | self._new(seminar))
        self.upto = news[-1][0]

    def _name(self, seminar) -> None:
        names = seminar.themes.values_list("pk", "name", "definition")
        self.desk.name({theme: Heading(*said) for theme, *said in names})

    def _new(self, seminar) -> set[int]:
        """Notes that came: what happens to one, such as a split, may make others."""
        return set(seminar.posts.filter(pk__gt=max(self.desk.notes, default=0)).values_list("pk", flat=True))

    def _moved(self, seminar) -> set[int]:
        """Notes under other themes than the desk knows: what happens to a theme may happen to all its notes."""
        under = _themes(seminar)
        return {key for key, note in self.desk.notes.items() if note.themes != under[key]}

    def _read(self, seminar, posts: set[int] | None = None) -> None:
        """These posts, or all of them, as the database has them."""
        rows = seminar.posts.visible() if posts is None else seminar.posts.visible().filter(pk__in=posts)
        under, refused = _themes(seminar, posts), _refused(seminar, posts)
        found = {
            pk: Note(f"{subject}\n{body}", round, author, under[pk], refused[pk])
            for pk, subject, body, round, author in rows.values_list("pk", "subject", "body", "round", "author")
        }
        for pk in found if posts is None else posts:
            self.desk.note(pk, found.get(pk))


def _themes(seminar, posts: set[int] | None = None) -> dict[int, frozenset[int]]:
    rows = seminar.placements.order_by()
    return _gathered((rows if posts is None else rows.filter(post__in=posts)).values_list("post", "theme"))


def _refused(seminar, posts: set[int] | None) -> dict[int, frozenset[int]]:
    """What was undone was not refused: it was a slip."""
    rows = seminar.changes.filter(verb="post.taken_out", subject_kind="post", data__undoes__isnull=True).order_by()
    return _gathered(
        (rows if posts is None else rows.filter(subject_id__in=posts)).values_list("subject_id", "data__theme")
    )


def _gathered(pairs) -> dict[int, frozenset[int]]:
    found = defaultdict(set)
    for post, theme in pairs:
        found[post].add(theme)
    return defaultdict(frozenset, {post: frozenset(themes) for post, themes in found.items()})


_desks: OrderedDict[tuple, Kept] = OrderedDict()
_lock = Lock()


@contextmanager
def desk(seminar) -> Iterator[Desk]:
    """The seminar's desk as of now, for one thread at a time."""
    key = seminar.pk, seminar.created_at  # a database that was put back or emptied may give a number again
    with _lock:
        kept = _desks.setdefault(key, Kept())
        _desks.move_to_end(key)
        while len(_desks) > MOST:
            _desks.popitem(last=False)
    with kept.lock:
        kept.catch_up(seminar)
        yield kept.desk
