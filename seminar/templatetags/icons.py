"""Lucide's icons. Each is made once, while the package's own tag copies and writes its XML each time."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()
register.simple_tag(lru_cache(maxsize=256)(lucide), name="lucide")
