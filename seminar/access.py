"""Who may reach what: a lookup through the person, so that a stranger and a seminar that is not there look the same."""

from django.shortcuts import get_object_or_404

from seminar.models import Member, Seminar

ORGANIZER, FACILITATOR, VIEWER = Member.Role.ORGANIZER, Member.Role.FACILITATOR, Member.Role.VIEWER
EVERYONE = (ORGANIZER, FACILITATOR, VIEWER)
EDITORS = (ORGANIZER, FACILITATOR)


def find_seminar(person, slug: str, *roles: str) -> Seminar:
    """The seminar in which this person holds one of the roles (any role where none is named). Raises Http404."""
    return get_object_or_404(Seminar.objects.run_by(person, *(roles or EVERYONE)), slug=slug)
