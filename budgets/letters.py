"""E-mails to staff: plain text, no figures, no attachment, one link (states.md §16).

A letter is written in the transaction that gives cause to it and sent afterwards by ``tend``. Its cause makes it unique:
whoever writes twice writes one. People without an address are written none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from .clock import deadline
from .holders import ACTS, shown
from .models import Budget, Handover, Letter
from .workspace import clock_of

log = logging.getLogger(__name__)
#: A letter that cannot be sent is tried again after 1, 3, 7, … minutes, the last time after some 17 hours.
MOST_TRIES = 10

People = Iterable[Any]


# What they say ----------------------------------------------------------------------------------------------------


def submitted(handover: Handover, to: People) -> None:
    """To the reviewers."""
    said = f"{shown(handover.by)} 于 {_minute(handover.at)} 提交。{_left(handover.budget)}"
    _write(handover.budget, to, f"handover {handover.pk}", "待您复核", said)


def returned(handover: Handover, remarks: int, to: People) -> None:
    """To the clerks; ``remarks`` is how many comments go with it."""
    said = f"{shown(handover.by)} 退回，意见 {remarks} 条。{_left(handover.budget)}"
    _write(handover.budget, to, f"handover {handover.pk}", "已退回", said)


def passed(handover: Handover, to: People) -> None:
    """To the finance office."""
    said = f"{shown(handover.by)} 复核通过。"
    _write(handover.budget, to, f"handover {handover.pk}", "待您审批", said)


def voided(handover: Handover, to: People) -> None:
    """To the clerks and reviewers: what was approved is no longer what is there."""
    _write(handover.budget, to, f"handover {handover.pk}", "审批已失效", "内容有改动，已回到草稿。")


def published(budget: Budget, version: int, at: datetime, address: str, to: People) -> None:
    """To the clerks and reviewers; ``address`` is the public page."""
    said = f"{_minute(at)} 公开。请打开公开页面看一遍。"
    cause = f"published {budget.pk} {version}"
    _write(budget, to, cause, "已公开", said, after=f"（版本 {version}）", address=address)


def failed(budget: Budget, at: datetime, to: People) -> None:
    """To the finance office: once for each minute that a budget was set to appear and did not."""
    cause = f"failed {budget.pk} {at.isoformat()}"
    _write(budget, to, cause, "没有公开成功", "对外内容没有变化，系统正在重试。")


def reminder(budget: Budget, left: int, to: People) -> None:
    """To whoever holds it, ``left`` days before the last one; once for each such day."""
    cause = f"reminder {budget.pk} {budget.approved_on} {left}"
    _remind(budget, to, cause)


def urge(budget: Budget, to: People, day: date) -> int:
    """The finance office reminds whoever holds it: once a day. Returns how many letters were written."""
    return _remind(budget, to, f"urged {budget.pk} {day}")


def _remind(budget: Budget, to: People, cause: str) -> int:
    clock = clock_of(budget.approved_on, timezone.localdate())
    now = f"现在由您{ACTS[Budget.State(budget.state)]}。"
    if budget.approved_on is None:
        return _write(budget, to, cause, "请尽快办理", f"{now}{clock.words}")
    return _write(budget, to, cause, clock.words, f"{now}{clock.day or clock.words}。")


def name_of(budget: Budget) -> str:
    """As subjects and questions name a budget: 财政局 2025 年部门预算."""
    department = budget.department
    return f"{department.short_name} {budget.year} 年{department.get_kind_display()}预算"


def _left(budget: Budget) -> str:
    """还剩 3 天（2月9日）。"""
    clock = clock_of(budget.approved_on, timezone.localdate())
    if budget.approved_on is None:
        return clock.words
    due = deadline(budget.approved_on)
    return f"{clock.words}（{due.month}月{due.day}日）。"


def _minute(at: datetime) -> str:
    at = timezone.localtime(at)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def _write(
    budget: Budget, to: People, cause: str, about: str, said: str, *, after: str = "", address: str = ""
) -> int:
    """One letter to each that has an address and none of this cause; returns how many are new."""
    place = reverse("admin:budgets_budget_change", args=[budget.pk])
    link = address or f"{settings.STAFF_URL}{place}"
    written = 0
    for person in {person.pk: person for person in to if person.email}.values():
        _letter, is_new = Letter.objects.get_or_create(
            to=person,
            cause=cause,
            defaults={
                "budget": budget,
                "subject": f"{about}：{name_of(budget)}{after}",
                "body": f"{said}\n\n{link}\n",
            },
        )
        written += is_new
    return written


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
