from django import template

from themes.board import highlights

register = template.Library()
LONGEST_ON_A_CARD = 1500


@register.filter
def pieces(post, whole) -> list[highlights.Span]:
    """A note's text for its card: all of it where the note is among `whole`, ids; else as much as a card shows."""
    passages = [passage for placement in post.placements.all() for passage in placement.passages.all()]
    return highlights.spans(post.body, passages, LONGEST_ON_A_CARD if is_cut(post, whole) else None)


@register.filter
def is_cut(post, whole) -> bool:
    return len(post.body) > LONGEST_ON_A_CARD and post.pk not in (whole or ())
