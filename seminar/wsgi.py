"""Django as WSGI; seminar/asgi.py puts it into the server's process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminar.settings")
application = get_wsgi_application()
