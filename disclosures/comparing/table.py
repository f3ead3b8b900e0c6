"""The table of a comparison: budgets side by side, row by row, with what must be said of them. Asks nothing of a database.

What is not known stays unknown, and what a budget does not list is no 0: each cell says which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from budgets.catalogue import MONEY, PEOPLE
from budgets.ledger import LEVELS
from budgets.money import percent

from .accounts import Account, name_of
from .comparability import Break, Comparability, Crosswalk
from .spread import ratio

FUNCTION = "function"
TOTAL, ACTUAL, RUNNING = "expenditure.total", "staff.actual", "running"
PERCENT = "%"
Figures = Mapping[tuple[int, str], "Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One figure of a version in force. ``value`` is exact, in its unit; None is not known. ``url`` is where it stands."""

    value: Decimal | None
    unit: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """One budget of a comparison: ``pk`` of its publication, and the version that stands."""

    pk: int
    region: str
    department: str
    year: int
    region_name: str
    name: str
    short_name: str
    kind: str
    number: int
    sha256: str
    published_at: datetime
    url: str

    @property
    def place(self) -> str:
        """As addresses name it: 310107-105-2025."""
        return f"{self.region}-{self.department}-{self.year}"


class State(StrEnum):
    """Why a cell says what it says."""

    KNOWN = "known"
    UNKNOWN = "unknown"  # the budget has it, and does not say how much
    ABSENT = "absent"  # the budget does not list it
    UNTOLD = "untold"  # the budget does not go into such detail


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one budget. ``share`` is in percent of its own total, ``meter`` how long its bar is, in percent;
    ``code`` is the account it stood under in its own year where that is another; ``is_unchanged``: it is the rate of a
    change of nothing at all."""

    state: State
    value: Decimal | None = None
    unit: str = MONEY
    share: Decimal | None = None
    meter: Decimal | None = None
    url: str = ""
    code: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``label`` is in the language of the page, or the Chinese name of an account."""

    label: str
    cells: tuple[Cell, ...]
    key: str = ""
    account: Account | None = None
    is_signed: bool = False
    notes: tuple[int, ...] = ()

    @property
    def level(self) -> int:
        """1 类, 2 款, 3 项; 0 of what is no account."""
        return self.account.level if self.account else 0


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row that every comparison has. ``in_share``: its share of the total is told too; ``if_any``: only where a budget
    has it."""

    key: str
    label: str
    in_share: bool = False
    if_any: bool = False
    is_signed: bool = False


GROUPS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        gettext_noop("Totals"),
        (
            Line(TOTAL, gettext_noop("Total budget")),
            Line("expenditure.grant.total", gettext_noop("of which fiscal appropriation"), in_share=True),
            Line("expenditure.total.change", gettext_noop("More or less than last year"), is_signed=True),
            Line("expenditure.total.percent", gettext_noop("Change against last year"), is_signed=True),
        ),
    ),
    (FUNCTION, ()),
    (
        gettext_noop("By nature"),
        (
            Line("expenditure.basic", gettext_noop("Basic expenditure"), in_share=True),
            Line("expenditure.project", gettext_noop("Project expenditure"), in_share=True),
            Line("expenditure.operating", gettext_noop("Operating expenditure"), in_share=True, if_any=True),
            Line(
                "expenditure.upward", gettext_noop("Paid to the authority above"), in_share=True, if_any=True
            ),
            Line(
                "expenditure.downward",
                gettext_noop("Subsidies to attached units"),
                in_share=True,
                if_any=True,
            ),
            Line("expenditure.carry", gettext_noop("Carried into next year"), in_share=True, if_any=True),
        ),
    ),
    (
        gettext_noop("The three public expenses"),
        (
            Line("three-public.total", gettext_noop("All three"), in_share=True),
            Line("three-public.abroad", gettext_noop("Official trips abroad")),
            Line("three-public.vehicles", gettext_noop("Official vehicles")),
            Line("three-public.purchase", gettext_noop("of which bought")),
            Line("three-public.running", gettext_noop("of which run")),
            Line("three-public.reception", gettext_noop("Official receptions")),
            Line("three-public.total.change", gettext_noop("More or less than last year"), is_signed=True),
        ),
    ),
    (
        gettext_noop("Running and procurement"),
        (
            Line(RUNNING, gettext_noop("Running costs of offices"), in_share=True),
            Line("meeting", gettext_noop("Meetings"), if_any=True),
            Line("training", gettext_noop("Training"), if_any=True),
            Line("procurement.total", gettext_noop("Government procurement"), in_share=True),
            Line("procurement.goods", gettext_noop("Goods")),
            Line("procurement.works", gettext_noop("Works")),
            Line("procurement.services", gettext_noop("Services")),
        ),
    ),
    (
        gettext_noop("Staff"),
        (
            Line("staff.posts", gettext_noop("Authorised posts")),
            Line(ACTUAL, gettext_noop("Staff in post")),
        ),
    ),
)
KEYS = frozenset(line.key for _label, lines in GROUPS for line in lines)


@dataclass(frozen=True)
class Comparison:
    """Budgets side by side. ``breaks`` are what is said of codes that changed between the years of the columns."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    breaks: tuple[Break, ...]

    @cached_property
    def years(self) -> list[int]:
        return sorted({column.year for column in self.columns})

    def has(self, state: State) -> bool:
        return any(cell.state == state for group in self.groups for row in group.rows for cell in row.cells)


def compared(
    columns: Sequence[Column],
    figures: Figures,
    *,
    level: int = 1,
    accounts: Iterable[Account] = (),
    crosswalk: Crosswalk,
) -> Comparison:
    """The table. ``level``: how far down the functions go (1 类, 2 款, 3 项); ``accounts`` have a group of their own."""
    return _Table(tuple(columns), figures, crosswalk).compared(level, tuple(accounts))


class _Table:
    def __init__(self, columns: tuple[Column, ...], figures: Figures, crosswalk: Crosswalk) -> None:
        self.columns, self.figures, self.crosswalk = columns, figures, crosswalk
        self.newest = max((column.year for column in columns), default=0)
        self.oldest = min((column.year for column in columns), default=0)
        self.breaks: dict[Break, int] = {}
        self.totals = [self._value(column, TOTAL) for column in columns]

    def compared(self, level: int, accounts: tuple[Account, ...]) -> Comparison:
        groups = []
        if accounts:
            groups.append(Group(_("Chosen accounts"), tuple(map(self._account, accounts))))
        for label, lines in GROUPS:
            if label == FUNCTION:
                groups.append(Group(_("By function"), tuple(self._functions(level))))
            else:
                groups.append(Group(_(label), tuple(self._lines(lines))))
        groups[-1] = replace(groups[-1], rows=(*groups[-1].rows, self._per_head()))
        total, *others = groups if not accounts else (groups[1], groups[0], *groups[2:])
        return Comparison(self.columns, (total, *others), tuple(self.breaks))

    # Rows

    def _lines(self, lines: Iterable[Line]) -> Iterator[Row]:
        for line in lines:
            cells = tuple(
                self._cell(column, line.key, in_share=line.in_share, total=total)
                for column, total in zip(self.columns, self.totals, strict=True)
            )
            if line.if_any and not any(cell.value for cell in cells):
                continue
            if line.key == TOTAL:
                cells = _measured(cells)
            yield Row(_(line.label), cells, line.key, is_signed=line.is_signed)

    def _functions(self, level: int) -> Iterator[Row]:
        lengths = LEVELS["f"][:level]
        codes = {
            self.crosswalk.code_in(FUNCTION, code, column.year, self.newest)
            for column in self.columns
            for code in self._codes(column)
            if len(code) in lengths
        }
        for code in sorted(codes):
            yield self._account(Account(FUNCTION, code))

    def _codes(self, column: Column) -> list[str]:
        """The function codes that a budget lists."""
        before = "expenditure.f"
        codes = (
            key.removeprefix(before) for pk, key in self.figures if pk == column.pk and key.startswith(before)
        )
        return [code for code in codes if code.isdigit()]

    def _account(self, account: Account) -> Row:
        own = [
            account.with_code(self.crosswalk.code_in(account.system, account.code, self.newest, column.year))
            for column in self.columns
        ]
        cells = []
        for column, mine, total in zip(self.columns, own, self.totals, strict=True):
            cell = self._cell(column, mine.key, in_share=account.system != "source", total=total)
            if cell.state == State.ABSENT and self._is_untold(column, mine):
                cell = replace(cell, state=State.UNTOLD)
            if mine != account and cell.state != State.ABSENT:
                cell = replace(cell, code=mine.code)
            cells.append(replace(cell, meter=cell.share))
        return Row(
            self._name(account, own),
            tuple(cells),
            account.key,
            account,
            notes=self._noted(
                self.crosswalk.comparability(account.system, account.code, self.oldest, self.newest)
            ),
        )

    def _name(self, account: Account, own: list[Account]) -> str:
        """As the newest of the budgets prints it that has it."""
        printed = [
            (column.year, found.label)
            for column, mine in zip(self.columns, own, strict=True)
            if mine == account and (found := self.figures.get((column.pk, mine.key)))
        ]
        newest = [label for _year, label in sorted(printed, reverse=True)]
        return name_of(account, range(self.newest, self.oldest - 1, -1), newest)

    def _is_untold(self, column: Column, account: Account) -> bool:
        """Whether a budget has money under the heading, and nothing below it at this level."""
        if account.system != FUNCTION or len(account.code) == LEVELS["f"][0]:
            return False
        heading = account.code[: LEVELS["f"][0]]
        is_spent = bool(self._value(column, Account(FUNCTION, heading).key))
        return is_spent and not any(
            code.startswith(heading) and len(code) == len(account.code) for code in self._codes(column)
        )

    def _per_head(self) -> Row:
        """What the offices cost to run for each of the staff in post: reckoned here, printed in no budget."""
        cells = []
        for column in self.columns:
            running, staff = self._value(column, RUNNING), self._value(column, ACTUAL)
            value = ratio(running, staff)
            cells.append(Cell(State.UNKNOWN if value is None else State.KNOWN, value))
        return Row(_("Running costs for each of the staff"), tuple(cells), "running.per-staff")

    # Cells

    def _value(self, column: Column, key: str) -> Decimal | None:
        found = self.figures.get((column.pk, key))
        return found.value if found else None

    def _cell(self, column: Column, key: str, *, in_share: bool, total: Decimal | None) -> Cell:
        found = self.figures.get((column.pk, key))
        if found is None:
            return Cell(State.ABSENT, unit=_unit_of(key))
        is_unchanged = is_of_nothing(self.figures, column, key)
        if found.value is None:
            return Cell(State.UNKNOWN, unit=found.unit, url=found.url, is_unchanged=is_unchanged)
        share = percent(found.value, total) if in_share and total else None
        return Cell(State.KNOWN, found.value, found.unit, share, share, found.url, is_unchanged=is_unchanged)

    def _noted(self, found: Comparability) -> tuple[int, ...]:
        """The numbers of what is to be said below the table, each said once."""
        return tuple(self.breaks.setdefault(each, len(self.breaks) + 1) for each in found.breaks)


def codes_in(figures: Figures, level: int) -> set[str]:
    """The codes of functions that budgets list, down to a level."""
    before = "expenditure.f"
    codes = {key.removeprefix(before) for _pk, key in figures if key.startswith(before)}
    return {code for code in codes if code.isdigit() and len(code) in LEVELS["f"][:level]}


def is_of_nothing(figures: Figures, column: Column, key: str) -> bool:
    """Whether a figure is the rate of a change of nothing at all: what changed by little has a rate of 0.00 % too."""
    base, _dot, view = key.rpartition(".")
    change = figures.get((column.pk, f"{base}.change")) if view == "percent" else None
    return change is not None and change.value == 0


def _unit_of(key: str) -> str:
    if key.endswith(".percent"):
        return PERCENT
    return PEOPLE if key.startswith("staff.") else MONEY


def _measured(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Bars as long as the amounts, the largest whole."""
    largest = max((cell.value for cell in cells if cell.value is not None), default=None)
    if not largest or largest < 0:
        return cells
    return tuple(
        cell if cell.value is None else replace(cell, meter=percent(max(cell.value, Decimal(0)), largest))
        for cell in cells
    )
