"""E-mails to staff: plain text, no figures, no attachment, one link (states.md §16).

A letter is written in the transaction that gives cause to it and sent afterwards by ``tend``. Its cause makes it unique:
whoever writes twice writes one. People without an address are written none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from .models import Budget, Letter

log = logging.getLogger(__name__)
#: A letter that cannot be sent is tried again after 1, 3, 7, … minutes, the last time after some 17 hours.
MOST_TRIES = 10

People = Iterable[Any]


def write(*, to: People, cause: str, subject: str, body: str, budget: Budget, address: str = "") -> int:
    """One letter to each who has an address and none of this cause; returns how many are new. Call it inside the
    transaction of what it tells. Its link is ``address``, else the budget's page on the staff side."""
    link = address or settings.STAFF_URL + reverse("admin:budgets_budget_change", args=[budget.pk])
    written = 0
    for person in {person.pk: person for person in to if person.email}.values():
        _letter, is_new = Letter.objects.get_or_create(
            to=person,
            cause=cause,
            defaults={"budget": budget, "subject": subject[:200], "body": f"{body}\n\n{link}\n"},
        )
        written += is_new
    return written


def moment(at: datetime) -> str:
    """2月6日 09:05, Beijing time. Never 今天: nobody knows when a letter is read."""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


# Sending ----------------------------------------------------------------------------------------------------------


def send_waiting(now: datetime) -> int:
    """Send what waits and is due; returns how many went out.

    A letter is marked sent before it is handed over and unmarked where that fails: of two who send at once one has it, and
    a process that dies in between has lost a letter rather than sent it twice.
    """
    waiting = [letter for letter in _waiting() if _next_try(letter) <= now]
    if not waiting:
        return 0
    connection, sent = get_connection(), 0
    try:
        connection.open()
    except OSError as error:
        log.warning("%s letters wait: the mail server does not answer (%s)", len(waiting), error)
        return 0
    for letter in waiting:
        sent += _send(letter, connection, now)
    connection.close()
    return sent


def unsent() -> int:
    """How many letters were given up."""
    return Letter.objects.filter(sent_at=None, tries__gte=MOST_TRIES).count()


def _waiting() -> Iterable[Letter]:
    return Letter.objects.filter(sent_at=None, tries__lt=MOST_TRIES).select_related("to")


def _next_try(letter: Letter) -> datetime:
    return letter.at + timedelta(minutes=2**letter.tries - 1)


def _send(letter: Letter, connection: Any, now: datetime) -> bool:
    free = Letter.objects.filter(pk=letter.pk, sent_at=None)
    if not free.update(sent_at=now, tries=F("tries") + 1):
        return False
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.to.email], connection=connection).send()
    except (OSError, ValueError) as error:  # smtplib, and an address that none can be
        log.warning("letter %s was not sent: %s", letter.pk, error)
        Letter.objects.filter(pk=letter.pk).update(sent_at=None)
        return False
    return True
