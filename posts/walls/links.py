"""Addresses and names, as Padlet writes them in every format."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from posts.walls.wall import Attachment

USER_NAME = re.compile(r"(?P<author>.*\S) \((?P<user_name>(?=[\d._-]*[A-Za-z])[A-Za-z0-9_.-]{3,})\)", re.DOTALL)


def is_link(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) and not re.search(r"\s", text)


def attachment(url: str, caption: str = "", alt: str = "") -> Attachment:
    return Attachment(url, caption, alt, _expires(url))


def author_and_user(label: str) -> tuple[str, str]:
    """`Name (username)` of an account; the name may hold brackets itself. `Bord (3)` is a name all through."""
    label = " ".join(label.split())
    match = USER_NAME.fullmatch(label)
    return (match["author"], match["user_name"]) if match else (label, "")


def _expires(url: str) -> datetime | None:
    """Padlet's uploads are signed: `Expires=` in seconds since 1970."""
    try:
        seconds = int(parse_qs(urlsplit(url).query)["Expires"][0])
        return datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (KeyError, ValueError, OverflowError):
        return None
