"""How comparisons are printed: every amount, share and sign of a comparing page is made here, and nowhere in a template."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.catalogue import MONEY

from .. import printing
from ..english import Untranslated, in_english
from ..understanding.units import NAMES, UNITS, Choice, Way
from .accounts import Account
from .table import Cell, Comparison, Group, Row, State

DASH = "–"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``ways``: an amount in every unit that a reader may choose; ``is_word``: it is no number but why there is none;
    ``meter``: how long the bar is, in a box of 100."""

    text: str
    ways: tuple[Way, ...] = ()
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


# Units ------------------------------------------------------------------------------------------------------------


def choice() -> Choice:
    """The units that a reader chooses from: the one place where these pages offer them."""
    return Choice(tuple(Way(css, _(NAMES[css])) for css in UNITS), has_heads=False)


def unit_words() -> tuple[Way, ...]:
    """What a table is headed by in each unit."""
    return tuple(Way(way.css, _("Unit: %(unit)s") % {"unit": way.text}) for way in choice().ways)


def ways(value: Decimal, *, is_signed: bool = False) -> tuple[Way, ...]:
    """An amount of 元 in each unit."""
    return tuple(Way(css, printing.amount(value, unit, is_signed=is_signed)) for css, unit in UNITS.items())


def between(low: Decimal, high: Decimal) -> tuple[Way, ...]:
    return tuple(Way(a.css, f"{a.text} – {b.text}") for a, b in zip(ways(low), ways(high), strict=True))


def html(told: tuple[Way, ...]) -> SafeString:
    """An amount in each unit, as templates/disclosures/_amount.html has it."""
    return format_html_join("", '<span class="as-{}">{}</span>', ((way.css, way.text) for way in told))


# Rows -----------------------------------------------------------------------------------------------------------------


def groups(comparison: Comparison) -> list[ShownGroup]:
    return [_group(group) for group in comparison.groups if group.rows]


def _group(group: Group) -> ShownGroup:
    return ShownGroup(group.label, tuple(_row(row) for row in group.rows))


def called(account: Account, name: str) -> tuple[str, bool]:
    """The name of an account on this page, and whether it stays Chinese there: those of the 类 are said in English."""
    if get_language() == settings.LANGUAGE_CODE or account.level != 1:
        return name, True
    try:
        return in_english(name), False
    except Untranslated:
        return name, True


def _row(row: Row) -> ShownRow:
    label, is_chinese = called(row.account, row.label) if row.account else (row.label, False)
    return ShownRow(
        label=label,
        code=row.account.code if row.account else "",
        level=row.level,
        is_chinese=is_chinese,
        notes=row.notes,
        cells=tuple(_cell(cell, row) for cell in row.cells),
    )


def _cell(cell: Cell, row: Row) -> ShownCell:
    if cell.is_unchanged:
        return ShownCell(_("unchanged"), url=cell.url)
    if cell.value is None:
        return ShownCell(_why_not(cell, row), is_word=True)
    return ShownCell(
        text=printing.number(cell.value, cell.unit, is_signed=row.is_signed),
        ways=ways(cell.value, is_signed=row.is_signed) if cell.unit == MONEY else (),
        share="" if cell.share is None else printing.percentage(cell.share),
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
