"""How figures read on public pages: every amount, rate, share and count that a page prints is made here.

In 万元, 元 and percent a figure reads as the documents print it, whose tables are fixed: what rounds to nothing is 0.00 and
has no sign; only what is the same to the 分 is said to be unchanged. No document prints 亿元 or amounts per head: there,
what rounds to nothing is said to be less than the least (<0.0001).
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from budgets.catalogue import AREA, MONEY
from budgets.money import MINUS, STEPS, WANYUAN, YUAN, Unit, percent, printed, rounded

PERCENT = "%"


def amount(value: Decimal, unit: Unit = WANYUAN, *, is_signed: bool = False) -> str:
    """元, in ``unit``; 元 themselves may have more decimals than two where they are per head."""
    near = rounded(value, unit)
    if value and not near and unit != WANYUAN:
        least = f"{STEPS[unit]:f}"
        return f"<{least}" if value > 0 else f">{MINUS}{least}"
    return f"{'+' if is_signed and near > 0 else ''}{printed(value, unit)}"


def percentage(value: Decimal, *, is_signed: bool = False) -> str:
    """+3.57%, −5.31%."""
    near = rounded(value, YUAN)  # two places, as 元 have
    return f"{'+' if is_signed and near > 0 else ''}{printed(near, YUAN)}{PERCENT}"


def rate(change: Decimal | None, in_percent: Decimal | None) -> str:
    """Against last year: a percentage with its sign, 持平 or 不可比. ``change`` is exact, None where it is not
    known; no percentage is known where last year was 0 either."""
    if change == 0:
        return gettext("unchanged")
    if in_percent is None:
        return gettext("not comparable")
    return percentage(in_percent, is_signed=True)


def share(part: Decimal, whole: Decimal | None) -> str:
    """A part in percent of its whole; 不可比 where there is none."""
    found = None if whole is None else percent(part, whole)
    return gettext("not comparable") if found is None else percentage(found)


def count(value: Decimal) -> str:
    """People and vehicles: as many places as there are."""
    return f"{value.normalize():,f}".replace("-", MINUS)


def number(value: Decimal, unit: str, *, is_signed: bool = False) -> str:
    """A figure in its unit, amounts in 万元; the words of the unit are not in it, but for the sign of percent."""
    if unit == MONEY:
        return amount(value, is_signed=is_signed)
    if unit == PERCENT:
        return percentage(value, is_signed=is_signed)
    return printed(value, YUAN) if unit == AREA else count(value)


def exact(value: Decimal, unit: str) -> str:
    """A figure to its last decimal, amounts in 元."""
    return printed(value, YUAN) if unit == MONEY else f"{value:,f}".replace("-", MINUS)
