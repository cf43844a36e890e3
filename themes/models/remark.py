from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seminar.constraints import SameSeminarForeignKey
from seminar.models.change import NotPossible
from themes import events

if TYPE_CHECKING:
    from seminar.models import DialogueRound, Person, Seminar

    from .theme import Theme

LONGEST_REMARK = 10_000  # characters


class RemarkChanged(NotPossible):
    """Someone else wrote in this section first; `current` is the remark as it is now."""

    def __init__(self, current: Remark) -> None:
        super().__init__(_("Someone has since changed that text."))
        self.current = current


class RemarkQuerySet(models.QuerySet):
    def current(self) -> RemarkQuerySet:
        """The newest version in each section; its text is empty where it was removed."""
        return self.filter(replaced=False)

    @transaction.atomic
    def write(
        self,
        body: str,
        *,
        seminar: Seminar,
        section: str,
        theme: Theme | None = None,
        round: DialogueRound | None = None,
        expected: int,
        by: Person | None,
    ) -> bool:
        """Saves the next version of a section; the former one is kept. Returns False where the text is the same.

        `expected` is the version that `by` built on, 0 for none. Raises RemarkChanged where it is not current.
        """
        seminar.lock()
        where = {"seminar": seminar, "section": section, "theme": theme, "round": round}
        current = Remark.objects.current().filter(**where).first()
        if body == (current.body if current else ""):
            return False
        if current and current.version != expected:
            raise RemarkChanged(current)
        version = 1
        if current:
            version = current.version + 1
            current.replaced = True
            current.save(update_fields=["replaced"])
        remark = self.create(**where, body=body, version=version, by=by)
        seminar.record(events.REMARK_WRITTEN, remark, by=by)
        return True


class Remark(models.Model):
    """One version of what facilitators wrote in a section of the summary: a row is added, and none is changed.

    The theme or round is named where the section is about one.
    """

    class Section(models.TextChoices):
        INTRODUCTION = "introduction", _("Introduction")
        WHOLE = "whole", _("Remark on the whole")
        THEME = "theme", _("Remark on the theme")
        ROUND = "round", _("Remark on the round")

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="remarks")
    section = models.CharField(max_length=12, choices=Section.choices)
    theme = models.ForeignKey("Theme", models.CASCADE, null=True, blank=True, related_name="remarks")
    round = models.ForeignKey("seminar.DialogueRound", models.CASCADE, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField()
    replaced = models.BooleanField(default=False)
    body = models.TextField(blank=True)
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section="theme", theme__isnull=False, round=None)
                | Q(section="round", theme=None, round__isnull=False)
                | Q(section__in=["introduction", "whole"], theme=None, round=None),
                name="remark_section_known",
            ),
            models.UniqueConstraint(
                fields=["seminar", "section"],
                condition=Q(replaced=False, theme=None, round=None),
                name="remark_current_once",
            ),
            models.UniqueConstraint(
                fields=["theme"], condition=Q(replaced=False, theme__isnull=False), name="remark_current_once_theme"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(replaced=False, round__isnull=False), name="remark_current_once_round"
            ),
            SameSeminarForeignKey(field="theme", name="remark_theme_within_seminar"),
            SameSeminarForeignKey(field="round", name="remark_round_within_seminar"),
        ]

    def __str__(self) -> str:
        """What it is about, such as "Introduction", or the theme."""
        return str(self.theme or self.round or self.get_section_display())

    @property
    def key(self) -> str:
        """Its section as one word, such as "theme-12"."""
        return section_key(self.section, self.theme_id or self.round_id)

    def write_former(self, *, by: Person | None) -> bool:
        """Writes the version before this one again. Raises RemarkChanged where this one is no longer current."""
        where = {"seminar": self.seminar, "section": self.section, "theme": self.theme, "round": self.round}
        former = Remark.objects.filter(**where, version=self.version - 1).first()
        return Remark.objects.write(former.body if former else "", **where, expected=self.version, by=by)


def section_key(section: str, pk: int | None = None) -> str:
    return f"{section}-{pk}" if pk else str(section)
