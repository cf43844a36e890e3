from hashlib import sha256

from django.conf import settings
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from posts.offline import ICON, SCRIPTS, STYLES


@require_safe
def worker(request):
    """The script that opens the page for writing without network. A new one whenever a file of the page is new."""
    files = [static(name) for name in (*STYLES, *SCRIPTS, ICON)]
    version = sha256(" ".join(files).encode()).hexdigest()[:12]
    shown = {"files": files, "version": version, "debug": settings.DEBUG}
    response = render(request, "posts/sw.js", shown, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
