"""Workbooks opened by somebody else's reader, as readers of ours are given them: to try what is read, not the opening."""

import datetime
import io
from dataclasses import dataclass, field
from decimal import Decimal

import openpyxl


@dataclass(frozen=True)
class Cell:
    text: str
    kind: str = "text"
    is_formula: bool = False
    format: str = ""
    raw: str = ""


@dataclass
class Sheet:
    name: str
    cells: dict = field(default_factory=dict)
    is_hidden: bool = False
    merged: tuple = ()
    hidden_rows: frozenset = frozenset()
    hidden_columns: frozenset = frozenset()


@dataclass
class Book:
    sheets: tuple
    is_1904: bool = False


def grid_of(data):
    """A workbook as bytes, opened by openpyxl: values and formulas beside each other."""
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    return Book(tuple(_sheet(values[sheet.title], sheet) for sheet in formulas))


def _sheet(values, formulas):
    cells = {}
    for row in formulas.iter_rows():
        for cell in row:
            if cell.value is not None:
                cells[cell.row - 1, cell.column - 1] = _cell(values.cell(cell.row, cell.column), cell)
    return Sheet(
        formulas.title,
        cells,
        formulas.sheet_state != "visible",
        tuple((m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in formulas.merged_cells),
        frozenset(n - 1 for n, d in formulas.row_dimensions.items() if d.hidden),
        frozenset(
            openpyxl.utils.column_index_from_string(n) - 1
            for n, d in formulas.column_dimensions.items()
            if d.hidden
        ),
    )


def _cell(value, cell):
    is_formula = cell.data_type == "f"
    found = value.value
    if found is None:
        return Cell("", "uncounted", is_formula)
    if isinstance(found, bool):
        return Cell(str(found).upper(), "bool", is_formula)
    if isinstance(found, datetime.datetime):
        return Cell(found.date().isoformat(), "date", is_formula)
    if isinstance(found, int | float):
        return Cell(f"{Decimal(repr(found)):f}", "number", is_formula, cell.number_format, repr(found))
    return Cell(str(found), "error" if value.data_type == "e" else "text", is_formula)
