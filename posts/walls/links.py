"""Addresses and names, which Padlet writes in the same way in every format."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from posts.walls.wall import Wall, WallAttachment

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


def restore_labels(wall: Wall) -> None:
    """Where several user names have one name, as in `Bord 1 (barn)` and `Bord 1 (voksne)`, they tell who is who."""
    user_names: dict[str, set[str]] = defaultdict(set)
    for entry in wall.entries:
        if entry.user_name:
            user_names[entry.author].add(entry.user_name)
    for entry in wall.entries:
        if entry.user_name and len(user_names[entry.author]) > 1:
            entry.author, entry.user_name = f"{entry.author} ({entry.user_name})", ""


def _expires(url: str) -> datetime | None:
    """Links to Padlet's uploads are signed, and hold `Expires=` in seconds since 1970."""
    try:
        seconds = int(parse_qs(urlsplit(url).query)["Expires"][0])
        return datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (KeyError, ValueError, OverflowError):
        return None
