"""In what an official workbook counts: units that are none of ours, codes that became numbers, a cover that says otherwise.

Amounts are read by the units that their tables print; here it is said where that would be wrong, at the cell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from budgets.facts import Reading
from budgets.intake.cells import address
from budgets.intake.contents import Level, Origin, Problem
from budgets.intake.lookup import CODE_IS_TEXT, SCIENTIFIC
from budgets.intake.units import UNITS, WANTED, strange_format, strange_unit
from budgets.money import NUMBER, SPACES

from .sheets import Cell, Sheet, Workbook

#: What tells a unit beside no table, as on a cover.
TOLD = re.compile(r"(?:金额|货币|计量)?单位[:：](?:人民币)?(?P<unit>万元|元)(?![\u4e00-\u9fff])")
LONGEST = 40
OTHER_UNIT = "这里写着金额单位为{}，表中写着{}（{}），按各表所写的单位读取，请确认"
MOST_NAMED = 3


def units_in(workbook: Workbook, reading: Reading) -> Iterator[Problem]:
    """Errors where amounts would be read in a unit that they are not in; a question where a cover and a table differ."""
    with_tables = {table.place.cell.rpartition("!")[0] for table in reading.tables}
    for sheet in workbook.sheets:
        yield from _strange(sheet, sheet.name in with_tables)
        if sheet.name not in with_tables:
            yield from _otherwise(sheet, reading)


def _strange(sheet: Sheet, has_tables: bool) -> Iterator[Problem]:
    """Above the first amount of a table; anywhere on another page, but there only where it is a line of its own."""
    top = min((row for (row, _c), cell in sheet.cells.items() if _is_amount(cell)), default=0)
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda each: each[0]):
        strange = strange_format(cell.format) if has_tables and cell.kind == "number" else ""
        if (
            cell.kind == "text"
            and len(cell.text) <= LONGEST
            and (row < top if has_tables else "单位" in cell.text)
        ):
            strange = strange_unit(cell.text)
        if strange:
            words = WANTED.format(strange)
            yield Problem(Level.ERROR, _origin(sheet, row, column), cell.text, words, kind="unit")


def _is_amount(cell: Cell) -> bool:
    return cell.kind == "number" or bool(NUMBER.fullmatch(cell.text.strip(SPACES)))


def _otherwise(sheet: Sheet, reading: Reading) -> Iterator[Problem]:
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda each: each[0]):
        found = TOLD.search("".join(cell.text.split())) if len(cell.text) <= LONGEST else None
        other = [t for t in reading.tables if found and t.unit in UNITS and t.unit != found["unit"]]
        if found and other:
            titles = "、".join(table.title for table in other[:MOST_NAMED])
            words = OTHER_UNIT.format(
                found["unit"], other[0].unit, titles + ("等" if len(other) > MOST_NAMED else "")
            )
            yield Problem(Level.QUESTION, _origin(sheet, row, column), cell.text, words, kind="unit")


def codes_in(workbook: Workbook, reading: Reading) -> Iterator[Problem]:
    """2.08E+06 in a table where no amount is wanted: a code that a program made a number of (security.md, row 89)."""
    with_tables = {table.place.cell.rpartition("!")[0] for table in reading.tables}
    amounts: Collection[str] = {unread.place.cell for unread in reading.unread}
    for sheet in (each for each in workbook.sheets if each.name in with_tables):
        for (row, column), cell in sorted(sheet.cells.items(), key=lambda each: each[0]):
            origin = _origin(sheet, row, column)
            is_code = cell.kind == "text" and SCIENTIFIC.fullmatch(cell.text.strip())
            if is_code and f"{origin.sheet}!{origin.cell}" not in amounts:
                yield Problem(Level.ERROR, origin, cell.text, CODE_IS_TEXT, kind="code")


def _origin(sheet: Sheet, row: int, column: int) -> Origin:
    return Origin(sheet.name, address(row, column), row + 1)
