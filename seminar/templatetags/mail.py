from django import template

from seminar.server import mail

register = template.Library()


@register.simple_tag
def mail_works() -> bool:
    """Whether mail can be sent, as far as is known."""
    return mail.works()
