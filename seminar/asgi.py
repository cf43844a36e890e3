"""The server's entry: streams in raw ASGI, all else Django as WSGI on a fixed pool of threads.

Django's own ASGI handler costs 3-5 times the CPU, and a stream inside Django a thread and 60 KB.
"""

from a2wsgi import WSGIMiddleware

from seminar.wsgi import application as django_application

from .live.stream import Live

THREADS = 8

application = Live(WSGIMiddleware(django_application, workers=THREADS))
