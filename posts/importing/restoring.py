"""Makes the seminar that a file of our own JSON holds: the same rows, in the same order, with ids of this database.

Nobody gets access by it. Codes and keys are new, the devices in it are none that exist, and its people are names
without accounts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import msgspec
from django.conf import settings
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from posts.models import Erasure, Post, Source
from posts.models.choices import Choices
from posts.records import references
from posts.records.kinds import KEYS, KINDS, Kind
from posts.walls.refused import Refused
from posts.walls.wall import Entry
from seminar.models import Person, Seminar
from seminar.models.person import new_uid

from .plan import ImportPlan
from .rows import free_keys, insert

GONE = 9_000_000_000_000_000  # plus a number: the id of a row that is gone. No row ever gets one as high.
AT_ONCE = 500  # uids that are looked for
MOST_MADE = 5_000  # rows of the database in memory beside those of the file
Row = dict[str, Any]


class Restorer:
    """Restores one plan whose wall has `rows`, into a new seminar."""

    def __init__(self, plan: ImportPlan) -> None:
        self.plan, self.wall = plan, plan.wall
        self.rows: dict[str, list[Row]] = {key: (self.wall.rows or {}).get(key, []) for key in KINDS}
        self.uids: dict[str, dict[str, int]] = {}
        self.new_uids: dict[str, str] = {}

    @transaction.atomic
    def restore(self) -> Seminar:
        """Raises Refused("own-json" | "own-rows", path=) where the database does not accept what is in the file."""
        self.new_uids = _new_uids([entry.id for entry in self.wall.entries])
        self.keys = {key: self._keys(key) for key in KINDS if key != "seminars"}
        self.seminar = self._start()
        self.keys["seminars"] = [self.seminar.pk]
        for key in KINDS:
            if key not in ("seminars", "sources"):
                with self._refusing(key):
                    for start, rows in _in_parts(self._made(key)):
                        insert(rows)
                        self._relate(KINDS[key], rows, start)
        with self._refusing("sources"):
            for _start, rows in _in_parts(self._sources()):
                insert(rows)
        self._finish()
        return self.seminar

    @contextmanager
    def _refusing(self, key: str) -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
        except (IntegrityError, DataError, ValueError, OverflowError, KeyError, TypeError):
            raise Refused("own-rows", path=f"$.rows.{key}") from None

    def _keys(self, key: str) -> list[int]:
        if key == "sources" or not self.rows[key]:
            return []
        return free_keys(KINDS[key].model._meta, len(self.rows[key]))

    def _start(self) -> Seminar:
        """Fields that other rows point from or to are set at the end."""
        wall, own = self.wall, self.wall.seminar
        assert own is not None
        slug = own.slug
        if Seminar.objects.filter(slug=slug).exists():
            slug = Seminar.objects.free_slug(wall.title)
        return Seminar.objects.create(
            title=self.plan.title,
            slug=slug,
            date=date.fromisoformat(own.date) if own.date else None,
            language=own.language,
            time_zone=own.time_zone,
            introduction=wall.introduction,
            owner=wall.owner,
            source_url=wall.url,
        )

    def _finish(self) -> None:
        values = self._values(KINDS["seminars"], self.rows["seminars"][0])
        changes = self.rows["changes"]
        values["last_change"] = changes[-1]["number"] if changes else 0
        if values["keep_until"] and values["keep_until"] < timezone.now().date():
            values["keep_until"] = None  # else what was just read would be deleted within the hour
        with self._refusing("seminars"):
            Seminar.objects.filter(pk=self.seminar.pk).update(**values)
        self.seminar.refresh_from_db()
        for path in settings.AFTER_RESTORE:
            import_string(path)(self.seminar)

    def _made(self, key: str) -> Iterator[models.Model]:
        kind = KINDS[key]
        for index, (pk, row) in enumerate(zip(self.keys[key], self.rows[key], strict=True)):
            if key == "people":
                person = Person.objects.known_by_name(row.get("name", ""), self.seminar)
                person.pk = pk
                yield person
                continue
            values = self._values(kind, row)
            if key == "changes":
                values |= self._change(values)
            if key == "imports":
                values |= self._import(values, index)
            if key == "closed_summaries":
                values["data"] = _renamed(references.in_summary(values["data"], self.id), self.new_uids)
            if key == "posts":
                values |= self._post(index)
            if any(field.name == "seminar" for field in kind.model._meta.fields):
                values["seminar_id"] = self.seminar.pk
            made = kind.model(pk=pk, **values)
            yield made.fold() if isinstance(made, Post) else made

    def _values(self, kind: Kind, row: Row) -> Row:
        """Fields that are not in the row are empty."""
        return {field.attname: self._value(field, row.get(field.name)) for field in kind.fields}

    def _value(self, field: models.Field, value: Any) -> Any:
        if field.related_model:
            model: Any = field.related_model
            return None if value is None else self.keys[KEYS[model._meta.model_name]][value]
        if value is None:
            return None if field.null else _empty(field)
        if isinstance(field, models.DateTimeField):
            return datetime.fromisoformat(value)
        if isinstance(field, models.DateField):
            return date.fromisoformat(value)
        return time.fromisoformat(value) if isinstance(field, models.TimeField) else value

    def id(self, key: str, place: int) -> int:
        """The id that the row at this place has now. Raises ValueError where the file has none there."""
        keys = self.keys.get(key.rstrip("?"), [])
        if place < 0:
            return GONE - place
        if place >= len(keys):
            raise ValueError(key)
        return keys[place]

    def _change(self, values: Row) -> Row:
        if not references.NEEDED.get(values["verb"], set()) <= values["data"].keys():
            raise ValueError(values["verb"])
        data = references.in_change(values["verb"], values["data"], self.id)
        kind = values["subject_kind"]
        group = None if values["group"] is None else self.id("groups", values["group"])
        return {
            "subject_id": self.id(KEYS.get(str(kind), str(kind)), values["subject_id"]),
            "group": group,
            "data": data,
        }

    def _import(self, values: Row, index: int) -> Row:
        try:
            msgspec.json.decode(values["choices_json"], type=Choices)
        except msgspec.DecodeError:
            raise Refused("own-json", path=f"$.rows.imports[{index}].choices_json") from None
        return {
            "seminar_id": self.seminar.pk,
            "added": references.translated(values["added"], references.IN_IMPORTS, self.id),
        }

    def _post(self, index: int) -> Row:
        entry, own = self.wall.entries[index], self.wall.entries[index].own
        assert own is not None
        return {
            "uid": self.new_uids.get(entry.id, entry.id),
            "position": index,
            "round_id": self._by_uid("rounds", self.wall.sections[entry.section].id),
            "question_id": self._by_uid("questions", own.question),
            "group_id": self._by_uid("groups", own.group),
            "author": entry.author,
            "kind": entry.kind,
            "reply_to_id": None if entry.reply_to is None else self.keys["posts"][entry.reply_to],
            "split_from_id": self._post_by_uid(own.split_from),
            "merged_into_id": self._post_by_uid(own.merged_into),
            "subject": entry.subject,
            "body": entry.body,
            "written_at": self.plan.moment(entry.written),
            "edited_at": self.plan.moment(entry.edited),
            "late": own.late,
            "sent_at_closing": own.sent_at_closing,
            "state": own.state,
            "reactions": entry.reactions,
            "attachments": [{"url": one.url, "caption": one.caption} for one in entry.attachments],
            "fields": own.fields,
        }

    def _sources(self) -> Iterator[Source]:
        for row in self.rows["sources"]:
            values = self._values(KINDS["sources"], row)
            entry: Entry = self.wall.entries[row["post"]]
            own = entry.own
            if own is None or not own.has_source:
                raise ValueError("sources")
            texts = {"file": own.source_file, "url": own.source_url, "raw": entry.raw, "doubts": entry.doubts}
            yield Source(**values, **texts, repairs=[list(pair) for pair in entry.repairs])

    def _relate(self, kind: Kind, rows: list[models.Model], start: int) -> None:
        """Fills the relations whose own rows hold nothing but the two ends. The first of `rows` is at `start`."""
        for field in kind.many:
            through: Any = field.remote_field.through
            names = field.m2m_column_name(), field.m2m_reverse_name()
            insert(
                [
                    through(**{names[0]: made.pk, names[1]: self._value(field, end)})
                    for made, row in zip(rows, self.rows[kind.key][start : start + len(rows)], strict=True)
                    for end in row.get(field.name, [])
                ]
            )

    def _by_uid(self, key: str, uid: str | None) -> int | None:
        if uid is None:
            return None
        if key not in self.uids:
            self.uids[key] = dict(zip((row["uid"] for row in self.rows[key]), self.keys[key], strict=True))
        return self.uids[key][uid]

    def _post_by_uid(self, uid: str | None) -> int | None:
        if "posts" not in self.uids:
            ids = (entry.id for entry in self.wall.entries)
            self.uids["posts"] = dict(zip(ids, self.keys["posts"], strict=True))
        return None if uid is None else self.uids["posts"][uid]


def _in_parts(made: Iterator[models.Model]) -> Iterator[tuple[int, list[models.Model]]]:
    """Each part with the place of its first row."""
    start = 0
    while rows := list(islice(made, MOST_MADE)):
        yield start, rows
        start += len(rows)


def _new_uids(uids: list[str]) -> dict[str, str]:
    """New ones in place of those that are in use, so that a uid names one note on this server."""
    taken: set[str] = set()
    for start in range(0, len(uids), AT_ONCE):
        some = uids[start : start + AT_ONCE]
        taken.update(Post.objects.filter(uid__in=some).values_list("uid", flat=True))
        taken.update(Erasure.objects.filter(kind=Erasure.Kind.NOTE, uid__in=some).values_list("uid", flat=True))
    return {uid: new_uid() for uid in taken}


def _renamed(data: Any, names: dict[str, str]) -> Any:
    """The data with these strings replaced, wherever they are a value or a key."""
    if not names:
        return data
    if isinstance(data, str):
        return names.get(data, data)
    if isinstance(data, list):
        return [_renamed(item, names) for item in data]
    return (
        {names.get(key, key): _renamed(item, names) for key, item in data.items()} if isinstance(data, dict) else data
    )


def _empty(field: models.Field) -> Any:
    if isinstance(field, models.BooleanField):
        return False
    return {} if isinstance(field, models.JSONField) else ""
