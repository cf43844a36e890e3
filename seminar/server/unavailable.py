"""Answers for errors of the database: 503 with Retry-After while it cannot be used, 400 for what no database takes."""

import logging

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

SECONDS_TO_WAIT = 5

logger = logging.getLogger(__name__)


class DatabaseUnavailable:
    """A database that is locked, full or restarting has saved nothing, and the next try may succeed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DataError | OverflowError):  # a NUL, or a number of a hundred digits
            logger.warning("The database does not take what was sent: %s", type(exception).__name__)
            return HttpResponse(render_to_string("400.html"), status=400)
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.warning("The database is unavailable: %s", str(exception).strip().split("\n")[0])
        page = render_to_string("503.html")  # without the request, whose user is in the database
        return HttpResponse(page, status=503, headers={"Retry-After": str(SECONDS_TO_WAIT)})
