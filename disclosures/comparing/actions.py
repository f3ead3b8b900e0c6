"""What the finance office writes for comparing: the crosswalk of accounts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404

from budgets.access import NO_BUTTON, rights_of
from budgets.actions import record

from ..models import CodeChange
from ..understanding import pages
from ..understanding.concerned import departments_of
from .comparability import Change


@transaction.atomic
def save_code_change(*, change: CodeChange, by: Any) -> CodeChange:
    """Add or change a line of the crosswalk. Http404 for whom it does not belong to; the operator (None) may."""
    act = "change" if change.pk else "add"
    if by is not None and f"disclosures.{act}_codechange" not in rights_of(by):
        raise Http404(NO_BUTTON)
    stored = CodeChange.objects.select_for_update().filter(pk=change.pk).first() if change.pk else None
    before = _described(stored) if stored else ""
    change.save()
    record(
        budget=None,
        by=by,
        action="改科目衔接" if stored else "新增科目衔接",
        before=before,
        after=_described(change),
    )
    told = departments_of({*_codes(stored), *_codes(change)})
    transaction.on_commit(partial(pages.forget_some, told))
    return change


def _codes(change: CodeChange | None) -> list[Change]:
    return [Change(change.system, change.year, change.old_code, change.new_code)] if change else []


def _described(change: CodeChange) -> str:
    """支出功能分类 2010308 → 2014004（2024年），已由本级财政核对，信访事务单列一款。"""
    checked = "已由本级财政核对" if change.is_checked else f"推定，把握{change.get_confidence_display()}"
    told = [str(change), checked, change.note, "不采用" if change.is_void else ""]
    return "，".join(each for each in told if each)
