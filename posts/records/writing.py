"""The rows of a seminar as a file of our own JSON has them: `rows` in docs/json-format.md."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from posts.records import references
from posts.records.kinds import KEYS, KINDS, key_of
from seminar.models import Person, Seminar

AT_ONCE = 2000


class Order:
    """The primary keys of one kind in the order of the file: which place has a row? A number of 8 bytes for each."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.keys = array("q", keys)
        self.places = array("q", sorted(range(len(self.keys)), key=self.keys.__getitem__))
        self.sorted = array("q", (self.keys[place] for place in self.places))

    def place(self, key: int) -> int | None:
        found = bisect_left(self.sorted, key)
        return self.places[found] if found < len(self.sorted) and self.sorted[found] == key else None


class Records:
    """Everything that a seminar holds, kind by kind. A reference is the place of a row in the list of its kind.

    A log may refer to rows that are gone: those are counted from -1 downwards, in the order in which they are met.
    """

    def __init__(self, seminar: Seminar) -> None:
        self.seminar, self.zone = seminar, ZoneInfo(seminar.time_zone)
        self.gone: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self.orders = {
            key: Order(kind.rows(seminar).values_list("pk", flat=True).iterator(AT_ONCE))
            for key, kind in KINDS.items()
            if key not in ("people", "changes")
        }
        self.orders["people"] = Order(self._people())

    def rows(self, key: str) -> Iterator[dict[str, Any]]:
        """The rows of one kind in their order, without the fields that are empty."""
        kind = KINDS[key]
        if key == "people":
            names = dict(Person.objects.filter(pk__in=self.orders["people"].keys).values_list("pk", "name"))
            yield from ({"name": names[pk]} if names[pk] else {} for pk in self.orders["people"].keys)
            return
        many = {field.name: self._many(field) for field in kind.many}
        columns = [(field.name, self._converter(field)) for field in kind.fields]
        values = kind.rows(self.seminar).values_list("pk", *(field.attname for field in kind.fields))
        for pk, *row in values.iterator(AT_ONCE):
            written = {
                name: convert(value) if convert and value is not None else value
                for (name, convert), value in zip(columns, row, strict=True)
            }
            written |= {name: ends[pk] for name, ends in many.items()}
            if key == "changes":
                written |= self._of_change(written)
            if key == "imports":
                written["added"] = references.translated(written["added"], references.IN_IMPORTS, self.place)
            if key == "closed_summaries":
                written["data"] = references.in_summary(written["data"], self.place)
            yield {
                name: in_order(value) if type(value) in (dict, list) else value
                for name, value in written.items()
                if value or type(value) is int
            }

    def place(self, key: str, pk: int) -> int | None:
        """The place of a row, a negative number where it is gone."""
        if key.endswith("?"):
            return self.orders[key.rstrip("?")].place(pk)
        place = self.orders[key].place(pk) if key in self.orders else None
        if place is not None:
            return place
        gone = self.gone[key]
        return gone.setdefault(pk, -len(gone) - 1)

    def _converter(self, field: models.Field) -> Callable[[Any], Any] | None:
        """What makes of a value of the field that of the file; None where it is the same."""
        if target := KEYS.get(_target(field), ""):
            return self.orders[target].place
        if isinstance(field, models.DateTimeField):
            return lambda moment: moment.astimezone(self.zone).isoformat()
        return (lambda value: value.isoformat()) if isinstance(field, models.DateField | models.TimeField) else None

    def _of_change(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = row["subject_kind"]
        data = references.in_change(row["verb"], row["data"], self.place)
        group = row["group"] and self.place("groups", row["group"])
        return {"subject_id": self.place(KEYS.get(kind, kind), row["subject_id"]), "group": group, "data": data}

    def _many(self, field: models.ManyToManyField) -> defaultdict[int, list[int]]:
        """The places of the other ends of a relation, by the primary key of the one."""
        ends: defaultdict[int, list[int]] = defaultdict(list)
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        pairs = field.remote_field.through._base_manager.filter(**{f"{own}__seminar": self.seminar})
        order = self.orders[key_of(field.related_model)]
        for pk, end in pairs.order_by(f"{own}_id", f"{other}_id").values_list(f"{own}_id", f"{other}_id"):
            place = order.place(end)
            if place is not None:
                ends[pk].append(place)
        return ends

    def _people(self) -> Iterator[int]:
        """All that a row names, and a log, as long as they have an account."""
        pks: set[int] = set()
        for kind in KINDS.values():
            for field in kind.fields:
                if field.related_model is Person:
                    pks.update(kind.rows(self.seminar).order_by().values_list(field.attname, flat=True).distinct())
        verbs = {
            verb: {path: kind for path, kind in paths.items() if kind.startswith("people")}
            for verb, paths in references.IN_CHANGES.items()
        }
        naming = [verb for verb, paths in verbs.items() if paths]
        changes = self.seminar.changes.filter(verb__in=naming).values_list("verb", "data")
        for verb, data in changes.iterator(AT_ONCE):
            references.translated(data, verbs[verb], lambda _kind, pk: pks.add(pk))
        pks.discard(None)  # type: ignore[arg-type]
        yield from Person.objects.filter(pk__in=pks).order_by("pk").values_list("pk", flat=True)


def _target(field: models.Field) -> str:
    return field.related_model._meta.model_name if field.related_model else ""


def in_order(value: Any) -> Any:
    """The value with the keys of every object sorted, because PostgreSQL does not preserve their order."""
    if isinstance(value, list):
        return [in_order(item) for item in value]
    return {key: in_order(item) for key, item in sorted(value.items())} if isinstance(value, dict) else value
