"""Confirming an import: the step from a preview to posts."""

from django.db import transaction
from django.utils import timezone

from posts import events
from posts.models import Import
from seminar.events import MEMBER_ADDED
from seminar.models import Member, Seminar
from seminar.models.person import Person

from .loader import Count, Loader
from .plan import ImportPlan
from .restoring import Restorer


class NoText(Exception):
    """The wall is a table with unknown headings, and nobody has chosen the column that holds the text."""


@transaction.atomic
def confirm(imported: Import, *, by: Person | None = None, count: Count | None = None) -> Seminar:
    """Turns the wall of an import into posts, all or nothing, and returns their seminar.

    A second call changes nothing. All posts are recorded as one Change. `count` hears how many are written. Raises
    NoText, and Refused where a file of our own format cannot be a seminar.
    """
    current = Import.objects.select_for_update(no_key=True).defer("wall_json").get(pk=imported.pk)
    if current.confirmed_at:
        return current.seminar
    plan = ImportPlan.of(imported)
    if plan.seminar:
        plan.seminar.lock()  # before `plan.matches` is computed: another import of the wall may be under way
    if plan.needs_text:
        raise NoText
    if plan.wall.rows and plan.seminar is None:
        return _restore(plan, imported, by=by)
    loader = Loader(plan, imported, by=by, count=count)
    seminar = loader.load()
    imported.seminar, imported.added, imported.confirmed_at = seminar, loader.added, timezone.now()
    imported.save(update_fields=["seminar", "added", "confirmed_at"])
    if plan.matches.erased:
        imported.forget_wall()  # its text must not stay there either
    seminar.record(events.WALL_IMPORTED, imported, by=by, posts=len(plan.matches.new))
    return seminar


def _restore(plan: ImportPlan, imported: Import, *, by: Person | None) -> Seminar:
    """The seminar that the file holds, with its own log, which goes on with who has read it in."""
    seminar = Restorer(plan).restore()
    imported.seminar, imported.confirmed_at = seminar, timezone.now()
    if by:
        member = Member.objects.create(seminar=seminar, person=by, role=Member.Role.ORGANIZER)
        seminar.record(MEMBER_ADDED, member, by=by, person=by.pk, role=member.role)
        seminar.record(events.WALL_IMPORTED, imported, by=by, posts=len(plan.wall.entries))
    imported.added = {"seminar": [seminar.pk], "whole": [seminar.last_change]}
    imported.save(update_fields=["seminar", "added", "confirmed_at"])
    return seminar
