"""Leads a person back to the page of a form when what it sent could not be done."""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

NOT_DONE = "not_done"  # session key: the page on which to say, after logging in, that nothing was done


class ReturnToForm:
    """Middleware for the many addresses that accept only POST.

    A person who was logged out when pressing a button returns, after logging in, to the page of that button. A member
    who opens such an address as a page gets the seminar's board instead of 405.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and response.get("Location") == redirect_to_login(request.get_full_path()).url:
            return log_in_and_return(request)
        if response.status_code == 405 and request.method in ("GET", "HEAD") and request.user.is_authenticated:
            return redirect(board(request))
        return response


def log_in_and_return(request: HttpRequest) -> HttpResponse:
    page = page_of_form(request) or board(request)
    if "text/html" in request.headers.get("Accept", ""):  # not a script's fetch(), which tries again by itself
        request.session[NOT_DONE] = page
    return redirect_to_login(page)


def page_of_form(request: HttpRequest) -> str:
    """The path and query of our page that sent this request. Empty if the browser does not send a Referer of ours."""
    referer = request.headers.get("Referer")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    page = urlsplit(referer)
    return escape_leading_slashes(page.path) + (f"?{page.query}" if page.query else "")


def board(request: HttpRequest) -> str:
    """The address of the seminar's board, or of the front page if the request is not for a seminar."""
    slug = request.resolver_match.kwargs.get("slug")
    return reverse("board", args=[slug]) if slug else reverse("home")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"page": page_of_form(request)}, status=403)
