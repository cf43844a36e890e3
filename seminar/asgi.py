"""The server's entry: Django as WSGI on a fixed pool of threads; Django's own ASGI handler costs 3-5 times the CPU."""

from a2wsgi import WSGIMiddleware

from seminar.wsgi import application as django_application

THREADS = 8

application = WSGIMiddleware(django_application, workers=THREADS)
