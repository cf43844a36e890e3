from .placement import Placement
from .theme import Theme

__all__ = ["Placement", "Theme"]
