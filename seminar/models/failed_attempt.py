import logging
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from seminar.server.client_address import client_address

# Only failures count, since a whole hall comes from one address. They are counted by network, so that whoever floods
# from one is refused there, and an honest person elsewhere is not. Length of the network's prefix: most failures.
WINDOW = timedelta(minutes=10)
LIMITS = {4: {32: 300, 24: 1200}, 6: {64: 300, 48: 600, 32: 12_000}}
ALARM = 1000  # failures from all networks together in the window: for the log, and nobody is refused

logger = logging.getLogger(__name__)


class FailedAttemptQuerySet(models.QuerySet):
    def recent(self) -> "FailedAttemptQuerySet":
        return self.filter(at__gt=timezone.now() - WINDOW)

    def too_many(self, request: HttpRequest) -> bool:
        """Whether typed codes are refused for now, from this address."""
        limits = networks(request)
        counts = self.counts(limits)
        return any(counts.get(network, 0) >= limit for network, limit in limits.items())

    def counts(self, origins: Iterable[str]) -> dict[str, int]:
        rows = self.recent().filter(origin__in=list(origins)).order_by().values("origin")
        return dict(rows.annotate(number=models.Count("pk")).values_list("origin", "number"))

    def count_one(self, request: HttpRequest) -> None:
        """Counts a failure in each network that the address belongs to, and logs it where one of them is full."""
        self.filter(at__lte=timezone.now() - WINDOW).delete()
        limits = networks(request)
        self.bulk_create(FailedAttempt(origin=network) for network in limits)
        counts = self.counts(limits)
        if any(counts[network] == limit for network, limit in limits.items()):
            logger.warning("Too many wrong codes from one network: typed codes are refused there for ten minutes.")
        if self.recent().count() % (ALARM * len(limits)) < len(limits):
            logger.warning("More than %d wrong codes in ten minutes: someone may be guessing.", ALARM)


class FailedAttempt(models.Model):
    """A code that was typed and does not exist. Stored in the database, so that several processes count together.

    There is a row for each network of the address. `origin` identifies it without containing it. Rows are deleted
    after ten minutes.
    """

    origin = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = FailedAttemptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at", "origin"], name="failure_recent")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"


def networks(request: HttpRequest) -> dict[str, int]:
    """The most failures of each network that the address belongs to, by a keyed hash of the network."""
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return {"": LIMITS[4][32]}
    address = getattr(address, "ipv4_mapped", None) or address
    return {
        salted_hmac(
            "seminar.failure", str(ip_network((address, prefix), strict=False)), algorithm="sha256"
        ).hexdigest(): most
        for prefix, most in LIMITS[address.version].items()
    }
