from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.walls.wall import WallWeighing
from seminar.constraints import SameSeminarForeignKey, reachable
from seminar.models import Group, NotPossible, Scribe
from seminar.models.person import new_uid
from themes import events

from .theme import Theme
from .weighing_answer import WeighingAnswer

if TYPE_CHECKING:
    from seminar.models import Person, Seminar

MOST_POINTS = 100
# Answers from one group: many times what people press, and less than a broken page could flood the log with.
MOST_A_MINUTE = 30
MINUTE = timedelta(minutes=1)


class AnswerConflict(Exception):
    """Another device of the group has saved the `answer` since this one read what it changed."""

    def __init__(self, answer: WeighingAnswer | None) -> None:
        super().__init__(answer)
        self.answer = answer


class WeighingQuerySet(models.QuerySet):
    def latest_one(self) -> Weighing | None:
        return self.prefetch_related("weighed").last()

    def now_open(self) -> Weighing | None:
        return self.filter(closed_at=None).first()

    @transaction.atomic
    def start(
        self,
        *,
        seminar: Seminar,
        method: str,
        limit: int,
        themes: Iterable[Theme],
        question: str = "",
        by: Person | None = None,
    ) -> Weighing:
        """Opens a weighing of these themes. Raises NotPossible where another is open, or the seminar is finished."""
        seminar.lock()
        seminar.refuse_if_finished()
        if seminar.weighings.now_open():
            raise NotPossible(_("Another weighing is open. Close it first."))
        rehearsing = type(seminar).objects.filter(pk=seminar.pk, rehearsing=True).exists()
        weighing = self.create(seminar=seminar, method=method, limit=limit, question=question, tryout=rehearsing)
        weighing.take_in(themes)
        seminar.record(events.WEIGHING_OPENED, seminar, by=by, weighing=weighing.pk)
        return weighing

    @transaction.atomic
    def close_open(self, *, seminar: Seminar, by: Person | None = None) -> None:
        """Closes the weighing that is open, if there is one."""
        if weighing := seminar.weighings.now_open():
            weighing.close(by=by)

    @transaction.atomic
    def load(
        self, weighings: list[WallWeighing], *, themes: dict[str, str], groups: dict[str, Group], seminar: Seminar
    ) -> list[Weighing]:
        """Creates the weighings of a file in our own format. An open one is closed where devices have joined.

        `themes` has the names of the file's themes by their id, `groups` the groups of the seminar by that of the file.
        """
        seminar.lock()
        by_name = {theme.name.casefold(): theme for theme in seminar.themes.all()}
        by_id = {id: by_name[name.casefold()] for id, name in themes.items()}
        existing = set(seminar.weighings.values_list("uid", flat=True))
        may_be_open = not (seminar.scribes.exists() or seminar.weighings.now_open())
        made = []
        for one in weighings:
            if one.id in existing:
                continue
            closed_at = one.closed_at or (None if may_be_open else timezone.now())
            facts = {"opened_at": one.opened_at, "closed_at": closed_at, "question": one.question}
            weighing = self.create(seminar=seminar, uid=one.id, method=one.method, limit=one.limit, **facts)
            weighing.take_in(by_id[id] for id in one.themes)
            for answer in one.answers:
                points = {by_id[id].pk: number for id, number in answer.points.items()}
                WeighingAnswer.objects.save_points(weighing, points, group=groups[answer.group], at=answer.at)
            made.append(weighing)
        return made


class Weighing(models.Model):
    """The groups weigh the themes: each spreads points over them, or picks some. It is open while `closed_at` is empty.

    `limit` is how many points a group has, or how many themes it may pick. What a group has given stays its answer
    while themes and groups change: answers are never rewritten, and `answers_by_group` and `points` read them as the
    themes and groups are now. `tryout` means that it was opened in a rehearsal.
    """

    class Method(models.TextChoices):
        POINTS = "points", gettext_lazy("Each group spreads points over the themes")
        PICKS = "picks", gettext_lazy("Each group picks its most important themes")

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="weighings")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    question = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=6, choices=Method.choices, default=Method.POINTS)
    limit = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    tryout = models.BooleanField(default=False)

    objects = WeighingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            reachable("weighing"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="weighing_uid_once"),
            models.UniqueConstraint(fields=["seminar"], condition=Q(closed_at=None), name="weighing_one_open"),
            models.CheckConstraint(condition=Q(method__in=["points", "picks"]), name="weighing_method_known"),
            models.CheckConstraint(condition=Q(limit__range=(1, MOST_POINTS)), name="weighing_limit_known"),
        ]

    def __str__(self) -> str:
        return self.question or _("What matters most?")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def most_for_one(self) -> int:
        """How many points a group may give to one theme."""
        return 1 if self.method == self.Method.PICKS else self.limit

    def take_in(self, themes: Iterable[Theme]) -> None:
        WeighedTheme.objects.bulk_create(
            WeighedTheme(seminar_id=self.seminar_id, weighing=self, theme=theme) for theme in themes
        )

    @transaction.atomic
    def close(self, *, by: Person | None = None) -> None:
        """Takes no more answers."""
        self._lock()
        if self.is_open:
            self.closed_at = timezone.now()
            self.save(update_fields=["closed_at"])
            self.seminar.record(events.WEIGHING_CLOSED, self.seminar, by=by, weighing=self.pk)

    @transaction.atomic
    def reopen(self, *, by: Person | None = None) -> None:
        """Takes answers again. Raises NotPossible."""
        self._lock()
        self.seminar.refuse_if_finished()
        if self.is_open:
            return
        if self.seminar.weighings.filter(pk__gt=self.pk).exists():
            raise NotPossible(_("A newer weighing has been opened."))
        if self.tryout != type(self.seminar).objects.get(pk=self.seminar_id).rehearsing:
            raise NotPossible(_("This weighing does not belong to the rehearsal. Open a new one."))
        self.closed_at = None
        self.save(update_fields=["closed_at"])
        self.seminar.record(events.WEIGHING_REOPENED, self.seminar, by=by, weighing=self.pk)

    def _lock(self) -> None:
        self.seminar.lock()
        self.refresh_from_db(fields=["closed_at"])

    @transaction.atomic
    def answer(self, points: dict[int, int], *, scribe: Scribe, base: int = 0) -> WeighingAnswer | None:
        """Saves the answer of the scribe's group: its points by the primary key of the theme.

        `base` is the primary key of the answer that the device saw, 0 for none. The same answer twice is one. Raises
        NotPossible where the answer is not accepted, and AnswerConflict where the group has another answer by now.
        """
        self._lock()
        self.seminar.refuse_if_finished()
        scribe.refresh_from_db(fields=["group", "removed_at"])
        group = scribe.group
        if not self.is_open:
            raise NotPossible(_("The weighing is closed."))
        if scribe.removed_at:
            raise NotPossible(_("This device no longer takes part."))
        if group is None:
            raise NotPossible(_("Choose your group first."))
        if not group.may_write:
            raise NotPossible(
                _("The organizer has stopped your group from writing. Ask the organizer to let it write again.")
            )
        themes = Theme.all_objects.current_by_id(self.seminar)
        former = self.answers_by_group().get(group.uid)
        own = self.points(former, themes) if former else {}
        wanted = self.merged(points, themes)
        if wanted == own:
            return former
        if base != (former.pk if former else 0):
            raise AnswerConflict(former)
        self._refuse(wanted, own, themes)
        if self.answers.filter(group_uid=group.uid, at__gt=timezone.now() - MINUTE).count() >= MOST_A_MINUTE:
            raise NotPossible(_("That was a lot of answers in one minute. Wait a little, and save again."))
        answer = WeighingAnswer.objects.save_points(self, wanted, group=group, scribe=scribe)
        self.seminar.record(
            events.WEIGHING_ANSWERED, group, by=scribe, group=group.pk, weighing=self.pk, answer=answer.pk
        )
        return answer

    def answer_at_random(self, scribes: Iterable[Scribe], *, most: int) -> int:
        """Lets up to `most` of these pretend scribes answer whose groups have not, and returns how many did."""
        answered = set(self.answers_by_group())
        current = [theme.pk for theme in self.weighed_themes(Theme.all_objects.current_by_id(self.seminar))]
        used = list(self.seminar.themes.in_use().filter(pk__in=current).values_list("pk", flat=True))
        count = 0
        for scribe in scribes:
            if count == most or not used or scribe.group is None or scribe.group.uid in answered:
                continue
            if self.method == self.Method.PICKS:
                points = dict.fromkeys(random.sample(used, min(self.limit, len(used))), 1)
            else:
                points = dict(Counter(random.sample(used, self.limit, counts=[self.limit] * len(used))))
            with suppress(NotPossible):
                self.answer(points, scribe=scribe)
                answered.add(scribe.group.uid)
                count += 1
        return count

    def _refuse(self, wanted: dict[int, int], own: dict[int, int], themes: dict[int, Theme]) -> None:
        """Raises NotPossible with what is wrong with these points; `own` are those that the group has given."""
        total = sum(wanted.values())
        if self.method == self.Method.PICKS and total > self.limit:
            sentence = ngettext(
                "Your group can pick %(limit)d theme, and %(total)d are picked. Take some away.",
                "Your group can pick %(limit)d themes, and %(total)d are picked. Take some away.",
                self.limit,
            )
            raise NotPossible(sentence % {"limit": self.limit, "total": total})
        if total > self.limit:
            sentence = ngettext(
                "Your group has %(limit)d point, and %(total)d are given. Take some away.",
                "Your group has %(limit)d points, and %(total)d are given. Take some away.",
                self.limit,
            )
            raise NotPossible(sentence % {"limit": self.limit, "total": total})
        weighed = {theme.pk for theme in self.weighed_themes(themes)}
        for pk, number in wanted.items():
            if pk not in weighed:
                raise NotPossible(_("“%(theme)s” does not take part.") % {"theme": themes[pk]})
            if themes[pk].retired and number > own.get(pk, 0):
                raise NotPossible(_("“%(theme)s” is out of use. Choose another theme.") % {"theme": themes[pk]})

    def weighed_themes(self, themes: dict[int, Theme]) -> list[Theme]:
        """The themes that take part, as they are now: a merged one is the theme that it was merged into."""
        rows = [row for row in self.weighed.all() if row.theme_id in themes]
        current = {themes[row.theme_id].pk: themes[row.theme_id] for row in rows}
        return sorted(current.values(), key=lambda theme: (theme.retired, theme.place, theme.number))

    def answers_by_group(self) -> dict[str, WeighingAnswer]:
        """The answer that counts for each group, by the uid of the group.

        It is the last one of the group. A group that others were merged into has theirs where it has none of its own.
        """
        last = self.answers.order_by().values("group_uid").annotate(last=models.Max("pk")).values("last")
        answers = list(self.answers.filter(pk__in=last).prefetch_related("weights").order_by("-pk"))
        existing = set(self.seminar.groups.values_list("uid", flat=True))
        counted = {answer.group_uid: answer for answer in answers if answer.group_uid in existing}
        if len(counted) < len(answers):
            successors = Group.objects.successors(self.seminar)
            for answer in answers:
                if successor := successors.get(answer.group_uid):
                    counted.setdefault(successor, answer)
        return counted

    def points(self, answer: WeighingAnswer, themes: dict[int, Theme]) -> dict[int, int]:
        """What the answer gives each theme as they are now, by primary key. `themes` are from `current_by_id`."""
        return self.merged({weight.theme_id: weight.points for weight in answer.weights.all()}, themes)

    def merged(self, points: dict[int, int], themes: dict[int, Theme]) -> dict[int, int]:
        """The points of merged themes are added up, and those of removed ones left out. A pick counts once."""
        merged: dict[int, int] = {}
        for pk, number in points.items():
            if number and pk in themes:
                current = themes[pk].pk
                merged[current] = min(self.most_for_one, merged.get(current, 0) + number)
        return merged


class WeighedTheme(models.Model):
    """This theme takes part in this weighing."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    weighing = models.ForeignKey("Weighing", models.CASCADE, related_name="weighed")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["weighing", "theme"], name="weighed_theme_once"),
            SameSeminarForeignKey(field="weighing", name="weighed_theme_weighing_within_seminar"),
            SameSeminarForeignKey(field="theme", name="weighed_theme_theme_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} in {self.weighing_id}"
