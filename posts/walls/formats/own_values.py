"""The kinds of values in Rundebord's own JSON."""

from typing import Annotated

import msgspec

# The database has the same limits: seminar/models and themes/models.
Id = Annotated[str, msgspec.Meta(pattern=r"^[^/\s]{1,64}$")]  # used in URLs too
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Slug = Annotated[str, msgspec.Meta(pattern="^[-a-zA-Z0-9_]{1,80}$")]
Points = Annotated[int, msgspec.Meta(ge=1, le=100)]
Mark = Annotated[int, msgspec.Meta(ge=1, le=16)]
Start = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
NonEmpty = Annotated[str, msgspec.Meta(min_length=1)]


class OwnShape(msgspec.Struct, forbid_unknown_fields=True):
    pass
