"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

# A request that passed through anything carries one of these; a browser on this machine sends none.
_FORWARDED = (
    "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_X_ORIGINAL_FORWARDED_FOR", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_CONNECTING_IP",
)  # fmt: skip


def is_loopback(request: HttpRequest) -> bool:
    """Whether a person at this machine sent it: from 127.0.0.0/8 or ::1, and through no proxy.

    Behind a proxy every address is loopback, so a forwarding header, or an installation that declares a proxy, is no.
    """
    if settings.SANWU_HTTPS or any(name in _FORWARDED or name.startswith("HTTP_X_FORWARDED") for name in request.META):
        return False
    address = _address(request.META.get("REMOTE_ADDR", ""))
    return address is not None and ip_address(address).is_loopback


def client_address(request: HttpRequest) -> str | None:
    """The source of a request, for counting failed sign-ins (setting AXES_CLIENT_IP_CALLABLE).

    Behind the declared TLS proxy the last hop it wrote down counts, which a client cannot forge; otherwise the peer.
    """
    if settings.SANWU_HTTPS:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if (address := _address(last)) is not None:
            return address
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    """The one spelling of an address (IPv4 inside IPv6 as IPv4), or None."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)
