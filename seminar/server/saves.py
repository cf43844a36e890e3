"""Django for what devices save, with only the middleware that this needs: no session, no login, no messages."""

import re

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from seminar.server.unavailable import DatabaseUnavailable

# A device is known by its signed cookie, and each of these views refuses other sites itself (posts/writing/api.py).
SAVE_PATH = re.compile(r"/s/[-\w]+/write/(notes/[^/]+/(state/)?|drafts/)")
MIDDLEWARE = [
    "seminar.server.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]


class Saves(WSGIHandler):
    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware = self._template_response_middleware = []
        self._exception_middleware = [DatabaseUnavailable(self._get_response).process_exception]
        handler = convert_exception_to_response(self._get_response)
        for path in reversed(MIDDLEWARE):
            handler = convert_exception_to_response(import_string(path)(handler))
        self._middleware_chain = handler
