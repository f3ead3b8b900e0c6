"""What Django does for whoever is signed in, done on the staff side alone.

A reader of public pages sends no cookie that is looked at (``config.middleware.Bounds``), is nobody and is told nothing:
sessions, people and messages were a quarter of what answering a published page costs. They stand in the settings each by
itself, under a name that the checks of the admin know for theirs.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest

STAFF = "/admin/"


class _StaffOnly:
    """Before a middleware: it is passed by where the address is none of the staff's."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(STAFF):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class Session(_StaffOnly, SessionMiddleware):
    """request.session"""


class Person(_StaffOnly, AuthenticationMiddleware):
    """request.user"""


class Messages(_StaffOnly, MessageMiddleware):
    """What is said once, on the next page."""
