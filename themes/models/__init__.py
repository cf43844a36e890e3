from .claim import Claim
from .comparison import Compared, Comparison, Judgement
from .example import Example
from .flag import Flag
from .passage import Passage
from .placement import Placement
from .quote import Quote
from .reading import Reading
from .theme import Theme

__all__ = [
    "Claim",
    "Compared",
    "Comparison",
    "Example",
    "Flag",
    "Judgement",
    "Passage",
    "Placement",
    "Quote",
    "Reading",
    "Theme",
]
