from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seminar import events

from .api_key import ApiKey
from .change import Change
from .person import Person

if TYPE_CHECKING:
    from .seminar import Seminar


# A seminar needs a few dozen. More would be letters to strangers, with a title that anyone may write.
MOST_INVITATIONS_A_DAY = 100


class AlreadyMember(Exception):
    """The person is a member of the seminar already."""


class TooManyInvitations(Exception):
    """The person has sent MOST_INVITATIONS_A_DAY in all seminars together."""


class LastOrganizer(Exception):
    """A seminar is never left without an organizer."""


class MemberQuerySet(models.QuerySet):
    def by_name(self) -> MemberQuerySet:
        return self.select_related("person").order_by("person__name", "person__email")

    def in_roles(self, roles: Iterable[str]) -> MemberQuerySet:
        return self.filter(role__in=roles)

    @transaction.atomic
    def invite(
        self, email: str, role: str, *, seminar: Seminar, greeting: str = "", by: Person | None = None
    ) -> Member:
        """Creates a member; an unknown address becomes a Person who logs in by email alone.

        Raises AlreadyMember, TooManyInvitations.
        """
        ensure_may_invite(by)
        person, _made = Person.objects.get_or_create(email=email, defaults={"password": make_password(None)})
        seminar.lock()
        if seminar.members.filter(person=person).exists():
            raise AlreadyMember
        member = self.create(seminar=seminar, person=person, role=role, greeting=greeting)
        seminar.record(events.MEMBER_INVITED, member, by=by, person=person.pk, role=role)
        return member


class MembersWithAccess(models.Manager.from_queryset(MemberQuerySet)):  # type: ignore[misc]  # a class made by Django
    """Without those who are known by name only: they are in a file of the seminar, and have no access."""

    def get_queryset(self) -> MemberQuerySet:
        return super().get_queryset().filter(person__of_seminar=None)


def ensure_may_invite(person: Person | None) -> None:
    """Raises TooManyInvitations."""
    sent = Change.objects.of(events.MEMBER_INVITED, events.MEMBER_INVITED_AGAIN).filter(by=person)
    if person and sent.filter(at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_INVITATIONS_A_DAY:
        raise TooManyInvitations


class Member(models.Model):
    """A person's role in one seminar. `greeting` is what the organizer wrote to the person in the invitation."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("Organizer")
        FACILITATOR = "facilitator", _("Facilitator")
        VIEWER = "viewer", _("Viewer")

    class Invitation(models.TextChoices):
        """What became of the last email that was sent to the member."""

        WAITING = "waiting", _("The invitation has not been sent yet.")
        SENT = "sent", _("The invitation was sent.")
        FAILED = "failed", _("The invitation could not be sent. Send it again, or tell them to log in with a code.")

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="members")
    person = models.ForeignKey("Person", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    greeting = models.TextField(blank=True)
    invitation = models.CharField(max_length=12, choices=Invitation.choices, blank=True, editable=False)

    objects = MembersWithAccess()
    all_objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person"], name="member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["organizer", "facilitator", "viewer"]), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    @transaction.atomic
    def set_invitation(self, invitation: str) -> None:
        """Records only what somebody must do something about. The address is not in the log."""
        self.invitation = invitation
        is_member = type(self).objects.filter(pk=self.pk).update(invitation=invitation)
        if is_member and invitation == self.Invitation.FAILED:
            self.seminar.record(events.INVITATION_FAILED, self, person=self.person_id)

    @transaction.atomic
    def invite_again(self, *, by: Person) -> None:
        """Records that another invitation is sent. Raises TooManyInvitations."""
        ensure_may_invite(by)
        self.seminar.record(events.MEMBER_INVITED_AGAIN, self, by=by, person=self.person_id)

    @transaction.atomic
    def change_role(self, role: str, *, by: Person | None = None) -> None:
        """Raises LastOrganizer."""
        self._leave_an_organizer(unless=role == self.Role.ORGANIZER)
        former, self.role = self.role, role
        if role != former:
            self.save(update_fields=["role"])
            self.seminar.record(
                events.MEMBER_ROLE_CHANGED, self, by=by, person=self.person_id, role=role, former=former
            )

    @transaction.atomic
    def remove(self, *, withdraw_key: bool = False, by: Person | None = None) -> None:
        """Ends the person's access to the seminar; the account stays. Raises LastOrganizer.

        `withdraw_key` ends the key for other programs too, which a person who has made it may still have.
        """
        self._leave_an_organizer()
        if self.seminar.members.filter(pk=self.pk).delete()[0]:
            self.seminar.record(events.MEMBER_REMOVED, self, by=by, person=self.person_id, role=self.role)
            if withdraw_key:
                ApiKey.objects.withdraw(seminar=self.seminar, by=by)

    def has_made_key(self) -> bool:
        return ApiKey.objects.filter(seminar=self.seminar_id, by=self.person_id).exists()

    def is_last_organizer(self) -> bool:
        others = self.seminar.members.exclude(pk=self.pk).filter(role=self.Role.ORGANIZER)
        return self.role == self.Role.ORGANIZER and not others.exists()

    def _leave_an_organizer(self, *, unless: bool = False) -> None:
        self.seminar.lock()
        if not unless and self.is_last_organizer():
            raise LastOrganizer
