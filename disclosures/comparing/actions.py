"""What the finance office writes for comparing: the crosswalk of accounts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404

from budgets.access import NO_BUTTON, rights_of
from budgets.actions import record

from ..models import CodeChange, StandingFigure
from ..understanding import pages
from .accounts import LENGTHS, Account
from .comparability import Change, names_of, touches

#: How long the codes are that the page of a department has rows for: classes of function, all sources of income.
ROWS = {"function": LENGTHS["function"][:1], "source": LENGTHS["source"]}


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
    told = sorted(_told_of({*_codes(stored), *_codes(change)}))
    transaction.on_commit(partial(pages.forget_some, told))
    return change


def _codes(change: CodeChange | None) -> list[Change]:
    return [Change(change.system, change.year, change.old_code, change.new_code)] if change else []


def _told_of(changes: set[Change]) -> set[tuple[str, str]]:
    """The departments whose pages tell of these changes: those with money on an account that the change touches and that
    such a page has a row for."""
    standing = StandingFigure.objects.filter(key__in={key for each in changes for key in _rows(each)})
    return set(standing.values_list("region_code", "department_code"))


def _rows(change: Change) -> set[str]:
    """The figures of such a page that the change is told of."""
    charts = [names_of(change.system, year) for year in (change.year - 1, change.year)]
    codes = {code for code in (change.old, change.new) if code}.union(*charts)
    wanted = {
        code[:length] for code in codes for length in ROWS.get(change.system, ()) if len(code) >= length
    }
    return {Account(change.system, code).key for code in wanted if touches(change, code)}


def _described(change: CodeChange) -> str:
    """支出功能分类 2010308 → 2014004（2024年），已由本级财政核对，信访事务单列一款。"""
    checked = "已由本级财政核对" if change.is_checked else f"推定，把握{change.get_confidence_display()}"
    told = [str(change), checked, change.note, "不采用" if change.is_void else ""]
    return "，".join(each for each in told if each)
