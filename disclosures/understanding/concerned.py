"""Which departments' pages tell of a change of codes: those that have a figure of an account which the change takes money
into or out of, and which such a page has a row for. Others need not be made again when the finance office writes one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..comparing.accounts import LENGTHS, Account
from ..comparing.comparability import Change, names_of, touches
from ..models import StandingFigure

#: How long the codes are that a page has rows for: classes of function, all sources of income.
ROWS = {"function": LENGTHS["function"][:1], "source": LENGTHS["source"]}


@lru_cache(maxsize=2000)
def rows_of(change: Change) -> frozenset[str]:
    """The figures of a page over the years that a change is told of."""
    charts = [names_of(change.system, year) for year in (change.year - 1, change.year)]
    codes = {code for code in (change.old, change.new) if code}.union(*charts)
    wanted = {
        code[:length] for code in codes for length in ROWS.get(change.system, ()) if len(code) >= length
    }
    return frozenset(Account(change.system, code).key for code in wanted if touches(change, code))


def changes_of(keys: set[str], changes: Iterable[Change]) -> list[Change]:
    """Those that are told on the page of a department which has these figures."""
    return [change for change in changes if not keys.isdisjoint(rows_of(change))]


def departments_of(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """(region, department) of those whose page tells of any of these."""
    keys = {key for change in changes for key in rows_of(change)}
    standing = StandingFigure.objects.filter(key__in=keys).values_list("region_code", "department_code")
    return sorted(set(standing))
