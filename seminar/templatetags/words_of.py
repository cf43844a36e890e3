from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


@register.filter
def words_of(text: Any, language: str) -> Any:
    """What people of a seminar in this language wrote, marked with it where the page has another one.

    Not for attributes, titles and fields, in which nothing can be marked. What is translated is the page's own.
    """
    if not text or language == get_language() or isinstance(text, Promise):
        return text
    return format_html('<span lang="{}">{}</span>', language, text)
