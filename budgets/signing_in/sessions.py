"""How long a session lasts: thirty minutes idle (settings), twelve hours in all, and no longer than the person it is of.

Django itself ends the other sessions of whoever changes their password.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

STAFF = "/admin/"
SIGNED_IN = "signed_in"
#: Clocks are set; one that was set back must not make a session last for ever.
FUTURE = timedelta(minutes=2)
#: What somebody may open who must change the password first.
OPEN = {"password_change", "logout", "jsi18n", "stay"}


class Sessions:
    """Middleware: a session that is over is nobody's, and whoever must change the password comes to that page first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(STAFF) and request.user.is_authenticated and is_over(request):
            request.session.flush()
            request.user = AnonymousUser()
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_staff_page = request.path.startswith(STAFF) and request.user.is_authenticated
        if is_staff_page and request.resolver_match.url_name not in OPEN and self._is_due(request):
            return HttpResponseRedirect(reverse("admin:password_change"))
        return None

    def _is_due(self, request):
        """A password that grew old in the middle of work does not cost what was just typed: it is due at the next page."""
        person = request.user.person
        return must_change(person) and (person.must_change_password or request.method == "GET")


def begin_session(session):
    """From now on this session is of somebody who gave both factors."""
    session[SIGNED_IN] = timezone.now().isoformat()


def is_over(request):
    """Whether this session has ended; one that began without a second factor never was."""
    begun = _begun(request.session)
    if begun is None or begun < request.user.person.sessions_valid_from:
        return True
    return not -FUTURE <= timezone.now() - begun <= timedelta(seconds=settings.SESSION_LONGEST)


def seconds_left(session):
    """After so many seconds without another request the session is over; None where nobody is signed in."""
    begun = _begun(session)
    if begun is None:
        return None
    whole = timedelta(seconds=settings.SESSION_LONGEST) - (timezone.now() - begun)
    return max(0, min(settings.SESSION_COOKIE_AGE, whole // timedelta(seconds=1)))


def must_change(person):
    """Whether the password was set by somebody else, or is older than the settings allow."""
    days = settings.PASSWORD_MAX_AGE_DAYS
    is_old = days and timezone.now() - person.password_changed_at > timedelta(days=days)
    return bool(person.must_change_password or is_old)


def _begun(session):
    text = session.get(SIGNED_IN)
    return datetime.fromisoformat(text) if text else None
