"""Confirming an import: the step from a preview to posts."""

from django.db import transaction
from django.utils import timezone

from posts import events
from posts.models import Import
from seminar.models import Seminar
from seminar.models.person import Person

from .loader import Loader
from .plan import Plan


class NoText(Exception):
    """The wall is a table with unknown headings, and nobody has chosen the column that holds the text."""


@transaction.atomic
def confirm(imported: Import, *, by: Person | None = None) -> Seminar:
    """Turns the wall of an import into posts, all or nothing, and returns their seminar.

    A second call changes nothing. All posts are recorded as one Change. Raises NoText.
    """
    current = Import.objects.select_for_update(no_key=True).get(pk=imported.pk)
    if current.confirmed_at:
        return current.seminar
    plan = Plan.of(imported)
    if plan.seminar:
        plan.seminar.lock()  # before `plan.matches` is computed: another import of the wall may be under way
    if plan.needs_text:
        raise NoText
    loader = Loader(plan, imported, by=by)
    seminar = loader.load()
    imported.seminar, imported.added, imported.confirmed_at = seminar, loader.added, timezone.now()
    imported.save(update_fields=["seminar", "added", "confirmed_at"])
    seminar.record(events.WALL_IMPORTED, imported, by=by, posts=len(plan.matches.new))
    return seminar
