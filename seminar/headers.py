"""Headers that every answer carries beside Django's own."""

from django.conf import settings

# The name and shape of SECURE_CSP follow Django 6, so that its own middleware can take over.
CSP = "; ".join(f"{name} {value}" for name, value in settings.SECURE_CSP.items())
FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES)


class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        response.headers.setdefault("Cache-Control", "no-store")
        return response
