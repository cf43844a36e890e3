from django import template

from seminar.server import cookies

register = template.Library()


@register.simple_tag(takes_context=True)
def appearance(context) -> str:
    """What the person chose: "light", "dark" or "auto". Empty on pages without a request."""
    request = context.get("request")
    return cookies.read(request, "appearance") if request else ""
