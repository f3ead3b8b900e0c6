"""Reading one cell of our own workbook: what it may hold, and what is said where it does not (security.md §5.4, rows 82–90).

A workbook is anything with the attributes below; whoever opens files of others gives such (disclosures/intake).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from ..forms import CountField
from ..money import MESSAGES, AmountError, Unit
from .amounts import DATE, FAULT, UNCOUNTED, amount_in, found_in
from .cells import address
from .contents import Level, Origin, Problem

READ_AS = "收到日期，已读作 {}"
#: No amount has so many digits, before the point or behind it.
MOST_DIGITS = 30
#: No program has numbers beyond this power of ten.
MOST_EXPONENT = 308


class Cell(Protocol):
    """``kind``: text, number, date, bool, error, uncounted (a formula without a result). A number's ``text`` is its plain
    decimal, a date's ISO; ``raw`` is what the file holds."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_formula(self) -> bool: ...
    @property
    def raw(self) -> str: ...


class Sheet(Protocol):
    """Rows and columns are counted from 0; a merged area is (top, left, bottom, right)."""

    @property
    def name(self) -> str: ...
    @property
    def is_hidden(self) -> bool: ...
    @property
    def cells(self) -> Mapping[tuple[int, int], Any]: ...
    @property
    def merged(self) -> Iterable[tuple[int, int, int, int]]: ...
    @property
    def hidden_rows(self) -> Set[int]: ...
    @property
    def hidden_columns(self) -> Set[int]: ...


class Workbook(Protocol):
    @property
    def sheets(self) -> Iterable[Any]: ...


def ranges(numbers: Iterable[int]) -> str:
    """3、5–7 of 3, 5, 6, 7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def is_blank(cell: Cell | None) -> bool:
    return cell is None or (cell.kind == "text" and not cell.text.strip())


def text_of(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return "" if cell is None else str(cell.text).strip()


@dataclass
class Place:
    """A cell and where it stands; ``head`` is its column's, ``about`` names the figure."""

    sheet: Sheet
    table: str
    row: int
    column: int
    head: str
    about: str = ""

    @property
    def origin(self) -> Origin:
        return Origin(self.sheet.name, address(self.row, self.column), self.row + 1, self.table)

    @property
    def cell(self) -> Cell | None:
        cell = self.sheet.cells.get((self.row, self.column))
        return None if is_blank(cell) else cell


@dataclass
class Cells:
    """Reads the cells of one sheet and notes what is wrong. What cannot be read is None."""

    sheet: Sheet
    table: str
    problems: list[Problem] = field(default_factory=list)
    computed: list[int] = field(default_factory=list)

    def say(
        self,
        level: Level,
        place: Place,
        wanted: str,
        *,
        found: str | None = None,
        suggestion: str = "",
        kind: str = "",
    ) -> None:
        shown = found if found is not None else found_in(place.cell) if place.cell else ""
        can_be_mended = level is not Level.NOTICE
        self.problems.append(
            Problem(level, place.origin, shown, wanted, suggestion, place.about, can_be_mended, kind)
        )

    def fault(self, place: Place, wanted: str, *, found: str | None = None, suggestion: str = "") -> None:
        self.say(Level.ERROR, place, wanted, found=found, suggestion=suggestion)

    def notices(self) -> Iterator[Problem]:
        """What is told once for the whole sheet: which rows were computed."""
        if self.computed:
            words = f"第 {ranges(self.computed)} 行含公式，已取计算值"
            origin = Origin(self.sheet.name, "", min(self.computed), self.table)
            yield Problem(Level.NOTICE, origin, "", words, kind="formula")

    def sound(self, place: Place) -> Cell | None:
        """The cell, if it holds anything that can be read."""
        cell = place.cell
        if cell is None:
            return None
        if cell.kind == "uncounted":
            self.fault(place, UNCOUNTED, found="（公式无结果）")
            return None
        if cell.kind == "error" and not cell.text.startswith("#"):
            self.fault(place, MESSAGES["invalid"])  # a number that is none: NaN, 1E400
            return None
        if cell.kind == "error":
            self.fault(place, f"第 {place.row + 1} 行‘{place.head}’：{FAULT.format(cell.text)}")
            return None
        if cell.is_formula:
            self.computed.append(place.row + 1)
        return cell

    # Amounts and counts

    def amount(self, place: Place, unit: Unit, *, may_be_negative: bool = False) -> Decimal | None:
        """元 of an amount in ``unit``; None where there is none, or none that can be read."""
        cell = self._number(place)
        if cell is None:
            return None
        read = amount_in(cell, unit)
        if read.yuan is None:
            self.fault(place, read.wanted, suggestion=read.suggestion)
        elif read.yuan < 0 and not may_be_negative:
            self.fault(place, MESSAGES["negative"])
            return None
        if read.note:
            self.say(Level.NOTICE, place, read.note)
        return read.yuan

    def count(self, place: Place, *, places: int = 2) -> Decimal | None:
        """People, vehicles, m²."""
        cell = self._number(place)
        if cell is None:
            return None
        exact = amount_in(cell, Unit.YUAN).yuan if cell.kind == "number" else None
        try:
            typed = CountField(places=places).read(cell.text if exact is None else f"{exact:f}")
        except AmountError as error:
            self.fault(place, str(error))
            return None
        if typed.note:
            self.say(Level.NOTICE, place, typed.note)
        return typed.yuan

    def _number(self, place: Place) -> Cell | None:
        cell = self.sound(place)
        if cell is not None and cell.kind == "date":
            self.fault(place, DATE)
            return None
        if cell is not None and cell.kind == "number" and _decimal(cell.raw) is None:
            self.fault(place, MESSAGES["limit" if _is_huge(cell.raw) else "invalid"])
            return None
        return cell

    # Words

    def text(self, place: Place) -> str:
        """Words as they stand; cleaned and measured where they are stored."""
        cell = self.sound(place)
        if cell is None:
            return ""
        if cell.kind == "date":
            self.say(Level.NOTICE, place, READ_AS.format(cell.text))
        return plain_number(cell) if cell.kind == "number" else cell.text.strip()


def plain_number(cell: Cell) -> str:
    """A number as somebody would type it: 105001 of 105001.0."""
    value = _decimal(cell.raw)
    if value is None:
        return cell.text
    return f"{value.normalize():f}"


def _is_huge(text: str) -> bool:
    """1E+300: a number as programs have them, and more than any amount; 1E400 is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and MOST_DIGITS <= value.adjusted() <= MOST_EXPONENT


def _decimal(text: str) -> Decimal | None:
    """A number that can be meant; None for NaN, 1E400 and the like."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < MOST_DIGITS else None
