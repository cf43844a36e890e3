"""All that one device wrote, hidden in one step, and shown again in one."""

from django.db import models, transaction

from seminar.models.change import Fact

HIDDEN, SHOWN = "scribe.hushed", "scribe.heard"


class HushingQuerySet(models.QuerySet):
    @transaction.atomic
    def hush(self, scribe, *, by=None) -> int:
        """Hides what the device wrote; says how many notes."""
        scribe.seminar.hold()
        shown = self.filter(scribe=scribe, state=self.model.State.VISIBLE)
        return self._turn_all(scribe, shown, self.model.State.HIDDEN, HIDDEN, by=by)

    @transaction.atomic
    def hear(self, scribe, *, by=None) -> int:
        """Undoes `hush`: of the notes it hid, those that are still hidden are shown."""
        scribe.seminar.hold()
        last = scribe.seminar.changes.about(scribe).filter(verb=HIDDEN).last()
        hidden = self.filter(scribe=scribe, state=self.model.State.HIDDEN, pk__in=last.data["posts"] if last else [])
        return self._turn_all(scribe, hidden, self.model.State.VISIBLE, SHOWN, by=by)

    def _turn_all(self, scribe, chosen, state: str, verb: str, *, by) -> int:
        posts = list(chosen.only("pk", "group", "state"))
        if not posts:
            return 0
        self.filter(pk__in=[post.pk for post in posts]).update(state=state)
        facts = [Fact(f"post.{state}", post, {"reason": "", "former": post.state}) for post in posts]
        told = {"posts": [post.pk for post in posts]}
        scribe.seminar.record_all([*facts, Fact(verb, scribe, told)], by=by)
        return len(posts)

    def hushed(self, seminar) -> set[int]:
        """The devices, by id, whose notes were hidden in one step and can be shown again so."""
        hidden = set(self.filter(seminar=seminar, state=self.model.State.HIDDEN).values_list("pk", flat=True))
        steps = dict(seminar.changes.filter(verb=HIDDEN).order_by("number").values_list("subject_id", "data"))
        return {scribe for scribe, data in steps.items() if hidden & set(data["posts"])}
