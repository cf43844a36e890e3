"""Addresses and names, which Padlet writes in the same way in every format."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from posts.walls.wall import WallAttachment

USER_NAME = re.compile(r"(?P<author>.*\S) \((?P<user_name>(?=[\d._-]*[A-Za-z])[A-Za-z0-9_.-]{3,})\)", re.DOTALL)


def is_link(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) and not re.search(r"\s", text)


def attachment(url: str, caption: str = "", alt: str = "") -> WallAttachment:
    return WallAttachment(url, caption, alt, _expires(url))


def author_and_user(label: str) -> tuple[str, str]:
    """Splits `Name (username)`. The name may contain brackets; `Bord (3)` is a name without a user name."""
    label = " ".join(label.split())
    match = USER_NAME.fullmatch(label)
    return (match["author"], match["user_name"]) if match else (label, "")


def _expires(url: str) -> datetime | None:
    """Links to Padlet's uploads are signed, and hold `Expires=` in seconds since 1970."""
    try:
        seconds = int(parse_qs(urlsplit(url).query)["Expires"][0])
        return datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (KeyError, ValueError, OverflowError):
        return None
