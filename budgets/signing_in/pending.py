"""Between the password and the one-time code: the session remembers whose password was right, and nobody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from . import actions
from .backend import StaffBackend
from .sessions import begin_session

PENDING = "pending"
LONGEST = timedelta(minutes=10)
BACKEND = f"{StaffBackend.__module__}.{StaffBackend.__name__}"


@dataclass(frozen=True)
class Pending:
    """Somebody at the door: where they want to go, and what they had typed when their last session ended (kept.py)."""

    user: Any
    next: str
    kept: str


def remember(request: HttpRequest, user: Any, *, next: str, kept: str) -> None:
    """This person's password was right just now."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "next": next,
        "kept": kept,
    }


def pending(request: HttpRequest) -> Pending | None:
    """Who is at the door; nobody after ten minutes, and nobody whose password or account changed meanwhile."""
    found = request.session.get(PENDING)
    if not found or not timedelta(0) <= timezone.now() - datetime.fromisoformat(found["at"]) <= LONGEST:
        return None
    user = StaffBackend().get_user(found["user"])
    if user is None or not constant_time_compare(user.get_session_auth_hash(), found["hash"]):
        return None
    return Pending(user, found["next"], found["kept"])


def sign_in(request: HttpRequest, user: Any, *, how: str) -> None:
    """Both factors were right: a session begins, with a key of its own."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    begin_session(request.session)
    actions.signed_in(user=user, how=how)
