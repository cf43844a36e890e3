"""What a new seminar can take from an earlier one. What was written stays there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from seminar import events

from .change import Fact
from .group import Group
from .member import Member
from .plan_entry import PlanEntry, Times
from .round import DialogueRound

if TYPE_CHECKING:
    from .person import Person
    from .seminar import Seminar


class Part(models.TextChoices):
    INTRODUCTION = "introduction", _("the introduction")
    ROUNDS = "rounds", _("rounds, questions and the plan of the day")
    GROUPS = "groups", _("groups")
    THEMES = "themes", _("themes, with their descriptions")
    SETTINGS = "settings", _("what the groups may see, and the time to finish writing")
    MEMBERS = "members", _("members. They get access at once, and no email")


def copy_parts(other: Seminar, parts: Collection[str], *, seminar: Seminar, by: Person | None) -> None:
    """Copies these parts of `other` to the new `seminar`, and its time zone. An introduction of its own is kept."""
    fields = ["time_zone"]
    if Part.INTRODUCTION in parts and not seminar.introduction:
        fields.append("introduction")
    if Part.SETTINGS in parts:
        fields += seminar.SETTINGS
    for name in fields:
        setattr(seminar, name, getattr(other, name))
    seminar.save(update_fields=fields)
    if Part.ROUNDS in parts:
        for round in other.rounds.prefetch_related("questions"):
            texts = [question.text for question in round.questions.all()]
            times = {"starts_at": round.starts_at, "planned_minutes": round.planned_minutes}
            DialogueRound.objects.plan(round.title, texts, seminar=seminar, by=by, **times)
        entries = [(Times(entry.starts_at, entry.minutes), entry.text) for entry in other.plan_entries.all()]
        PlanEntry.objects.save_plan({}, entries, seminar=seminar, by=by)
    if Part.GROUPS in parts:
        Group.objects.add_all(list(other.groups.values(*Group.FIELDS)), seminar=seminar, by=by)
    if Part.THEMES in parts:
        seminar.themes.copy(other, seminar=seminar, examples=False, by=by)
    if Part.MEMBERS in parts:
        _copy_members(other, seminar=seminar, by=by)


def _copy_members(other: Seminar, *, seminar: Seminar, by: Person | None) -> None:
    rows = other.members.exclude(person__in=seminar.members.values("person")).values_list("person", "role")
    members = Member.objects.bulk_create(Member(seminar=seminar, person_id=pk, role=role) for pk, role in rows)
    if members:
        facts = [Fact(events.MEMBER_ADDED, one, {"person": one.person_id, "role": one.role}) for one in members]
        seminar.record_all(facts, by=by)
