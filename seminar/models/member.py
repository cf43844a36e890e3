from django.db import models
from django.utils.translation import gettext_lazy as _


class Member(models.Model):
    """A person's role in one seminar."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("Organizer")
        FACILITATOR = "facilitator", _("Facilitator")
        VIEWER = "viewer", _("Viewer")

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="members")
    person = models.ForeignKey("Person", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person"], name="member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["organizer", "facilitator", "viewer"]), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
