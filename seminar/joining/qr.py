"""QR codes, and the addresses in them."""

from functools import lru_cache

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


def address_of(request: HttpRequest, key: str) -> str:
    """The absolute URL for a code or a token, on the host that this request was sent to."""
    return request.build_absolute_uri(reverse("join", args=[key]))


def short_address(request: HttpRequest) -> str:
    """The address to type by hand, without https://."""
    return f"{request.get_host()}{reverse('enter')}"


@lru_cache(maxsize=4096)  # 5 ms each, and cards are printed more than once
def qr(address: str) -> SafeString:
    """As SVG: black on white in any colour scheme, and without inline style, which the CSP forbids."""
    code = segno.make(address, micro=False, error="m")
    return mark_safe(code.svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None))  # noqa: S308
