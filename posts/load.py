"""From a Plan to posts: all of it or nothing, many rows with each query."""

import re
from dataclasses import asdict, replace
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from seminar.models import DialogueRound, Group, Seminar
from seminar.models.person import Person, new_uid

from .known import fingerprint, identity
from .models.post import Post
from .models.source import Source
from .plan import Plan
from .walls.wall import Entry

BATCH = 500


class Load:
    """One load. After `run`, `seminar` holds the posts and `added` the ids of the rows made beside them."""

    def __init__(self, plan: Plan, imported, *, by: Person | None = None):
        self.plan, self.wall, self.imported, self.by = plan, plan.wall, imported, by
        self.added: dict[str, list[int]] = {}
        self.taken: dict[str, set[str]] = {}

    @transaction.atomic
    def run(self) -> Seminar:
        self.seminar = self.plan.seminar or self._start()
        self.rounds = self._rounds()
        self.questions = self._questions()
        self.groups = self._groups()
        posts = self._posts()
        self._sources(posts)
        self._ties(posts)
        self._themes(posts)
        return self.seminar

    def _start(self) -> Seminar:
        wall, plan = self.wall, self.plan
        facts = {"introduction": wall.introduction, "owner": wall.owner, "source_url": wall.url, "date": plan.day}
        facts["time_zone"] = plan.zone.key
        if own := wall.seminar:
            taken = Seminar.objects.filter(slug=own.slug).exists()
            facts |= {"slug": "" if taken else own.slug, "language": own.language, "time_zone": own.time_zone}
            facts["date"] = date.fromisoformat(own.date) if own.date else None
        seminar = Seminar.objects.start(
            title=wall.title or self.imported.file_name or _("Imported wall"), by=self.by, **facts
        )
        self.added["seminar"] = [seminar.pk]
        return seminar

    def _rounds(self) -> list[DialogueRound]:
        """The round of each section: the one that is here under the same words, else a new one."""
        mine = list(self.seminar.rounds.all())
        known: dict[str, DialogueRound] = {round.title.casefold(): round for round in reversed(mine)}
        known |= {f"{round.uid}\n{round.title.casefold()}": round for round in mine}
        used = (
            {entry.section for entry in self._new_entries()} if not self.plan.is_own else range(len(self.wall.sections))
        )
        rows: dict[str, dict] = {}
        keys = []
        for index, section in enumerate(self.wall.sections):
            title = section.title or self.seminar.title
            key = f"{section.id}\n{title.casefold()}" if section.id else title.casefold()
            if key not in known and title.casefold() in known:
                key = title.casefold()
            keys.append(key)
            if key not in known and index in used:
                rows.setdefault(key, {"uid": self._free("rounds", section.id, title), "title": title})
        made = self._keep(
            "rounds", DialogueRound.objects.add_all(list(rows.values()), seminar=self.seminar, by=self.by)
        )
        known |= dict(zip(rows, made, strict=True))
        return [known.get(key) for key in keys]

    def _questions(self) -> dict[str, int]:
        """Ids of questions by the file's id. Only Rundebord's own format has any."""
        asked = {(question.round_id, question.text): question for question in self.seminar.questions.all()}
        made, ids = [], {}
        for round, section in zip(self.rounds, self.wall.sections, strict=True):
            for told in section.questions:
                question = asked.get((round.pk, told.text))
                if question is None:
                    question = round.ask(told.text, uid=self._free("questions", told.id), by=self.by)
                    made.append(question)
                ids[told.id] = question.pk
        self._keep("questions", made)
        return ids

    def _groups(self) -> dict[str, Group]:
        """Groups by name, casefolded, and by the file's id."""
        known = {group.name.casefold(): group for group in self.seminar.groups.all()}
        rows: dict[str, dict] = {}
        for group in self.wall.groups:
            if group.name.casefold() not in known:
                uid = self._free("groups", group.id)
                rows[group.name.casefold()] = {"uid": uid, "name": group.name, "attributes": group.attributes}
        new = set(self.plan.news.new)
        for index, name in self.plan.groups.items():
            if index in new and name.casefold() not in known:
                rows.setdefault(name.casefold(), {"uid": self._free("groups", "", name.casefold()), "name": name})
        ordered = rows.values() if self.plan.is_own else sorted(rows.values(), key=_by_number)
        made = self._keep("groups", Group.objects.add_all(list(ordered), seminar=self.seminar, by=self.by))
        known |= {group.name.casefold(): group for group in made}
        return known | {group.id: known[group.name.casefold()] for group in self.wall.groups}

    def _free(self, kind: str, id: str, *parts: str) -> str:
        """The id the file gives, or one made from what is told; another where a row of other words has it."""
        uid = id or self.plan.uid(kind, *parts)
        if kind not in self.taken:
            self.taken[kind] = set(getattr(self.seminar, kind).values_list("uid", flat=True))
        return new_uid() if uid in self.taken[kind] else uid

    def _new_entries(self) -> list[Entry]:
        return [self.wall.entries[index] for index in self.plan.news.new]

    def _posts(self) -> dict[int, Post]:
        """The new posts by the index of their entry."""
        top = self.seminar.posts.aggregate(top=models.Max("position"))["top"]
        first = 0 if top is None else top + 1
        posts = [self._post(index, position).fold() for position, index in enumerate(self.plan.news.new, first)]
        made = Post.objects.bulk_create(posts, batch_size=BATCH)
        return dict(zip(self.plan.news.new, made, strict=True))

    def _post(self, index: int, position: int) -> Post:
        entry = self.wall.entries[index]
        own = entry.own
        name = own.group if own else self.plan.groups.get(index, "").casefold()
        written, edited = self.plan.moment(entry.written), self.plan.moment(entry.edited)
        return Post(
            seminar=self.seminar,
            uid=self._uid_of(index),
            position=position,
            round=self.rounds[entry.section],
            question_id=self.questions[own.question] if own and own.question else None,
            group=self.groups[name] if name else None,
            author=entry.author,
            kind=entry.kind,
            subject=entry.subject,
            body=entry.body,
            written_at=written,
            edited_at=edited if own or edited != written else None,
            state=own.state if own else Post.State.VISIBLE,
            late=bool(own and own.late),
            reactions=entry.reactions,
            attachments=[_attachment(attachment) for attachment in entry.attachments],
            fields=own.fields if own else _fields(entry),
            imported=self.imported,
        )

    def _sources(self, posts: dict[int, Post]) -> None:
        sources = []
        for index, post in posts.items():
            entry = self.wall.entries[index]
            as_exported = replace(entry, id="") if entry.own else entry  # so that its wall's own export is known again
            if entry.own and not entry.own.has_source:
                continue
            sources.append(
                Source(
                    post=post,
                    file=entry.own.source_file if entry.own else self.imported.file_name,
                    url=entry.own.source_url if entry.own else entry.link or None,
                    raw=entry.raw,
                    repairs=[list(pair) for pair in entry.repairs],
                    doubts=entry.doubts,
                    user_name=entry.user_name,
                    line=entry.line,
                    cell=entry.cell[:60],
                    identity=identity(self.wall, as_exported),
                    fingerprint=fingerprint(self.wall, as_exported),
                )
            )
        Source.objects.bulk_create(sources, batch_size=BATCH)

    def _ties(self, posts: dict[int, Post]) -> None:
        """Comments to what they answer, parts to what they were split from, merged posts to what holds them now."""
        ids = {index: post.pk for index, post in posts.items()} | self.plan.news.known | self.plan.news.changed
        by_uid = {self.wall.entries[index].id: pk for index, pk in ids.items()} if self.plan.is_own else {}
        tied = []
        for index, post in posts.items():
            entry = self.wall.entries[index]
            post.reply_to_id = ids.get(entry.reply_to) if entry.reply_to is not None else None
            if entry.own:
                post.split_from_id = by_uid.get(entry.own.split_from)
                post.merged_into_id = by_uid.get(entry.own.merged_into)
            if post.reply_to_id or post.split_from_id or post.merged_into_id:
                tied.append(post)
        Post.objects.bulk_update(tied, ["reply_to", "split_from", "merged_into"], batch_size=BATCH)

    def _themes(self, posts: dict[int, Post]) -> None:
        """Themes stand in the room to the left; they are reached through the relation that Django gives a seminar."""
        if self.wall.themes:
            placed = [(post, self.wall.entries[index].own) for index, post in posts.items()]
            made = self.seminar.themes.load(self.wall.themes, placed, seminar=self.seminar, by=self.by)
            self._keep("themes", made)

    def _keep(self, kind: str, rows: list) -> list:
        self.added[kind] = [row.pk for row in rows]
        return rows

    def _uid_of(self, index: int) -> str:
        """A post's uid: its own where the file gives one that no other post here has."""
        entry = self.wall.entries[index]
        if not entry.own:
            return self.plan.uids[index]
        return self._free("posts", entry.id)


def _by_number(row: dict) -> list[tuple[int, str]]:
    """Gruppe 2 before Gruppe 10."""
    parts = re.split(r"(\d{1,9})", row["name"].casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _attachment(attachment) -> dict[str, str]:
    said = dict.fromkeys(text for text in (attachment.caption, attachment.alt) if text)
    return {"url": attachment.url, "caption": " · ".join(said)}


def _fields(entry: Entry) -> dict:
    return entry.fields | ({entry.poll.question: asdict(entry.poll)["votes"]} if entry.poll else {})
