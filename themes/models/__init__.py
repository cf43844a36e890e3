from .comparison import Compared, Comparison, Judgement
from .example import Example
from .flag import Flag
from .placement import Placement
from .quote import Quote
from .reading import Reading
from .theme import Theme

__all__ = ["Compared", "Comparison", "Example", "Flag", "Judgement", "Placement", "Quote", "Reading", "Theme"]
