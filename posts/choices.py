"""What a person decides in the preview of a wall before it becomes posts."""

from dataclasses import dataclass, field

YEARS = range(2008, 2101)  # Padlet began in 2008


@dataclass
class Choices:
    """`groups` gives a proposal's id its name, "" for unknown; a proposal that is not there is ignored.

    Until `decided`, the groups stand as the preview proposes them. `refused` are the (raw, repaired) pairs to put back.
    `columns` maps unknown headings to fields of an entry. `seminar` is the slug to add to; "" makes a new seminar, None
    takes the one that came from the same wall, if any.
    """

    time_zone: str = ""
    year: int | None = None
    seminar: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    decided: bool = False
