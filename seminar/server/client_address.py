"""The address of a request's sender, for every limit and log.

The server takes it from a trusted proxy before Django is called (`serve`, TRUSTED_PROXIES). A forwarded address from
anybody else is made up, and never looked at.
"""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The IP address; "" where there is none, as on a Unix socket."""
    return request.META.get("REMOTE_ADDR", "")


def client_network(address: str, prefix: int = 64) -> str:
    """What counts as one sender: an IPv4 address, or the /64 in which a device may choose. "" if it is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network((parsed, prefix), strict=False) if parsed.version == 6 else parsed)


def client_household(request: HttpRequest) -> str:
    """Like client_network, with all of an IPv6 /48, since one household or hall may be given that much."""
    return client_network(client_address(request), 48)


def network_of(scope) -> str:
    """The network of the sender of a request that has not reached Django; "" where there is no address."""
    return client_network((scope.get("client") or ("",))[0])
