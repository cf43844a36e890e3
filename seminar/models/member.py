from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .person import Person


class Already(Exception):
    """The person is a member of the seminar already."""


class LastOrganizer(Exception):
    """A seminar is never left without an organizer."""


class MemberQuerySet(models.QuerySet):
    def by_name(self) -> "MemberQuerySet":
        return self.select_related("person").order_by("person__name", "person__email")

    def in_roles(self, roles) -> "MemberQuerySet":
        return self.filter(role__in=roles)

    @transaction.atomic
    def invite(self, email: str, role: str, *, seminar, by=None) -> "Member":
        """A new member; someone unknown becomes a Person who logs in by e-mail alone. Raises Already."""
        person, _made = Person.objects.get_or_create(
            email=email.strip().lower(), defaults={"password": make_password(None)}
        )
        seminar.hold()
        if seminar.members.filter(person=person).exists():
            raise Already
        member = self.create(seminar=seminar, person=person, role=role)
        seminar.record("member.invited", member, by=by, person=person.pk, role=role)
        return member


class Member(models.Model):
    """A person's role in one seminar."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("Organizer")
        FACILITATOR = "facilitator", _("Facilitator")
        VIEWER = "viewer", _("Viewer")

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="members")
    person = models.ForeignKey("Person", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)

    objects = MemberQuerySet.as_manager()

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
    def change_role(self, role: str, *, by=None) -> None:
        """Raises LastOrganizer."""
        self._leave_an_organizer(unless=role == self.Role.ORGANIZER)
        former, self.role = self.role, role
        if role != former:
            self.save(update_fields=["role"])
            self.seminar.record("member.role_changed", self, by=by, person=self.person_id, role=role, former=former)

    @transaction.atomic
    def remove(self, *, by=None) -> None:
        """Takes the seminar from the person; the account stays. Raises LastOrganizer."""
        self._leave_an_organizer()
        if self.seminar.members.filter(pk=self.pk).delete()[0]:
            self.seminar.record("member.removed", self, by=by, person=self.person_id, role=self.role)

    def is_last_organizer(self) -> bool:
        others = self.seminar.members.exclude(pk=self.pk).filter(role=self.Role.ORGANIZER)
        return self.role == self.Role.ORGANIZER and not others.exists()

    def _leave_an_organizer(self, *, unless: bool = False) -> None:
        self.seminar.hold()
        if not unless and self.is_last_organizer():
            raise LastOrganizer
