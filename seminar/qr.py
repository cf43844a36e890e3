"""QR codes, and the addresses in them."""

from functools import lru_cache

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


def address_of(request, key: str) -> str:
    """The whole address for a code or a token, as the reader of this page reaches us."""
    return request.build_absolute_uri(reverse("join", args=[key]))


def short_address(request) -> str:
    """What is typed by hand: without https://."""
    return f"{request.get_host()}{reverse('enter')}"


@lru_cache(maxsize=4096)  # 5 ms each, and a hall's cards are printed more than once
def qr(address: str) -> SafeString:
    """As SVG, black on white whatever the page's colours are, and without a style, which our CSP would not take."""
    made = segno.make(address, micro=False, error="m")
    return mark_safe(made.svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None))  # noqa: S308
