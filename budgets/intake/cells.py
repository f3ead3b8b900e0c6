"""Rows and columns of cells, wherever they come from: a sheet of a workbook, or a block that somebody pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

#: A cell as programs copy it: in quotes where it holds a tab or the end of a line.
COPIED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)|([^\t\n]*)')
MOST_COLUMNS = 200
LONGEST_CELL = 2000
#: Heads are looked for in so many rows; what stands above them is a title.
FIRST_ROWS = 40


class Cell(Protocol):
    """What is asked of a cell: its text, exact where it is a number; what it is; whether a formula gave it."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_formula(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A cell of which only the text is known: pasted, or typed in place of what stood there."""

    text: str
    kind: str = "text"
    is_formula: bool = False


EMPTY = Text("")


@dataclass
class Grid:
    """Cells by row and column, both counted from 0; rows without any are not here. ``hidden`` are rows, and
    ``hidden_columns`` columns, that the program does not show; ``merged`` areas as (top, left, bottom, right)."""

    sheet: str
    rows: dict[int, dict[int, Any]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    mended: dict[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Any:
        return self.rows.get(row, {}).get(column, EMPTY)

    def text(self, row: int, column: int) -> str:
        return str(self.cell(row, column).text).strip()

    @property
    def width(self) -> int:
        return max((max(cells) for cells in self.rows.values() if cells), default=-1) + 1

    def mend(self, typed: Mapping[str, str]) -> None:
        """Lay what was typed over the cells; ``typed`` by place, as ``Problem.place`` gives it."""
        for place, text in typed.items():
            sheet, _, cell = place.rpartition("!")
            if sheet == self.sheet and (at := position(cell)):
                self.mended[at] = text
                self.rows.setdefault(at[0], {})[at[1]] = Text(text)


def letters(column: int) -> str:
    """G of 6."""
    found, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


@cache
def column_of(letters: str) -> int:
    """A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def address(row: int, column: int) -> str:
    """G11 for (10, 6)."""
    return f"{letters(column)}{row + 1}"


def position(cell: str) -> tuple[int, int] | None:
    """(10, 6) for G11; None where it is no address."""
    found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", cell)
    if not found:
        return None
    return int(found[2]) - 1, column_of(found[1])


#: The heads of a code that stands in parts, and how the parts are told where there are no heads.
STEPS = ("类", "款", "项")
FIRST, NEXT = re.compile("[0-9]{3}"), re.compile("[0-9]{1,2}")


def joined(grid: Grid) -> Grid:
    """Codes that official forms print in parts (类、款、项 in cells of their own) in one cell: the first of them."""
    for row in sorted(grid.rows)[:FIRST_ROWS]:
        for column in sorted(grid.rows[row]):
            texts = [re.sub(r"\s", "", grid.text(row, column + n)) for n in range(len(STEPS))]
            if texts[:2] == list(STEPS[:2]):
                return _joined(grid, row, column, 3 if texts[2] == STEPS[2] else 2)
    return _joined(grid, -1, 0, parts) if (parts := _parts_in(grid)) else grid


def _parts_in(grid: Grid) -> int:
    """How many columns at the left are parts of a code, where no head says so; 0 where none are."""
    told = [
        row for row in grid.rows if FIRST.fullmatch(grid.text(row, 0)) and NEXT.fullmatch(grid.text(row, 1))
    ]
    if len(told) * 2 < len(grid.rows):
        return 0
    return 3 if any(NEXT.fullmatch(grid.text(row, 2)) for row in told) else 2


def _joined(grid: Grid, head: int, column: int, parts: int) -> Grid:
    columns = range(column, column + parts)
    for row, cells in grid.rows.items():
        texts = [grid.text(row, each) for each in columns]
        is_code = (
            row > head and FIRST.fullmatch(texts[0]) and all(NEXT.fullmatch(t) or not t for t in texts[1:])
        )
        if is_code:
            cells[column] = Text(texts[0] + "".join(text.zfill(2) for text in texts[1:] if text))
        elif row == head:
            above = grid.text(row - 1, column)
            cells[column] = Text(above or ("功能分类科目编码" if parts == len(STEPS) else "经济分类科目编码"))
        if is_code or row == head:
            for each in columns[1:]:
                cells.pop(each, None)
    return grid


def of_sheet(sheet: Any) -> Grid:
    """A sheet of a workbook as the reader of workbooks gives it."""
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sheet.cells.items():
        if cell.text.strip() or cell.kind != "text":
            rows.setdefault(row, {})[column] = cell
    return joined(
        Grid(
            sheet.name,
            rows,
            tuple(sheet.merged),
            frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns),
        )
    )


def of_text(text: str) -> Grid:
    """A block as Excel and WPS copy it: columns by tab, rows by line. Where there is no tab at all, by space."""
    lines = list(_lines(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")))
    if not any(len(cells) > 1 for cells in lines):
        lines = [cells[0].split() for cells in lines]
    rows = {
        n: {column: Text(cell) for column, cell in enumerate(cells[:MOST_COLUMNS]) if cell.strip()}
        for n, cells in enumerate(lines)
        if any(cell.strip() for cell in cells)
    }
    return joined(Grid("", rows))


def _lines(text: str) -> Iterable[list[str]]:
    cells: list[str] = []
    at = 0
    while True:
        if not (found := COPIED.match(text, at)):
            raise ValueError("the second half of COPIED matches anything")
        cell = found[2] if found[1] is None else found[1].replace('""', '"')
        cells.append(" ".join(cell.split("\n"))[:LONGEST_CELL])
        at = found.end()
        if at >= len(text):
            yield cells
            return
        if text[at] == "\n":
            yield cells
            cells = []
        at += 1
