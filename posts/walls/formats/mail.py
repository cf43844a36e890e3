"""An email from a scribe: what is below its headers is read as a scribe's text (scribe.py)."""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr

from posts.walls import html
from posts.walls.decode import decode
from posts.walls.formats import scribe
from posts.walls.refused import Refused
from posts.walls.wall import Unread, Wall
from seminar.text import clean

BEGINNING = 1000  # bytes
HEADERS = re.compile(
    rb"^(?:from|to|subject|date|sent|received|message-id|mime-version|fra|til|emne|dato|sendt|fr\xc3\xa5n|\xc3\xa4mne|skickat)"
    rb":\s+\S",
    re.IGNORECASE | re.MULTILINE,
)
SUBJECT = re.compile(r"^(?:subject|emne|ämne):\s*(?P<subject>.+)$", re.IGNORECASE | re.MULTILINE)
ANSWER = re.compile(r"^(?:(?:re|sv|vs|fwd?|aw|wg):\s*)+", re.IGNORECASE)
GOODBYE = re.compile(
    r"^(?:(?:med )?vennlig hilsen|(?:beste )?hilsen|mvh|hälsningar|(?:best |kind )?regards|--)\b.*|^-- ?$", re.I
)


def fits(data: bytes) -> bool:
    return len(HEADERS.findall(data[:BEGINNING])) > 2


def read(data: bytes) -> Wall:
    """Raises Refused("is-mail") where no line of the text names a group or a round; and what scribe.read raises."""
    head, body = _of_file(data) or _copied(decode(data).text)
    text, goodbye = _without_goodbye(clean(body))
    if not scribe.fits(text):
        raise Refused("is-mail")
    wall = scribe.read(text)
    wall.format = "mail"
    subject = ANSWER.sub("", head)
    if subject and wall.title:
        wall.unread.insert(0, Unread(wall.title))  # the first line greets the reader
    wall.title = subject or wall.title
    wall.unread += [Unread(line) for line in goodbye if line.strip()]
    return wall


def _of_file(data: bytes) -> tuple[str, str] | None:
    """Subject and text of a saved message; None for the copied text of one."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        part = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        if not part or not parseaddr(str(message["from"] or ""))[1] or not message["subject"]:
            return None
        text = part.get_content()
    except (MessageError, LookupError, ValueError, AttributeError, KeyError):
        return None
    return str(message["subject"]), html.to_text(text) if part.get_content_subtype() == "html" else text


def _copied(text: str) -> tuple[str, str]:
    head, _, body = text.partition("\n\n")
    subject = SUBJECT.search(head)
    return subject["subject"].strip() if subject else "", body


def _without_goodbye(text: str) -> tuple[str, list[str]]:
    lines = text.split("\n")
    end = next((index for index, line in enumerate(lines) if GOODBYE.match(line.strip())), len(lines))
    return "\n".join(lines[:end]), lines[end:]
