"""Hiding all that one device wrote in one step, and showing it again in one."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models, transaction

from posts import events
from seminar.events import Event
from seminar.models.change import Fact

from .visibility import STATE_EVENTS

if TYPE_CHECKING:
    from seminar.models import Person, Scribe, Seminar


class DeviceVisibilityQuerySet(models.QuerySet):
    @transaction.atomic
    def hide_all(self, scribe: Scribe, *, by: Person | Scribe | None = None) -> list[int]:
        """Hides what the device wrote. Returns the ids of the notes."""
        scribe.seminar.lock()
        visible = self.filter(scribe=scribe, state=self.model.State.VISIBLE)
        earlier = [post.pk for post in self._hidden_in_one_step(scribe)]  # one `show_all` shows them too
        return self._set_all(scribe, visible, self.model.State.HIDDEN, events.DEVICE_HIDDEN, by=by, earlier=earlier)

    @transaction.atomic
    def show_all(
        self, scribe: Scribe, *, only: Collection[int] | None = None, by: Person | Scribe | None = None
    ) -> list[int]:
        """Undoes `hide_all`: of the notes it hid, those that are still hidden are shown, all or those with these ids.

        Returns the ids of the notes.
        """
        scribe.seminar.lock()
        hidden = self._hidden_in_one_step(scribe)
        hidden = hidden if only is None else hidden.filter(pk__in=only)
        return self._set_all(scribe, hidden, self.model.State.VISIBLE, events.DEVICE_SHOWN, by=by)

    def _hidden_in_one_step(self, scribe: Scribe) -> models.QuerySet:
        """Those that are still hidden."""
        last = scribe.seminar.changes.about(scribe).of(events.DEVICE_HIDDEN).last()
        return self.filter(scribe=scribe, state=self.model.State.HIDDEN, pk__in=last.data["posts"] if last else [])

    def _set_all(
        self,
        scribe: Scribe,
        chosen: models.QuerySet,
        state: str,
        event: Event,
        *,
        by: Person | Scribe | None,
        earlier: Collection[int] = (),
    ) -> list[int]:
        posts = list(chosen.only("pk", "group", "state"))
        if not posts:
            return []
        ids = [post.pk for post in posts]
        self.filter(pk__in=ids).update(state=state)
        facts = [Fact(STATE_EVENTS[state], post, {"reason": "", "former": post.state}) for post in posts]
        with scribe.seminar.changing(batch=True):
            scribe.seminar.record_all([*facts, Fact(event, scribe, {"posts": [*earlier, *ids]})], by=by)
        return ids

    def hidden_devices(self, seminar: Seminar) -> set[int]:
        """The ids of the devices whose notes were hidden in one step and are not all shown again."""
        hidden = set(self.filter(seminar=seminar, state=self.model.State.HIDDEN).values_list("pk", flat=True))
        steps = dict(seminar.changes.of(events.DEVICE_HIDDEN).order_by("number").values_list("subject_id", "data"))
        return {scribe for scribe, data in steps.items() if hidden & set(data["posts"])}
