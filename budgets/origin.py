"""From where a request comes, for the record; a command on the server has no address."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: The address of whoever sent the request that is being answered.
origin: ContextVar[str] = ContextVar("origin", default="")


def address_of(request: HttpRequest) -> str:
    """The sender's address, IPv4 or IPv6.

    Behind so many front servers (PROXY_COUNT) it is what the outermost of them wrote down, counted from the end of
    X-Forwarded-For; what stands before that the sender may have made up. With none the header is not looked at.
    """
    sender = str(request.META.get("REMOTE_ADDR", ""))
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(passed):
        sender = passed[-settings.PROXY_COUNT].strip()
    try:
        return str(ip_address(sender))
    except ValueError:
        return ""


class Origin:
    """Middleware: events written while this request is answered know where it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = origin.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)
