from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

# Only failures count: a whole hall comes from one address. With 7 signs of 31 this leaves whoever guesses for a working
# day a chance of 2 in 10,000 to hit one of a hundred open seminars (security.md 5.1).
WINDOW = timedelta(minutes=10)
MOST_FROM_ONE = 300
MOST_TOGETHER = 1000


class FailureQuerySet(models.QuerySet):
    def recent(self) -> "FailureQuerySet":
        return self.filter(at__gt=timezone.now() - WINDOW)

    def too_many(self, request) -> bool:
        """Whether no more codes are looked up for now, for this device or for anyone."""
        mine = models.Count("pk", filter=models.Q(origin=origin(request)))
        counted = self.recent().aggregate(mine=mine, together=models.Count("pk"))
        return counted["mine"] >= MOST_FROM_ONE or counted["together"] >= MOST_TOGETHER

    def count_one(self, request) -> None:
        self.filter(at__lte=timezone.now() - WINDOW).delete()
        self.create(origin=origin(request))


class Failure(models.Model):
    """A code that was looked up and was not there. In the database, so that several processes count together.

    `origin` tells one address from another without being one. Rows go after ten minutes.
    """

    origin = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = FailureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at", "origin"], name="failure_recent")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"


def origin(request) -> str:
    """Of IPv6 the network: a device may choose among its addresses."""
    try:
        address = ip_address(_address(request))
    except ValueError:
        return ""
    network = ip_network((address, 64), strict=False) if address.version == 6 else address
    return salted_hmac("seminar.failure", str(network), algorithm="sha256").hexdigest()


def _address(request) -> str:
    """What our own proxy saw is the last in the list; what stands before it, the device may have made up."""
    if settings.BEHIND_TLS_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
