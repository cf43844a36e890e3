from .example import Example
from .flag import Flag
from .placement import Placement
from .reading import Reading
from .theme import Theme

__all__ = ["Example", "Flag", "Placement", "Reading", "Theme"]
