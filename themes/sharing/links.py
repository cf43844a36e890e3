"""Signed links to one file of a summary. A link is not stored: it says itself what it is to, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone

from seminar.models import ApiKey
from themes.summary.formats import WRITERS
from themes.summary.names import Names

SALT = "themes.sharing.links"
MOST_DAYS = 30
# What viewers may not download holds hidden notes, and who placed which note. A file of many notes is made on the page.
FORMATS = {name: writer for name, writer in WRITERS.items() if not writer.editors and not writer.fewest}


@dataclass(frozen=True)
class Link:
    """To a file of this format with these names in it, by the key with this primary key."""

    key: int
    format: str
    names: str
    until: datetime

    @classmethod
    def to(cls, key: ApiKey, format: str, names: str, days: int) -> "Link":
        return cls(key.pk, format, names, (timezone.now() + timedelta(days=days)).replace(microsecond=0))

    @property
    def token(self) -> str:
        return signing.dumps([self.key, self.format, self.names, int(self.until.timestamp())], salt=SALT)

    @classmethod
    def read(cls, token: str) -> "Link | None":
        """None where it is not signed by this server, or is no longer valid."""
        try:
            data: Any = signing.loads(token, salt=SALT)
            link = cls(data[0], data[1], data[2], datetime.fromtimestamp(data[3], tz=timezone.now().tzinfo))
        except (signing.BadSignature, ValueError, TypeError, LookupError):
            return None
        known = link.format in FORMATS and link.names in Names.values
        return link if known and timezone.now() < link.until else None
