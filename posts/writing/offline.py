"""The files that a device keeps of the scribe's page, and the service worker that opens the page without network."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from posts.writing.bundle import END, GUARD, SCRIPT, STYLE, WARNING

FILES = (STYLE, SCRIPT, GUARD, WARNING, "img/favicon.svg")


@require_safe
@gzip_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script of the service worker. Its version, and with it the cache, changes whenever one of the files does."""
    files = [static(name) for name in FILES]
    version = sha256(" ".join(files).encode()).hexdigest()[:12]
    context = {"files": files, "version": version, "end": END.strip(), "debug": settings.DEBUG}
    response = render(request, "posts/writing/sw.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
