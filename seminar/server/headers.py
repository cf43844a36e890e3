"""The security headers of every response, also of those that no view gives."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

# SECURE_CSP has the name and form that Django 6 uses, so that Django's own middleware can replace this one.
CSP = "; ".join(f"{name} {value}" for name, value in settings.SECURE_CSP.items())
FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
HEADERS = {
    "Content-Security-Policy": CSP,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def add_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Adds those that the response does not have."""
    SecurityMiddleware(lambda request: response).process_response(request, response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


class SecurityHeaders:
    """The outermost middleware, since Django answers for the ones that fail."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return add_headers(request, self.get_response(request))
