"""The cells of an official workbook that say money or counts: exact, with their keys and where they stand, and what is
wrong with those that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgets.catalogue import AREA, MONEY
from budgets.facts import Place, PrintedTable, Reading, Said, Unread
from budgets.intake.amounts import Amount, amount_in
from budgets.intake.cells import Text
from budgets.intake.contents import Level, Origin, Problem
from budgets.intake.units import UNITS
from budgets.keys import is_of_no_budget, parted
from budgets.ledger import ZERO
from budgets.money import (
    CENT,
    LIMIT,
    MESSAGES,
    WANYUAN,
    YUAN,
    YUAN_IN,
    AmountError,
    CountField,
    Unit,
    parse_amount,
)

from ..reading.meanings import unit_of

#: By so much a number may miss the 分 because a program counts in binary (security.md, row 87); in 元.
NOISE = Decimal("0.000001")
UNCOUNTED, UNCOUNTED_WORDS = "（公式）", "公式没有计算结果，请用 Excel 打开并保存"
ERROR_VALUE = re.compile(r"#[A-Z/0!?]+")
DATE = re.compile(r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?.*")
FAULT = re.compile(r"工作表“(?P<sheet>.+)”第 \d+ 行‘(?P<cell>[A-Z]+\d+)’：(?P<words>.*)")
FORMULAS = re.compile(r"工作表“(?P<sheet>.+)”有\d+个公式没有计算结果，.*（(?P<cells>[A-Z\d、]+)等?）")
NO_TABLE = "没有认出这是什么表"
NO_UNIT = "没有注明金额单位"
UNKNOWN = "没有认出这 {} 个数是什么，不会导入。请核对表头和科目编码"
HIDDEN = "含隐藏的行、列或工作表（{}），其中有数。请确认这些数也要导入"
MOST_NAMED = 3
#: Counted with decimals; everything else but money in whole numbers.
WITH_DECIMALS = (AREA, "%")
#: Tables of income beside expenditure.
TWO_SIDED = ("balance", "grant")


@dataclass(frozen=True, slots=True)
class Stand:
    """One figure as a cell states it: ``value`` in 元 (or in what the item is counted in), exact to the 分. ``is_side``: it
    stands in a table of two sides (收支总表), which repeats what others tell by code."""

    key: str
    value: Decimal
    origin: Origin
    label: str = ""
    is_blank: bool = False
    unit: str = MONEY
    is_count: bool = False
    is_side: bool = False
    is_empty: bool = False  # blank, and without a dash, which says that nothing is stated


@dataclass(slots=True)
class Cells:
    """Everything that the tables state, and what is wrong in them; ``has_gaps``: an amount could not be read, so that no
    sum can be judged. ``kinds`` are the tables that are there, also where they are empty."""

    stands: list[Stand]
    problems: list[Problem]
    kinds: list[PrintedTable]

    @property
    def has_gaps(self) -> bool:
        return any(problem.level is Level.ERROR for problem in self.problems)


def cells_of(reading: Reading, mended: Mapping[str, str]) -> Cells:
    """The figures of all tables; ``mended`` are values typed instead of what stands in a cell, by ``Problem.place``."""
    found = Cells([], [], [table for table in reading.tables if table.kind])
    tables = {table.place.scope: table for table in reading.tables}
    for table in reading.tables:
        strange: list[Said] = []
        for said in table.said:
            if said.place.cell in mended:
                origin = origin_of(said.place, table.title)
                typed = _Typed(said.key, origin, said.label, said.unit, _unit_of(table.unit), _is_side(table))
                typed.into(found, mended[said.place.cell])
            elif is_of_no_budget(said.key):
                strange += [said] if said.value else []
            else:
                _take(found, said, table)
        if strange:
            found.problems.append(_not_known(strange, table))
    for unread in reading.unread:
        found.problems += _unreadable(found, unread, tables.get(unread.place.scope), mended)
    found.problems += _hidden(reading)
    found.problems = list({(p.key, p.wanted): p for p in found.problems}.values())
    return found


def origin_of(place: Place, table: str = "") -> Origin:
    sheet, _, cell = place.cell.rpartition("!")
    row = re.search(r"\d+$", cell)
    return Origin(sheet, cell, int(row[0]) if row else 0, table)


# Cells that can be read -------------------------------------------------------------------------------------------


def _take(found: Cells, said: Said, table: PrintedTable) -> None:
    origin = origin_of(said.place, table.title)
    is_empty = said.is_blank and not said.place.quote.strip()
    if said.unit != MONEY:
        found.stands.append(
            Stand(
                said.key, said.value, origin, said.label, said.is_blank, said.unit,
                is_count=True, is_empty=is_empty,
            )
        )  # fmt: skip
        return
    value = _to_the_cent(said.value)
    if value is None:
        unit, shown = _unit_of(table.unit), said.place.quote
        words = MESSAGES["limit"] if abs(said.value) > LIMIT else _read(shown, unit).wanted
        found.problems.append(_no_amount(shown, words, origin, said.label, _fitting(said.value, unit)))
        return
    found.stands.append(
        Stand(
            said.key, value, origin, said.label, said.is_blank, is_side=_is_side(table), is_empty=is_empty
        )
    )  # fmt: skip


def _is_side(table: PrintedTable | None) -> bool:
    return table is not None and table.kind in TWO_SIDED


def _to_the_cent(value: Decimal) -> Decimal | None:
    """An amount in whole 分 (two places), None where it is none or more than any budget has."""
    if abs(value) > LIMIT:
        return None
    near = value.quantize(CENT)
    return (near or ZERO) if abs(near - value) < NOISE else None


def _fitting(value: Decimal, unit: Unit) -> str:
    """元 to the 分 as it would be typed; empty where nothing fits."""
    if abs(value) > LIMIT:
        return ""
    return f"{(value.quantize(CENT) / YUAN_IN[unit]).normalize():f}"


def _unit_of(printed: str) -> Unit:
    return WANYUAN if printed == "万元" else YUAN


@dataclass(frozen=True, slots=True)
class _Typed:
    """A cell for which something is typed: the figure that it says, ``counted`` in 元, 人, 辆, …; ``unit`` is of money."""

    key: str
    origin: Origin
    label: str
    counted: str
    unit: Unit
    is_side: bool

    def into(self, found: Cells, typed: str) -> None:
        is_count = self.counted != MONEY
        try:
            value = self._count(typed) if is_count else parse_amount(typed, unit=self.unit).yuan
        except AmountError as error:
            found.problems.append(_no_amount(typed, str(error), self.origin, self.label))
            return
        found.stands.append(
            Stand(
                self.key, value, self.origin, self.label,
                unit=self.counted, is_count=is_count, is_side=self.is_side,
            )
        )  # fmt: skip

    def _count(self, typed: str) -> Decimal:
        return CountField(places=2 if self.counted in WITH_DECIMALS else 0).read(typed).yuan


# Cells that cannot ------------------------------------------------------------------------------------------------


def _unreadable(
    found: Cells, unread: Unread, table: PrintedTable | None, mended: Mapping[str, str]
) -> Iterator[Problem]:
    place = unread.place
    if place.cell:
        yield from _not_an_amount(found, unread, table, mended)
    elif fault := FAULT.search(unread.reason):
        origin = Origin(fault["sheet"], fault["cell"], _row(fault["cell"]))
        if origin_key(origin) not in mended:
            yield Problem(Level.ERROR, origin, "", fault["words"], can_be_mended=True)
    elif uncounted := FORMULAS.search(unread.reason):
        for cell in uncounted["cells"].split("、"):
            origin = Origin(uncounted["sheet"], cell, _row(cell))
            if origin_key(origin) not in mended:
                yield Problem(Level.ERROR, origin, "", UNCOUNTED_WORDS, can_be_mended=True)
    else:
        level = Level.QUESTION if NO_UNIT in unread.reason else Level.NOTICE
        words = f"{unread.reason}，没有导入" if unread.reason.startswith(NO_TABLE) else unread.reason
        yield Problem(level, Origin(table=place.text), place.quote, words, kind="reading")


def _not_an_amount(
    found: Cells, unread: Unread, table: PrintedTable | None, mended: Mapping[str, str]
) -> Iterator[Problem]:
    place = unread.place
    unit = _unit_of(unread.unit)
    origin, typed = origin_of(place, table.title if table else ""), mended.get(place.cell)
    if typed is None:
        read = _read(place.quote, unit)
        yield _no_amount(place.quote, read.wanted, origin, _about(place), read.suggestion)
        return
    counted = unread.unit if unread.unit not in ("", *UNITS) else unit_of(parted(unread.key)[0])
    _Typed(unread.key, origin, _about(place), counted, unit, _is_side(table)).into(found, typed)


def origin_key(origin: Origin) -> str:
    return f"{origin.sheet}!{origin.cell}"


def _row(cell: str) -> int:
    return int(re.sub(r"\D", "", cell) or 0)


def _about(place: Place) -> str:
    return " · ".join(place.text.split(" · ")[1:]) or place.text


def _no_amount(found: str, wanted: str, origin: Origin, about: str, suggestion: str = "") -> Problem:
    return Problem(Level.ERROR, origin, found, wanted, suggestion, about, can_be_mended=True)


def _read(text: str, unit: Unit) -> Amount:
    """What stands in a cell for an amount: what is wrong with it, and what would fit."""
    if UNCOUNTED in text:
        return Amount(wanted=UNCOUNTED_WORDS)
    if error := ERROR_VALUE.fullmatch(text.strip()):
        return Amount(wanted=f"公式错误 {error[0]}")
    if DATE.fullmatch(text.strip()):
        return Amount(wanted="应为金额，收到日期")
    read = amount_in(Text(text), unit)
    return read if read.wanted else Amount(wanted="不是有效金额")


def _not_known(strange: list[Said], table: PrintedTable) -> Problem:
    """Amounts under heads or in rows that nobody knows: one question a table, not one a cell."""
    named = "、".join(said.label for said in strange[:MOST_NAMED])
    more = "等" if len(strange) > MOST_NAMED else ""
    origin = origin_of(strange[0].place, table.title)
    return Problem(Level.QUESTION, origin, f"{named}{more}", UNKNOWN.format(len(strange)), kind="unknown")


def _hidden(reading: Reading) -> Iterable[Problem]:
    """One question a sheet (security.md, row 92)."""
    cells: dict[str, list[Place]] = {}
    for table in reading.tables:
        for said in table.said:
            if said.place.is_hidden and said.value:
                cells.setdefault(said.place.cell.rpartition("!")[0], []).append(said.place)
    for sheet, places in cells.items():
        rows = sorted({origin_of(place).row for place in places})
        named = "、".join(f"第 {row} 行" for row in rows[:MOST_NAMED]) + (
            "等" if len(rows) > MOST_NAMED else ""
        )
        yield Problem(
            Level.QUESTION, Origin(sheet, "", rows[0]), "", HIDDEN.format(f"{sheet} {named}"), kind="hidden"
        )
