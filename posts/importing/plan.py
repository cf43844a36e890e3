"""What an import will do: the wall with a person's choices. The preview shows an ImportPlan, and Loader writes it."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Self
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.utils import timezone

from posts.models import Erasure, Import, Post, Source
from posts.models.choices import Choices
from posts.walls import repair
from posts.walls.groups import Proposal, propose, resolve
from posts.walls.headings import role_of
from posts.walls.mapping import map_columns
from posts.walls.traces import TELLING, Trace, folded_author, folded_text, key_of
from posts.walls.wall import Entry, Own, Stamp, Wall
from seminar.models import Seminar

from .matching import Matches, StoredEntry, compare, fingerprint, identity
from .timestamps import likely_year, moment

WITHOUT_COMMENTS = ("csv", "xlsx", "padlet-wishes", "rows", "outline", "scribe", "mail")  # formats


@dataclass
class PreviewRound:
    """A section of the wall, as the preview shows it."""

    title: str
    entries: list[Entry]

    @property
    def comments(self) -> int:
        return sum(entry.kind == "comment" for entry in self.entries)


@dataclass
class ImportPlan:
    """`seminar` is the one to add to, None for a new one. `origin` is the wall's address, else the file's digest."""

    read: Wall
    choices: Choices
    seminar: Seminar | None = None
    origin: str = ""

    @classmethod
    def of(cls, imported: Import) -> Self:
        """The plan of an import as it is now. Each call reads the choices and the target seminar again."""
        return cls(imported.wall, imported.choices, imported.target, imported.address or imported.digest)

    @cached_property
    def wall(self) -> Wall:
        """The wall as it was read, with its columns mapped and the refused repairs undone."""
        wall = self.read
        if self.columns or self.choices.date_order:
            wall = msgspec.json.decode(msgspec.json.encode(wall), type=Wall)  # a tenth of the time of deepcopy
            map_columns(wall, self.columns, self.choices.date_order)
        refused = set(self.choices.refused)
        if refused:
            wall = replace(wall, entries=[_without_repairs(entry, refused) for entry in wall.entries])
        return wall

    @property
    def title(self) -> str:
        """The title of a new seminar: as it was chosen, else that of the wall."""
        return self.choices.title or self.wall.title

    @property
    def columns(self) -> dict[str, str]:
        """The part of a note that each column goes to: as it was chosen, else as its cells look."""
        if self.choices.decided or self.choices.columns:
            return self.choices.columns
        return {column.name: column.role for column in self.read.columns if column.role}

    @cached_property
    def proposals(self) -> list[Proposal]:
        return [] if self.is_own else propose(self.wall)

    @cached_property
    def groups(self) -> dict[int, str]:
        """The name of the group of each entry that gets one, by the index of the entry."""
        return resolve(self.proposals, self.choices.groups)

    @cached_property
    def matches(self) -> Matches:
        """The entries compared with the posts of the seminar.

        Entries without content, and those that were deleted for good, are not among the new ones.
        """
        stored = _stored_entries(self.seminar, own=self.is_own) if self.seminar else []
        matches = compare(self.traces, stored, by_text=not self.is_own)
        matches.new = [index for index in matches.new if not _is_empty(self.wall.entries[index])]
        if self.seminar and not self.is_own:
            self._match_by_uid(matches, self.seminar)
            if self.wall.format == "pasted":
                matches.gone = []  # a text is one group's, and says nothing of the others
            if self.wall.format in WITHOUT_COMMENTS and not any(e.kind == "comment" for e in self.wall.entries):
                comments = set(self.seminar.posts.filter(kind="comment").values_list("pk", flat=True))
                matches.gone = [post for post in matches.gone if post not in comments]
        if self.seminar:
            self._leave_out_erased(matches, self.seminar)
        if not self.wall.entries:
            matches.gone = []  # a codebook says nothing of notes
        return matches

    @cached_property
    def traces(self) -> list[Trace]:
        """What is compared of each entry."""
        return [self._trace(entry) for entry in self.wall.entries]

    def _trace(self, entry: Entry) -> Trace:
        id = identity(self.wall, entry) if entry.own or entry.id else ""
        return trace_of(entry.subject, entry.body, entry.author, self.moment(entry.written), id)

    def _match_by_uid(self, matches: Matches, seminar: Seminar) -> None:
        """Matches posts that came through our own JSON: they keep the uid which their wall's export gives them."""
        posts = dict(seminar.posts.values_list("uid", "pk"))
        known = {index: posts[self.uids[index]] for index in matches.new if self.uids[index] in posts}
        matches.known |= known
        matches.new = [index for index in matches.new if index not in known]
        matched = set(known.values())
        matches.gone = [post for post in matches.gone if post not in matched]

    def _leave_out_erased(self, matches: Matches, seminar: Seminar) -> None:
        erased = set(seminar.erasures.erased(Erasure.Kind.NOTE).values_list("uid", flat=True))
        uids = [entry.id for entry in self.wall.entries] if self.is_own else self.uids
        matches.erased = [index for index in matches.new if uids[index] in erased]
        matches.new = [index for index in matches.new if uids[index] not in erased]

    @cached_property
    def uids(self) -> list[str]:
        """A uid for each entry, the same whenever and wherever this wall is read."""
        seen: Counter[str] = Counter()
        uids = []
        for entry in self.wall.entries:
            content = fingerprint(self.wall, entry)
            seen[content] += 1
            uids.append(self.uid("post", content, str(seen[content])))
        return uids

    def uid(self, *parts: str) -> str:
        return str(uuid5(NAMESPACE_URL, "\n".join((self.origin, *parts))))

    @property
    def empty_entries(self) -> list[Entry]:
        """Entries without text, attachment or field: nothing to import."""
        return [entry for entry in self.wall.entries if _is_empty(entry)]

    @property
    def rounds(self) -> list[PreviewRound]:
        by_section: list[list[Entry]] = [[] for _ in self.wall.sections]
        for entry in self.wall.entries:
            by_section[entry.section].append(entry)
        return [
            PreviewRound(section.title, entries)
            for section, entries in zip(self.wall.sections, by_section, strict=True)
        ]

    @property
    def doubtful_entries(self) -> list[Entry]:
        return [entry for entry in self.wall.entries if entry.doubts]

    @property
    def is_own(self) -> bool:
        """Whether the wall came in Rundebord's own format."""
        return self.wall.seminar is not None

    @property
    def leaves_rows(self) -> bool:
        """Whether the file holds more of a seminar than can be added to the one that is there."""
        return self.wall.format == "own" and bool(self.wall.rows) and self.seminar is not None

    @property
    def needs_text(self) -> bool:
        """Whether this is a table in which no column is known to hold the text."""
        return bool(self.read.columns) and not any(entry.body or entry.subject for entry in self.wall.entries)

    @property
    def asks_text(self) -> bool:
        """Whether the column with the text is only a guess."""
        return self.needs_text or any(c.role in ("body", "question") and not c.sure for c in self.read.columns)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.choices.time_zone or settings.TIME_ZONE)

    @cached_property
    def year(self) -> int:
        return self.choices.year or likely_year(self.read, timezone.localdate())

    def moment(self, stamp: Stamp | None) -> datetime | None:
        return moment(stamp, self.zone, self.year)

    @property
    def day(self) -> date | None:
        """The day on which most entries were written, in the time zone of the export."""
        moments = (self.moment(entry.written) for entry in self.wall.entries)
        days = Counter(moment.astimezone(self.zone).date() for moment in moments if moment)
        return days.most_common(1)[0][0] if days else None


def trace_of(subject: str, body: str, author: str, written: datetime | None, id: str) -> Trace:
    folded = folded_text(subject, body)
    return Trace(key_of(folded), folded_author(author), written, id, long=len(folded) >= TELLING)


def _stored_entries(seminar: Seminar, *, own: bool) -> list[StoredEntry]:
    """What the seminar has from earlier imports; for Rundebord's own format, all its posts by their uid."""
    if not own:
        rows = Source.objects.filter(post__seminar=seminar, fingerprint__gt="").order_by("post")
        return [
            StoredEntry(post, Trace(text, folded_author(author), written, id))
            for post, text, author, written, id in rows.values_list(
                "post", "fingerprint", "post__author", "post__written_at", "identity"
            )
        ]
    blank = Wall("own")
    stored = []
    for post in Post.objects.filter(seminar=seminar).order_by("pk"):
        written = Stamp("", post.written_at.replace(tzinfo=None)) if post.written_at else None
        entry = Entry(0, id=post.uid, author=post.author, written=written, own=Own())
        trace = trace_of(post.subject, post.body, post.author, post.written_at, identity(blank, entry))
        stored.append(StoredEntry(post.pk, trace))
    return stored


def _without_repairs(entry: Entry, refused: set[tuple[str, str]]) -> Entry:
    if refused.isdisjoint(entry.repairs):
        return entry
    (author, subject, body), repairs = repair.undo([entry.author, entry.subject, entry.body], entry.repairs, refused)
    return replace(entry, author=author, subject=subject, body=body, repairs=repairs)


def _is_empty(entry: Entry) -> bool:
    own = entry.own.fields if entry.own else {}
    fields = [name for name in entry.fields if role_of(name) not in ("number", "color")]
    return not (entry.subject.strip() or entry.body.strip() or entry.attachments or fields or entry.poll or own)
