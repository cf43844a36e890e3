"""The index of each seminar, cached in this process and updated from the seminar's Changes before each use.

Every process has its own. All of them agree, because an index holds nothing but what the database says.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from seminar.models import Seminar
from themes.events import POST_TAKEN_OUT
from themes.suggestions.index import IndexedNote, SuggestionIndex, ThemeHeading

MOST_SEMINARS = 8  # an index of 5,000 notes takes some 40 MB
MOST_UPDATES = 500  # where more notes have changed, building the index again is quicker


@dataclass
class CachedIndex:
    """`last_change` is the number of the last Change that `index` includes; 0 means that it has to be built."""

    index: SuggestionIndex = field(default_factory=SuggestionIndex)
    last_change: int = 0
    lock: Lock = field(default_factory=Lock)

    def update(self, seminar: Seminar) -> None:
        changes = list(
            seminar.changes.after(self.last_change).values_list("number", "verb", "subject_kind", "subject_id")
        )
        if not changes:
            return
        is_new, self.last_change = not self.last_change, 0  # if this fails half-way, the next update builds it again
        posts = {subject for _, _, kind, subject in changes if kind == "post"}
        if is_new or len(posts) > MOST_UPDATES or any(verb.startswith("wall.") for _, verb, _, _ in changes):
            self.index = SuggestionIndex()
            self._read_themes(seminar)
            self._read_posts(seminar)
        else:
            if any(kind == "theme" for _, _, kind, _ in changes):
                self._read_themes(seminar)
                posts |= self._moved_posts(seminar)
            self._read_posts(seminar, posts | self._new_posts(seminar))
        self.last_change = changes[-1][0]

    def _read_themes(self, seminar: Seminar) -> None:
        rows = seminar.themes.values_list("pk", "name", "definition")
        self.index.set_themes({theme: ThemeHeading(name, definition) for theme, name, definition in rows})

    def _new_posts(self, seminar: Seminar) -> set[int]:
        """Posts the index has not seen. A Change does not name them all: splitting a post makes new ones."""
        return set(seminar.posts.filter(pk__gt=max(self.index.notes, default=0)).values_list("pk", flat=True))

    def _moved_posts(self, seminar: Seminar) -> set[int]:
        """Posts under other themes than in the index: a Change of a theme may concern all posts under it."""
        themes = _placed_themes(seminar)
        return {key for key, note in self.index.notes.items() if note.themes != themes[key]}

    def _read_posts(self, seminar: Seminar, posts: set[int] | None = None) -> None:
        """Reads these posts from the database, or all of them."""
        rows = seminar.posts.visible() if posts is None else seminar.posts.visible().filter(pk__in=posts)
        themes, refused = _placed_themes(seminar, posts), _refused_themes(seminar, posts)
        notes = {
            pk: IndexedNote(f"{subject}\n{body}", round, author, themes[pk], refused[pk])
            for pk, subject, body, round, author in rows.values_list("pk", "subject", "body", "round", "author")
        }
        for pk in notes if posts is None else posts:
            self.index.set_note(pk, notes.get(pk))


def _placed_themes(seminar: Seminar, posts: set[int] | None = None) -> dict[int, frozenset[int]]:
    """The themes that each post is placed under."""
    rows = seminar.placements.order_by()
    return _by_post((rows if posts is None else rows.filter(post__in=posts)).values_list("post", "theme"))


def _refused_themes(seminar: Seminar, posts: set[int] | None) -> dict[int, frozenset[int]]:
    """The themes that someone has removed each post from. Undoing a placement does not count: it was a mistake."""
    rows = seminar.changes.of(POST_TAKEN_OUT).filter(undoes=None).order_by()
    return _by_post(
        (rows if posts is None else rows.filter(subject_id__in=posts)).values_list("subject_id", "data__theme")
    )


def _by_post(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Pairs of post and theme as the set of themes of each post; empty for any other post."""
    themes: defaultdict[int, set[int]] = defaultdict(set)
    for post, theme in pairs:
        themes[post].add(theme)
    return defaultdict(frozenset, {post: frozenset(own) for post, own in themes.items()})


_indexes: OrderedDict[tuple[int, datetime], CachedIndex] = OrderedDict()
_lock = Lock()


@contextmanager
def index_of(seminar: Seminar) -> Iterator[SuggestionIndex]:
    """The up-to-date index of the seminar, for one thread at a time."""
    key = seminar.pk, seminar.created_at  # a database that was restored or emptied may use the same pk again
    with _lock:
        cached = _indexes.setdefault(key, CachedIndex())
        _indexes.move_to_end(key)
        while len(_indexes) > MOST_SEMINARS:
            _indexes.popitem(last=False)
    with cached.lock:
        cached.update(seminar)
        yield cached.index
