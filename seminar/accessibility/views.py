from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seminar.accessibility.criteria import CRITERIA, not_met


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """The accessibility statement of whoever runs the site, with what is known of the program itself."""
    contact = settings.ACCESSIBILITY_CONTACT
    context = {
        "body": settings.ACCESSIBILITY_BODY,
        "contact": contact,
        "contact_words": contact.removeprefix("mailto:").removeprefix("tel:"),
        "official": settings.ACCESSIBILITY_STATEMENT,
        "required": sum(criterion.is_required for criterion in CRITERIA),
        "broken": [criterion.number for criterion in not_met()],
    }
    return render(request, "seminar/accessibility/statement.html", context)
