"""A long note on the wall: what can be read at a glance, and the rest."""

from django import template

register = template.Library()

LONGEST, MOST_LINES = 420, 9
# A rest shorter than this is not worth a click.
LEEWAY = 120


@register.filter
def split_long(text: str) -> tuple[str, str]:
    """Splits the text after at most LONGEST characters or MOST_LINES lines, where possible after a sentence.

    The two parts make up the text except for white space at the split. The second is "" for a short text.
    """
    text = text.strip()
    lines = text.split("\n")
    if len(text) <= LONGEST + LEEWAY and len(lines) <= MOST_LINES + 2:
        return text, ""
    first_lines = "\n".join(lines[:MOST_LINES])
    if len(first_lines) <= LONGEST:
        return first_lines, text[len(first_lines) :].strip()
    sentence_end = max(text.rfind(mark, LONGEST // 2, LONGEST) + 1 for mark in ("\n", ". ", "! ", "? "))
    end = sentence_end or text.rfind(" ", 0, LONGEST) + 1 or LONGEST
    return text[:end].rstrip(), text[end:].strip()
