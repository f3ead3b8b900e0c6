"""How comparisons are printed: every amount, share and sign of a comparing page is made here, and nowhere in a template."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.catalogue import MONEY
from budgets.money import MINUS, WANYUAN, YUAN, percent, printed, rounded

from .table import PERCENT, Cell, Comparison, Group, Row, State

DASH = "–"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``is_word``: it is no number but why there is none; ``meter``: how long the bar is, in a box of 100."""

    text: str
    share: str = ""
    meter: str = ""
    url: str = ""
    code: str = ""
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    label: str
    code: str
    level: int
    is_chinese: bool
    notes: tuple[int, ...]
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    label: str
    rows: tuple[ShownRow, ...]


def amount(value: Decimal, *, is_signed: bool = False) -> str:
    """An amount of 元, in the unit that the tables of these pages are in: 万元."""
    sign = "+" if is_signed and rounded(value, WANYUAN) > 0 else ""
    return f"{sign}{printed(value, WANYUAN)}"


def yuan(value: Decimal) -> str:
    """An amount in 元, where 万元 would round it away: for each inhabitant."""
    return printed(value, YUAN)


def rate(value: Decimal, *, is_signed: bool = False) -> str:
    """A percentage with its sign: +3.57%, −5.31%."""
    sign = "+" if is_signed and value > 0 else ""
    return f"{sign}{value:,.2f}%".replace("-", MINUS)


def count(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def value(number: Decimal, unit: str, *, is_signed: bool = False) -> str:
    """A number in its unit, as the pages print it."""
    if unit == MONEY:
        return amount(number, is_signed=is_signed)
    return rate(number, is_signed=is_signed) if unit == PERCENT else count(number)


def share(part: Decimal, whole: Decimal | None) -> str:
    """A part in percent of its whole; empty where there is none."""
    found = percent(part, whole) if whole else None
    return "" if found is None else rate(found)


def groups(comparison: Comparison) -> list[ShownGroup]:
    return [_group(group) for group in comparison.groups if group.rows]


def _group(group: Group) -> ShownGroup:
    return ShownGroup(group.label, tuple(_row(row) for row in group.rows))


def _row(row: Row) -> ShownRow:
    return ShownRow(
        label=row.label,
        code=row.account.code if row.account else "",
        level=row.level,
        is_chinese=row.is_chinese,
        notes=row.notes,
        cells=tuple(_cell(cell, row) for cell in row.cells),
    )


def _cell(cell: Cell, row: Row) -> ShownCell:
    if cell.value is None:
        return ShownCell(_why_not(cell, row), is_word=True)
    return ShownCell(
        text=value(cell.value, cell.unit, is_signed=row.is_signed),
        share="" if cell.share is None else rate(cell.share),
        meter="" if cell.meter is None else f"{min(max(cell.meter, Decimal(0)), Decimal(100)):f}",
        url=cell.url,
        code=cell.code,
    )


def _why_not(cell: Cell, row: Row) -> str:
    if row.is_signed:
        return _("not comparable")
    match cell.state:
        case State.UNTOLD:
            return _("not told in such detail")
        case State.ABSENT if row.account is not None:
            return DASH
    return _("not disclosed")
