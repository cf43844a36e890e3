from .flag import Flag
from .placement import Placement
from .reading import Reading
from .theme import Theme

__all__ = ["Flag", "Placement", "Reading", "Theme"]
