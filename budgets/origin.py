"""From where a request comes, for the record; a command on the server has no address."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

#: The address of whoever sent the request that is being answered.
origin: ContextVar[str] = ContextVar("origin", default="")


def address_of(request: HttpRequest) -> str:
    """The sender's address, IPv4 or IPv6."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


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
