"""Workbooks that somebody handed in: kept 30 days with what was mended, ticked and chosen, so that nothing is sent twice.

Nothing of an upload is in the budget before it is confirmed (``actions.import_contents``). What is mended and ticked is no
content: the import's own event tells what came of it. Who typed for which cell is on record at once, and who chose the unit,
the columns or a row that does not come in: whoever decided on a figure does not approve it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..access import ENTERING, Act, require
from ..actions import held, record
from ..models import Budget, Event, Upload
from .actions import ON_BEHALF, ChangedMeanwhile, NothingToImport, import_contents
from .contents import Contents

State = Upload.State
KEPT_DAYS = 30
#: Somebody typed other values for cells, or chose how figures are read; nothing of the budget is changed by it.
TYPED = "改上传工作簿的值"
#: A value that is typed for a cell: a text of the longest field. And so many of them.
LONGEST_TYPED, MOST_TYPED = 20_000, 2000
#: What is chosen beside the cells, by its place on the record. The answer that a row which stands twice shall come in once
#: begins like this, before the key of its question.
UNIT, COLUMN, LEAVE_OUT, NOT_IN = "单位", "列 {}", "no:", "不导入"
#: Uploads that are still to be decided on; what could not be read or stored may be looked at again.
OPEN = (State.READ, State.FAILED)
#: So many are kept open: of a budget's workbooks, and of what one person pasted into it.
MOST_OPEN = 20
TOO_MANY_OPEN = "已有 {} 份{}没有处理完，最多 {} 份。请先导入或放弃其中一份，再{}"
#: What a kept block is called in its mapping; workbooks have no kind.
PASTE = "paste"


@dataclass(frozen=True)
class _GivenUp:
    action: str
    message: str


GIVEN_UP = {
    False: _GivenUp("放弃上传的工作簿", "这份工作簿已经放弃，预算没有变化。"),
    True: _GivenUp("放弃粘贴的明细", "已放弃这份粘贴的内容，预算没有变化。"),
}


class Ended(Exception):
    """It was imported or given up already, in another window or by a colleague; ``str()`` is the sentence that tells it."""

    def __init__(self, upload: Upload) -> None:
        what = "粘贴的内容" if is_paste(upload) else "工作簿"
        when = f"{timezone.localtime(upload.ended_at):%-m月%-d日 %H:%M} " if upload.ended_at else ""
        super().__init__(f"这份{what}{when}已经处理过：{upload.message or upload.get_state_display()}")


class TooManyOpen(ValidationError):
    """Nothing more is kept before something that is kept was decided on."""

    def __init__(self, number: int, what: str, act: str) -> None:
        super().__init__(TOO_MANY_OPEN.format(number, what, MOST_OPEN, act), code="too many")


def is_paste(upload: Upload) -> bool:
    return upload.mapping.get("kind") == PASTE


def workbooks_of(budget: Budget) -> QuerySet[Upload]:
    """The workbooks that were handed in for a budget, without their bytes; blocks that were pasted are none."""
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    kept = Upload.objects.filter(budget=budget, at__gt=since).exclude(mapping__has_key="kind")
    return kept.select_related("by").defer("data")


def open_workbooks(budget: Budget) -> QuerySet[Upload]:
    return workbooks_of(budget).filter(state__in=OPEN)


@transaction.atomic
def keep_workbook(*, budget: Budget, by: Any, name: str, data: bytes) -> Upload:
    """Keep a workbook; the same one again is the one that is kept already. Raises TooManyOpen, and WrongState or Http404
    where this person may not import now."""
    budget = held(budget, by=by, act=Act.IMPORT)
    sha256 = hashlib.sha256(data).hexdigest()
    if same := open_workbooks(budget).filter(sha256=sha256).first():
        return same
    if (number := open_workbooks(budget).count()) >= MOST_OPEN:
        raise TooManyOpen(number, "工作簿", "上传")
    upload = Upload.objects.create(
        region=budget.department.region,
        year=budget.year,
        budget=budget,
        by=by,
        name=name,
        sha256=sha256,
        data=data,
        state=State.READ,
    )
    record(budget=budget, by=by, action="上传工作簿", name=name, file=sha256)
    return upload


@transaction.atomic
def mend(
    *,
    upload: Upload,
    by: Any,
    typed: Mapping[str, str],
    ticked: Collection[str],
    mapping: Mapping[str, str] | None = None,
    unit: str | None = None,
) -> Upload:
    """Keep what was typed for cells (by ``Problem.place``; blank takes back what was typed before), what was
    ticked, and how the columns are read. Raises Ended."""
    require(by, Act.IMPORT, upload.budget)
    upload = held_open(upload)
    before = _decided(upload)
    mended = dict(upload.mended)
    for place, text in list(typed.items())[:MOST_TYPED]:
        mended.pop(place, None)
        if text.strip():
            mended[place] = text[:LONGEST_TYPED]
    upload.mended, upload.ticked = mended, sorted(ticked)
    if mapping is not None:
        upload.mapping = dict(mapping)
    if unit is not None:
        upload.unit = unit
    upload.save(update_fields=["mended", "ticked", "mapping", "unit"])
    after = _decided(upload)
    if cells := sorted(place for place in before | after if before.get(place) != after.get(place)):
        more = {"name": upload.name, "file": upload.sha256, "upload": upload.pk, "cells": cells}
        record(budget=upload.budget, by=by, action=TYPED, **more)
    return upload


@transaction.atomic
def confirm(*, upload: Upload, contents: Contents, by: Any, seen: str | None, ticked: Collection[str]) -> str:
    """Write what an upload or a paste says into its budget, once, and end it; the sentence that tells what came of it.
    ``seen`` is the digest of the plan that was looked at (None: the page itself held it), ``ticked`` the keys of
    the questions answered with yes. Raises Ended, and as ``import_contents`` does."""
    now = held_open(upload)
    if (now.mended, now.mapping, now.unit) != (upload.mended, upload.mapping, upload.unit):
        raise ChangedMeanwhile
    try:
        done = import_contents(
            budget=upload.budget,
            contents=contents,
            by=by,
            source=upload.name,
            sha256=upload.sha256,
            seen=seen,
            ticked=ticked,
            typed=_typed(now, by),
        )
    except NothingToImport as nothing:
        end(now, State.SAME, str(nothing))
    else:
        end(now, State.IMPORTED, str(done))
    return now.message


def _typed(upload: Upload, by: Any) -> dict[str, dict[str, str]]:
    """What was typed for cells and chosen, by the key of who did it last; what nobody is known to have typed is of who
    imports it."""
    events = Event.objects.filter(budget=upload.budget_id, action=TYPED, detail__upload=upload.pk)
    who = {place: event.by_id for event in events.order_by("seq") for place in event.detail["cells"]}
    found: dict[str, dict[str, str]] = {}
    for place, text in _decided(upload).items():
        found.setdefault(str(who.get(place, by.pk)), {})[place] = text
    return found


def _decided(upload: Upload) -> dict[str, str]:
    """What makes the figures others than the file alone says, by place: values typed for cells, and of a workbook its unit,
    its columns and the rows left out."""
    decided = dict(upload.mended)
    if is_paste(upload):
        return decided
    decided |= {UNIT: upload.unit} if upload.unit else {}
    decided |= {COLUMN.format(number): name for number, name in upload.mapping.items()}
    return decided | {said: NOT_IN for said in upload.ticked if said.startswith(LEAVE_OUT)}


@transaction.atomic
def discard(*, upload: Upload, by: Any) -> str:
    """Give an upload or a paste up; the budget stays as it is. The sentence that tells it. Raises Ended."""
    require(by, Act.IMPORT, upload.budget)
    now = held_open(upload)
    words = GIVEN_UP[is_paste(now)]
    end(now, State.DISCARDED, words.message)
    more = {} if is_paste(now) else {"name": now.name}
    record(budget=upload.budget, by=by, action=words.action, file=now.sha256, **more)
    return now.message


def held_open(upload: Upload) -> Upload:
    """The upload as it stands, without its bytes, held until the transaction ends. Raises Ended where it has been decided on
    since. Whoever holds the budget too takes the upload first."""
    now = Upload.objects.select_for_update().defer("data").get(pk=upload.pk)
    if now.state not in OPEN:
        raise Ended(now)
    now.budget = upload.budget
    return now


def end(upload: Upload, state: str, message: str) -> None:
    """Note what became of an upload, or of a paste; an import has its own event."""
    upload.state, upload.message, upload.ended_at = state, message, timezone.now()
    upload.save(update_fields=["state", "message", "ended_at"])


def changed_by_others(upload: Upload, user: Any) -> tuple[str, int]:
    """Who else changed the budget since the upload, and how often; ("", 0) where nobody did."""
    others = Event.objects.filter(
        budget=upload.budget_id, at__gt=upload.at, action__in=(*ENTERING, ON_BEHALF)
    ).exclude(by=user)
    last = others.select_related("by").order_by("-seq").first()
    if last is None:
        return "", 0
    return (last.by.get_full_name() or last.who) if last.by else "系统管理员", others.count()
