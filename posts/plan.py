"""What an import will do: the Wall together with the person's choices. The preview shows it, the load does it."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from .choices import Choices
from .known import News, Stored, compare, fingerprint, identity
from .models.post import Post
from .models.source import Source
from .moments import likely_year, moment
from .walls.groups import Proposal, propose, resolve
from .walls.headings import role_of
from .walls.mapping import map_columns
from .walls.repair import put_back
from .walls.wall import Entry, Own, Stamp, Wall


@dataclass
class Round:
    """A section of the wall, as the preview shows it."""

    title: str
    entries: list[Entry]

    @property
    def comments(self) -> int:
        return sum(entry.kind == "comment" for entry in self.entries)


@dataclass
class Plan:
    """`seminar` is the one to add to, None for a new one. `origin` is the wall's address, else the file's digest."""

    read: Wall
    choices: Choices
    seminar: object | None = None
    origin: str = ""

    @cached_property
    def wall(self) -> Wall:
        """The wall with columns mapped and refused mends put back."""
        wall = self.read
        if self.choices.columns:
            wall = deepcopy(wall)
            map_columns(wall, self.choices.columns)
        refused = {tuple(pair) for pair in self.choices.refused}
        if refused:
            wall = replace(wall, entries=[_put_back(entry, refused) for entry in wall.entries])
        return wall

    @cached_property
    def proposals(self) -> list[Proposal]:
        return [] if self.is_own else propose(self.wall)

    @cached_property
    def groups(self) -> dict[int, str]:
        return resolve(self.proposals, self.choices.groups)

    @cached_property
    def news(self) -> News:
        news = compare(self.wall, stored(self.seminar, own=self.is_own) if self.seminar else [])
        news.new = [index for index in news.new if not _says_nothing(self.wall.entries[index])]
        if self.seminar and not self.is_own:
            self._know_by_uid(news)
        return news

    def _know_by_uid(self, news: News) -> None:
        """After a move through our own JSON a note is told by the uid that its wall's export gives it anew."""
        here = dict(self.seminar.posts.values_list("uid", "pk"))
        again = {index: here[self.uids[index]] for index in news.new if self.uids[index] in here}
        found = set(again.values())
        news.known |= again
        news.new = [index for index in news.new if index not in again]
        news.gone = [post for post in news.gone if post not in found]

    @cached_property
    def uids(self) -> list[str]:
        """A uid for each entry, the same whenever and wherever this wall is read."""
        seen: Counter[str] = Counter()
        uids = []
        for entry in self.wall.entries:
            told = fingerprint(self.wall, entry)
            seen[told] += 1
            uids.append(self.uid("post", told, str(seen[told])))
        return uids

    def uid(self, *parts: str) -> str:
        return str(uuid5(NAMESPACE_URL, "\n".join((self.origin, *parts))))

    @property
    def silent(self) -> list[Entry]:
        """Entries without text, picture or field: there is nothing to keep."""
        return [entry for entry in self.wall.entries if _says_nothing(entry)]

    @property
    def rounds(self) -> list[Round]:
        by_section: list[list[Entry]] = [[] for _ in self.wall.sections]
        for entry in self.wall.entries:
            by_section[entry.section].append(entry)
        return [Round(section.title, entries) for section, entries in zip(self.wall.sections, by_section, strict=True)]

    @property
    def doubtful(self) -> list[Entry]:
        return [entry for entry in self.wall.entries if entry.doubts]

    @property
    def is_own(self) -> bool:
        return self.wall.seminar is not None

    @property
    def needs_text(self) -> bool:
        """A table in which no column was told to be the text."""
        return bool(self.wall.columns) and not any(entry.body or entry.subject for entry in self.wall.entries)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.choices.time_zone or settings.TIME_ZONE)

    @cached_property
    def year(self) -> int:
        return self.choices.year or likely_year(self.read, timezone.localdate())

    def moment(self, stamp) -> datetime | None:
        return moment(stamp, self.zone, self.year)

    @property
    def day(self) -> date | None:
        """The day on which most was written, in the seminar's zone."""
        days = Counter(
            self.moment(entry.written).astimezone(self.zone).date() for entry in self.wall.entries if entry.written
        )
        return days.most_common(1)[0][0] if days else None


def stored(seminar, *, own: bool) -> list[Stored]:
    """What the seminar keeps of earlier imports; for Rundebord's own format, all its posts by their uid."""
    if not own:
        kept = Source.objects.filter(post__seminar=seminar, identity__gt="")
        return [Stored(*row) for row in kept.order_by("post").values_list("post", "identity", "fingerprint")]
    blank = Wall("own")
    rows = []
    for post in Post.objects.filter(seminar=seminar).order_by("pk"):
        written = Stamp("", post.written_at.replace(tzinfo=None)) if post.written_at else None
        entry = Entry(0, id=post.uid, author=post.author, written=written, subject=post.subject, body=post.body)
        entry.own = Own()
        rows.append(Stored(post.pk, identity(blank, entry), fingerprint(blank, entry)))
    return rows


def _put_back(entry: Entry, refused: set[tuple[str, str]]) -> Entry:
    pairs = [tuple(pair) for pair in entry.repairs]
    if refused.isdisjoint(pairs):
        return entry
    names = ("author", "subject", "body")
    texts, left = put_back([getattr(entry, name) for name in names], pairs, refused)
    return replace(entry, repairs=left, **dict(zip(names, texts, strict=True)))


def _says_nothing(entry: Entry) -> bool:
    own = entry.own.fields if entry.own else {}
    told = [name for name in entry.fields if role_of(name) not in ("number", "color")]
    return not (entry.subject or entry.body or entry.attachments or told or entry.poll or own)
