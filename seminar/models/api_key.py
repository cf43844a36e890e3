from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from seminar import events

if TYPE_CHECKING:
    from .person import Person
    from .seminar import Seminar

PREFIX = "rundebord_"  # so that a key that lies where it should not can be found and recognized
SEEN_AFTER = timedelta(minutes=1)  # `used_at` is written once a minute


class ApiKeyQuerySet(models.QuerySet):
    @transaction.atomic
    def make(self, *, seminar: Seminar, by: Person | None = None) -> str:
        """Makes a key in place of the one before, and returns it. It cannot be shown again: its hash is stored."""
        seminar.lock()
        key = PREFIX + secrets.token_urlsafe(32)
        self.filter(seminar=seminar).delete()
        self.create(seminar=seminar, digest=digest(key), by=by)
        seminar.record(events.API_KEY_MADE, seminar, by=by)
        return key

    @transaction.atomic
    def withdraw(self, *, seminar: Seminar, by: Person | None = None) -> None:
        """The key and all links that were made with it stop working."""
        seminar.lock()
        if self.filter(seminar=seminar).delete()[0]:
            seminar.record(events.API_KEY_WITHDRAWN, seminar, by=by)

    def find(self, slug: str, key: str) -> ApiKey | None:
        """The key of the seminar with this slug, where this is it."""
        return self.select_related("seminar").filter(seminar__slug=slug, digest=digest(key)).first()

    def of_link(self, slug: str, pk: int) -> ApiKey | None:
        """The key that a link was made with, where it has not been withdrawn since."""
        return self.select_related("seminar").filter(seminar__slug=slug, pk=pk).first()


class ApiKey(models.Model):
    """Lets a program read the summary of one seminar. Whoever has it reads what a viewer reads, and nothing else."""

    seminar = models.OneToOneField("Seminar", models.CASCADE, related_name="api_key")
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey("Person", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.seminar_id}: {self.made_at}"

    def was_used(self) -> None:
        now = timezone.now()
        if self.used_at is None or self.used_at < now - SEEN_AFTER:
            ApiKey.objects.filter(pk=self.pk).update(used_at=now)


def digest(key: str) -> str:
    """SHA-256 is enough for a key of 256 random bits: nobody can guess what it came from."""
    return hashlib.sha256(key.encode()).hexdigest()
