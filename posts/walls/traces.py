"""What stays the same of a note in every export of its wall: its words, its author, its time to the minute."""

import hashlib
import re
import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from posts.walls.guests import NOBODY
from posts.walls.links import author_and_user

ADDED_ADDRESS = re.compile(r"\(https?://\S+\)")
LIST_NUMBER = re.compile(r"^\d{1,2}[.)]\s", re.MULTILINE)
QUARTER = timedelta(minutes=15)
FARTHEST = timedelta(hours=14)  # between two time zones and UTC
TELLING = 40  # letters; nobody writes as many again by chance


class Trace(NamedTuple):
    """`text` and `author` are folded. `written` is in UTC. `id` is what the file calls the note, if it does."""

    text: str
    author: str
    written: datetime | None
    id: str = ""
    long: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether there is only a text, as in notes under headings."""
        return not self.author and self.written is None

    def is_by(self, other: "Trace") -> bool:
        return self.author == other.author

    def is_of_time(self, other: "Trace") -> bool:
        """Whether both are from the same second, or the same minute where one is no more exact than that."""
        if not self.written or not other.written:
            return False
        exact = self.written.second and other.written.second
        if exact:
            return self.written.replace(microsecond=0) == other.written.replace(microsecond=0)
        return self.written.replace(second=0, microsecond=0) == other.written.replace(second=0, microsecond=0)

    def may_be_of_time(self, other: "Trace") -> bool:
        """The same where a time is missing, or where the time zone of an export was not known."""
        if not self.written or not other.written:
            return True
        minutes = [time.replace(second=0, microsecond=0) for time in (self.written, other.written)]
        apart = abs(minutes[0] - minutes[1])
        return apart <= FARTHEST and not apart % QUARTER


def folded_text(subject: str, body: str) -> str:
    """The letters and digits of a note. A print has its heading in the text, and no addresses or bullets."""
    text = LIST_NUMBER.sub("", ADDED_ADDRESS.sub("", f"{subject}\n{body}"))
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, plain)) or " ".join(plain.split())


def text_key(subject: str, body: str) -> str:
    """A hash of the folded text. Empty where there is none."""
    return key_of(folded_text(subject, body))


def key_of(folded: str) -> str:
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""


def folded_author(label: str) -> str:
    """Prints have authors in capitals, with the user name. Whoever has no name is the same in every language."""
    name = unicodedata.normalize("NFKC", author_and_user(label)[0]).casefold()
    return "" if name in NOBODY else "".join(filter(str.isalnum, name))
