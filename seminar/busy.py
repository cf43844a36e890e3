"""A database that cannot be had just now is no fault in the page: 503, with when to come back."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

SECONDS_TO_WAIT = 5

logger = logging.getLogger(__name__)


class Busy:
    """Locked by another process, full, starting again: nothing was saved, and the next try may succeed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.warning("The database could not be had: %s", str(exception).strip().split("\n")[0])
        page = render_to_string("503.html")  # without the request: to say who is logged in takes a database
        return HttpResponse(page, status=503, headers={"Retry-After": str(SECONDS_TO_WAIT)})
