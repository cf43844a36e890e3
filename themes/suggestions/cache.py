"""The index of each seminar, cached in this process and updated from the seminar's Changes before each use.

Every process has its own. It holds nothing but what the database says: all notes of the seminar or, of a larger
one, some from the whole day, and those that have come or that somebody has looked at since.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from seminar.models import Change, Seminar
from seminar.models.prepared import prepared
from themes.events import PLACING, POST_PLACED, POST_TAKEN_OUT
from themes.suggestions.index import IndexedNote, SuggestionIndex, ThemeHeading

MOST_NOTES = 40_000  # in all indexes but the one in use; a note takes 1 to 6 KB
MOST_UPDATES = 500  # where more notes have changed, building the index again is quicker
MOST_CHANGES = 2_000  # as MOST_UPDATES
# Notes that an index is built from, so that no page waits longer than a second for it. At twice as many it is built
# again, so that it does not grow with the seminar.
MOST_READ = 4_000


@dataclass
class CachedIndex:
    """`last_change` is the number of the last Change that `index` includes; 0 means that it has to be built.

    `is_partial` is whether there were more notes than an index is built from.
    """

    index: SuggestionIndex = field(default_factory=SuggestionIndex)
    last_change: int = 0
    is_partial: bool = False
    lock: Lock = field(default_factory=Lock)

    def update(self, seminar: Seminar) -> None:
        if len(self.index.notes) > 2 * MOST_READ:  # whether they were asked about or have come since it was built
            self.last_change = 0
        if self.last_change >= seminar.last_change > 0:  # which was read in this request
            return
        changes = _changes(seminar=seminar, number=self.last_change)
        if not changes:
            return
        is_new, self.last_change = not self.last_change, 0  # if this fails half-way, the next update builds it again
        placing, others = [], []
        for change in changes:
            only_places = change.verb in PLACING and change.subject_id in self.index.notes
            (placing if only_places else others).append(change)
        posts = {change.subject_id for change in others if change.subject_kind == "post"}
        is_long = len(changes) == MOST_CHANGES or len(posts) > MOST_UPDATES
        if is_new or is_long or any(change.verb.startswith("wall.") for change in others):
            self._build(seminar)
            self.last_change = max(seminar.last_change, changes[-1].number)  # what came while it was read is read again
            return
        for change in placing:
            self._place(change)
        if any(change.subject_kind == "theme" for change in others):
            self._read_themes(seminar)
            posts |= self._moved_posts(seminar)
        if others:
            self._read_posts(seminar, posts | self._new_posts(seminar))
        self.last_change = changes[-1].number

    def _build(self, seminar: Seminar) -> None:
        self.index = SuggestionIndex()
        self._read_themes(seminar)
        posts = list(seminar.posts.visible().order_by("pk").values_list("pk", flat=True))
        self.is_partial = len(posts) > MOST_READ
        step = ceil(len(posts) / MOST_READ) or 1
        self._read_posts(seminar, set(posts[::-step]))  # with the newest: what comes after it is new

    def read_missing(self, seminar: Seminar, posts: Iterable[int]) -> None:
        """Reads those of the posts that the index was not built from."""
        if self.is_partial and (missing := set(posts) - self.index.notes.keys()):
            self._read_posts(seminar, missing)

    def _place(self, change: Any) -> None:
        """Follows one placement, which is most of what is done on a board, without a query."""
        note, theme = self.index.notes[change.subject_id], {change.data["theme"]}
        if change.verb == POST_PLACED.code:
            self.index.set_themes_of(change.subject_id, note.themes | theme, note.refused)
        else:
            refused = note.refused if change.undoes else note.refused | theme
            self.index.set_themes_of(change.subject_id, note.themes - theme, refused)

    def _read_themes(self, seminar: Seminar) -> None:
        rows = seminar.themes.values_list("pk", "name", "definition")
        self.index.set_themes({theme: ThemeHeading(name, definition) for theme, name, definition in rows})

    def _new_posts(self, seminar: Seminar) -> set[int]:
        """Posts the index has not seen. A Change does not name them all: splitting a post makes new ones."""
        return set(seminar.posts.filter(pk__gt=max(self.index.notes, default=0)).values_list("pk", flat=True))

    def _moved_posts(self, seminar: Seminar) -> set[int]:
        """Posts under other themes than in the index: a Change of a theme may concern all posts under it."""
        themes = _placed_themes(seminar, set(self.index.notes))
        return {key for key, note in self.index.notes.items() if note.themes != themes[key]}

    def _read_posts(self, seminar: Seminar, posts: set[int]) -> None:
        """Reads these posts from the database."""
        rows = seminar.posts.visible().filter(pk__in=posts)
        themes, refused = _placed_themes(seminar, posts), _refused_themes(seminar, posts)
        notes = {
            pk: IndexedNote(f"{subject}\n{body}", round, author, themes[pk], refused[pk])
            for pk, subject, body, round, author in rows.values_list("pk", "subject", "body", "round", "author")
        }
        for pk in posts:
            self.index.set_note(pk, notes.get(pk))


@prepared
def _changes(seminar: Seminar, number: int) -> QuerySet:
    fields = ("number", "verb", "subject_kind", "subject_id", "data", "undoes")
    changes = Change.objects.filter(seminar=seminar, number__gt=number).order_by("number")
    return changes.values_list(*fields, named=True)[:MOST_CHANGES]


def _placed_themes(seminar: Seminar, posts: set[int]) -> dict[int, frozenset[int]]:
    """The themes that each of the posts is placed under."""
    return _by_post(seminar.placements.order_by().filter(post__in=posts).values_list("post", "theme"))


def _refused_themes(seminar: Seminar, posts: set[int]) -> dict[int, frozenset[int]]:
    """The themes that someone has removed each post from. Undoing a placement does not count: it was a mistake."""
    rows = seminar.changes.of(POST_TAKEN_OUT).filter(undoes=None, subject_id__in=posts).order_by()
    return _by_post(rows.values_list("subject_id", "data__theme"))


def _by_post(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Pairs of post and theme as the set of themes of each post; empty for any other post."""
    themes: defaultdict[int, set[int]] = defaultdict(set)
    for post, theme in pairs:
        themes[post].add(theme)
    return defaultdict(frozenset, {post: frozenset(own) for post, own in themes.items()})


_indexes: OrderedDict[tuple[int, datetime], CachedIndex] = OrderedDict()
_lock = Lock()


@contextmanager
def index_of(seminar: Seminar, posts: Iterable[int] = ()) -> Iterator[SuggestionIndex]:
    """The up-to-date index of the seminar, with these posts in it, for one thread at a time."""
    key = seminar.pk, seminar.created_at  # a database that was restored or emptied may use the same pk again
    with _lock:
        cached = _indexes.setdefault(key, CachedIndex())
        _indexes.move_to_end(key)
        while len(_indexes) > 1 and sum(len(one.index.notes) for one in _indexes.values()) > MOST_NOTES:
            _indexes.popitem(last=False)
    with cached.lock:
        cached.update(seminar)
        cached.read_missing(seminar, posts)
        yield cached.index
