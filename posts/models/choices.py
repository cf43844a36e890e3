"""What a person chooses in the preview of a wall before it becomes posts."""

from dataclasses import dataclass, field
from typing import Literal

YEARS = range(2008, 2101)  # Padlet started in 2008


@dataclass
class Choices:
    """The names of the fields are stored with each Import, as JSON.

    `groups` are the names of the accepted proposals by their id; "" is an unknown group. Until `decided`, the preview
    ticks the proposals that it finds likely. `refused` are the (raw, repaired) pairs to undo. `columns` maps unknown
    headings to parts of an entry (posts/walls/mapping.py). `seminar` is the slug of the seminar to add to; "" makes a
    new one, None adds to the one that came from the same wall, if any. `title` is that of a new seminar, where the
    wall's own was changed. `time_zone` and `year` are those of the export. `date_order` is what comes first in dates
    that can be read in two ways: "day", "month", or "" where nobody has said.
    """

    time_zone: str = ""
    year: int | None = None
    seminar: str | None = None
    title: str = ""
    date_order: Literal["day", "month", ""] = ""
    columns: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    decided: bool = False
