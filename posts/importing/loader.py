"""Writes what an ImportPlan says into the database, many rows with each query."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from posts.models import Import, Post, Source
from posts.text.search import searchable
from posts.walls.wall import Entry, WallAttachment
from seminar.models import DialogueRound, Group, Seminar
from seminar.models.person import Person, new_uid

from .matching import identity
from .plan import ImportPlan
from .rows import Row, free_keys, insert_values

BATCH = 2_000  # notes that are made at a time, so that a large wall needs little memory

Count = Callable[[int, int], None]  # gets how many notes are written, and of how many


class Loader:
    """Loads one plan.

    After `load`, `seminar` holds the posts, and `added` the primary keys of the rows made beside them, by the name of
    the relation from the seminar ("rounds", "groups" and so on; "seminar" where the seminar is new).
    """

    def __init__(self, plan: ImportPlan, imported: Import, *, by: Person | None = None, count: Count | None = None):
        self.plan, self.wall, self.imported, self.by, self.count = plan, plan.wall, imported, by, count
        self.added: dict[str, list[int]] = {}
        self.taken: dict[str, set[str]] = {}

    @transaction.atomic
    def load(self) -> Seminar:
        self.seminar = self.plan.seminar or self._start_seminar()
        self.rounds = self._add_rounds()
        self.questions = self._add_questions()
        self.groups = self._add_groups()
        self.keys = self._keys()
        self.by_id: dict[str | None, int] = {}
        if self.plan.is_own:
            self.by_id = {self.wall.entries[index].id: pk for index, pk in self.keys.items()}
        posts = self._add_posts()
        self._add_themes(posts)
        self._add_weighings()
        return self.seminar

    def _start_seminar(self) -> Seminar:
        wall, plan = self.wall, self.plan
        fields = {"introduction": wall.introduction, "owner": wall.owner, "source_url": wall.url, "date": plan.day}
        fields["time_zone"] = plan.zone.key
        if own := wall.seminar:
            taken = Seminar.objects.filter(slug=own.slug).exists()
            fields |= {"slug": "" if taken else own.slug, "language": own.language, "time_zone": own.time_zone}
            fields["date"] = date.fromisoformat(own.date) if own.date else None
        seminar = Seminar.objects.start(
            title=plan.title or self.imported.file_name or _("Imported wall"), by=self.by, **fields
        )
        self.added["seminar"] = [seminar.pk]
        return seminar

    def _add_rounds(self) -> dict[int, DialogueRound]:
        """Rounds by the index of their section: an existing one with the same title, else a new one.

        Of several sections with one title, each is a round of its own. A section without a new post gets no new round.
        """
        existing: dict[str, list[DialogueRound]] = defaultdict(list)
        for round in self.seminar.rounds.all():
            existing[round.title.casefold()].append(round)
        by_id = {(round.uid, round.title.casefold()): round for rounds in existing.values() for round in rounds}
        used = range(len(self.wall.sections)) if self.plan.is_own else {entry.section for entry in self._new_entries()}
        seen: Counter[str] = Counter()
        known: dict[int, DialogueRound] = {}
        rows: dict[int, dict[str, str]] = {}
        for index, section in enumerate(self.wall.sections):
            title = section.title or self.seminar.title
            same, place = existing[title.casefold()], seen[title.casefold()]
            seen[title.casefold()] += 1
            if round := by_id.get((section.id, title.casefold())) or (same[place] if place < len(same) else None):
                known[index] = round
            elif index in used:
                parts = [title] if not place else [title, str(place)]
                rows[index] = {"uid": self._free_uid("rounds", section.id, *parts), "title": title}
        added = self._mark_added(
            "rounds", DialogueRound.objects.add_all(list(rows.values()), seminar=self.seminar, by=self.by)
        )
        return known | dict(zip(rows, added, strict=True))

    def _add_questions(self) -> dict[str, int]:
        """Primary keys of questions by the file's id, and in `asked` by round and text.

        Rundebord's own format has questions, and tables that have a column for each.
        """
        existing = {(question.round_id, question.text): question for question in self.seminar.questions.all()}
        self.asked = {place: question.pk for place, question in existing.items()}
        added, keys = [], {}
        for index, round in self.rounds.items():
            for asked in self.wall.sections[index].questions:
                question = existing.get((round.pk, asked.text))
                if question is None:
                    uid = self._free_uid("questions", asked.id, round.uid, asked.text)
                    question = round.add_question(asked.text, uid=uid, by=self.by)
                    added.append(question)
                keys[asked.id] = self.asked[round.pk, asked.text] = question.pk
        self._mark_added("questions", added)
        return keys

    def _add_groups(self) -> dict[str, Group]:
        """Groups by name, casefolded, and by the file's id."""
        known = {group.name.casefold(): group for group in self.seminar.groups.all()}
        rows: dict[str, dict[str, Any]] = {}
        for group in self.wall.groups:
            if group.name.casefold() not in known:
                uid = self._free_uid("groups", group.id)
                rows[group.name.casefold()] = {"uid": uid} | {field: getattr(group, field) for field in Group.FIELDS}
        new = set(self.plan.matches.new)
        for index, name in self.plan.groups.items():
            if index in new and name.casefold() not in known:
                rows.setdefault(name.casefold(), {"uid": self._free_uid("groups", "", name.casefold()), "name": name})
        ordered = rows.values() if self.plan.is_own else sorted(rows.values(), key=_by_number)
        added = self._mark_added("groups", Group.objects.add_all(list(ordered), seminar=self.seminar, by=self.by))
        known |= {group.name.casefold(): group for group in added}
        return known | {group.id: known[group.name.casefold()] for group in self.wall.groups}

    def _free_uid(self, relation: str, id: str, *parts: str) -> str:
        """The id that the file gives, else one made from `parts`; a random one where another row has that already."""
        uid = id or self.plan.uid(relation, *parts)
        if relation not in self.taken:
            self.taken[relation] = set(getattr(self.seminar, relation).values_list("uid", flat=True))
        return new_uid() if uid in self.taken[relation] else uid

    def _new_entries(self) -> list[Entry]:
        return [self.wall.entries[index] for index in self.plan.matches.new]

    def _keys(self) -> dict[int, int]:
        """The primary keys of all posts of this wall by the index of their entry, those of the new ones included."""
        matches = self.plan.matches
        new = dict(zip(matches.new, free_keys(Post._meta, len(matches.new)), strict=True))
        return new | matches.known | matches.changed

    def _add_posts(self) -> dict[int, Post]:
        """Adds the new posts with their sources. Returns those that may have themes, by the index of their entry."""
        first = self.seminar.posts.aggregate(last=models.Max("position", default=-1))["last"] + 1
        new = self.plan.matches.new
        with_themes: dict[int, Post] = {}
        for start in range(0, len(new), BATCH):
            indexes = new[start : start + BATCH]
            rows = {index: self._post(index, place) for place, index in enumerate(indexes, first + start)}
            insert_values(Post, list(rows.values()))
            insert_values(Source, list(self._sources(indexes)))
            if self.wall.themes:
                with_themes |= {index: Post(**row) for index, row in rows.items()}
            if self.count:
                self.count(start + len(indexes), len(new))
        return with_themes

    def _post(self, index: int, position: int) -> Row:
        entry = self.wall.entries[index]
        own = entry.own
        group = own.group if own else self.plan.groups.get(index, "").casefold()
        written, edited = self.plan.traces[index].written, self.plan.moment(entry.edited)
        return dict(
            id=self.keys[index],
            seminar_id=self.seminar.pk,
            uid=self._free_uid("posts", entry.id) if own else self.plan.uids[index],
            position=position,
            round_id=self.rounds[entry.section].pk,
            question_id=self._question(entry),
            group_id=self.groups[group].pk if group else None,
            author=entry.author,
            kind=entry.kind,
            subject=entry.subject,
            body=entry.body,
            written_at=written,
            edited_at=edited if own or edited != written else None,
            state=own.state if own else Post.State.VISIBLE,
            late=bool(own and own.late),
            sent_at_closing=bool(own and own.sent_at_closing),
            reactions=entry.reactions,
            attachments=[_attachment(attachment) for attachment in entry.attachments],
            fields=own.fields if own else _fields(entry),
            search=searchable(entry.subject, entry.body, entry.author),
            imported_id=self.imported.pk,
            reply_to_id=self.keys.get(entry.reply_to) if entry.reply_to is not None else None,
            split_from_id=self.by_id.get(own.split_from) if own else None,
            merged_into_id=self.by_id.get(own.merged_into) if own else None,
        )

    def _question(self, entry: Entry) -> int | None:
        if entry.own:
            return self.questions[entry.own.question] if entry.own.question else None
        return self.asked.get((self.rounds[entry.section].pk, entry.question))

    def _sources(self, indexes: list[int]) -> Iterator[Row]:
        for index in indexes:
            entry = self.wall.entries[index]
            if entry.own and not entry.own.has_source:
                continue
            exported = replace(entry, id="") if entry.own else entry  # as Padlet exports it, to match a later export
            yield dict(
                post_id=self.keys[index],
                file=entry.own.source_file if entry.own else self.imported.file_name,
                url=entry.own.source_url if entry.own else entry.link or None,
                raw=entry.raw,
                repairs=[list(pair) for pair in entry.repairs],
                doubts=entry.doubts,
                user_name=entry.user_name,
                line=entry.line,
                cell=entry.cell[:60],
                identity=identity(self.wall, exported) if exported.id else "",
                fingerprint=self.plan.traces[index].text,
            )

    def _add_themes(self, posts: dict[int, Post]) -> None:
        """Hands the themes of a wall in our own format to `seminar.themes.load` (themes/models/theme_queryset.py).

        posts/ does not import themes/. It reaches them only through the relations that Django gives a row.
        """
        if self.wall.themes:
            placed = [(post, self.wall.entries[index].own) for index, post in posts.items()]
            added = self.seminar.themes.load(self.wall.themes, placed, seminar=self.seminar, by=self.by)
            self._mark_added("themes", added)

    def _add_weighings(self) -> None:
        """Hands them to `seminar.weighings.load` (themes/models/weighing.py)."""
        if self.wall.weighings:
            groups = {group.id: self.groups[group.id] for group in self.wall.groups}
            themes = {theme.id: theme.name for theme in self.wall.themes}
            added = self.seminar.weighings.load(self.wall.weighings, themes=themes, groups=groups, seminar=self.seminar)
            self._mark_added("weighings", added)

    def _mark_added(self, relation: str, rows: list[Any]) -> list[Any]:
        self.added[relation] = [row.pk for row in rows]
        return rows


def _by_number(row: dict[str, Any]) -> list[tuple[int, str]]:
    """Sorts Gruppe 2 before Gruppe 10."""
    parts = re.split(r"(\d{1,9})", row["name"].casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _attachment(attachment: WallAttachment) -> dict[str, str]:
    texts = dict.fromkeys(text for text in (attachment.caption, attachment.alt) if text)
    return {"url": attachment.url, "caption": " · ".join(texts)}


def _fields(entry: Entry) -> dict[str, Any]:
    return entry.fields | ({entry.poll.question: asdict(entry.poll)["votes"]} if entry.poll else {})
