"""Addresses of pages inside Rundebord that several pages lead to."""

from django.http import HttpRequest
from django.urls import reverse

from posts.models import Post
from seminar.models import Seminar


def board_address(request: HttpRequest, seminar: Seminar, post: Post | None = None) -> str:
    """The board at this note, with the choices in the address of the request: every form on the board carries them."""
    query, anchor = request.GET.urlencode(), f"#post-{post.pk}" if post else ""
    return reverse("board", args=[seminar.slug]) + (f"?{query}" if query else "") + anchor
