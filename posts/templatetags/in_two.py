"""A long note for the wall: what can be read at a glance, and the rest."""

from django import template

register = template.Library()

LONGEST, MOST_LINES = 420, 9
# So much more is not worth a click.
LEEWAY = 120


@register.filter
def in_two(text: str) -> tuple[str, str]:
    """Together they are the text, but for the space where it is parted; the second is "" where it is short enough."""
    text = text.strip()
    lines = text.split("\n")
    if len(text) <= LONGEST + LEEWAY and len(lines) <= MOST_LINES + 2:
        return text, ""
    whole = "\n".join(lines[:MOST_LINES])
    if len(whole) <= LONGEST:
        return whole, text[len(whole) :].strip()
    ends = max(whole.rfind(sign, LONGEST // 2, LONGEST) + 1 for sign in ("\n", ". ", "! ", "? "))
    at = ends or whole.rfind(" ", 0, LONGEST) + 1 or LONGEST
    return text[:at].rstrip(), text[at:].strip()
