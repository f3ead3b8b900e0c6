"""Tables that somebody published, as the reader understands them: what each cell is, and what adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from budgets.facts import PrintedTable, Said, Unread
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import as_json
from disclosures.reading.context import Context
from disclosures.reading.raw import Cell, Grid
from disclosures.reading.structure import Captioned
from disclosures.reading.table_sums import holds
from disclosures.reading.tables import read_table
from disclosures.rendering.grid import body, depth, label_span, place_heads
from tests.test_every_form import full

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
EVERY_FORM = [(form, kind) for form in forms.FORMS for kind in form.kinds]
YEAR = 2025


# Grids to read ----------------------------------------------------------------------------------------------------


def grid(rows: Sequence[Sequence[str]], *merged: tuple[int, int, int, int], page: int = 0) -> Grid:
    """A grid of rows of cells; ``merged`` are (row, column, rows, columns) of cells that span others."""
    spans = {(row, column): (height, width) for row, column, height, width in merged}
    covered = {
        (row + r, column + c)
        for (row, column), (height, width) in spans.items()
        for r in range(height)
        for c in range(width)
        if r or c
    }
    cells = [
        Cell(text, r, c, *spans.get((r, c), (1, 1)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    ]
    return Grid(tuple(cells), page)


def table_of(*lines: str) -> Grid:
    """A grid written as lines, cells divided by |."""
    return grid([[cell.strip() for cell in line.split("|")] for line in lines])


def read(*grids: Grid, title: str, unit: str = "万元", year: int = YEAR, **told: Any) -> PrintedTable:
    return read_all(*grids, title=title, unit=unit, year=year, **told)[0]


def read_all(
    *grids: Grid,
    title: str,
    unit: str = "万元",
    year: int = YEAR,
    department: str = "某县教育局",
    **told: Any,
) -> tuple[PrintedTable, tuple[Unread, ...]]:
    captioned = Captioned(grids, "t1", title, unit=unit, **told)
    return read_table(captioned, Context(year, department))


def amounts(table: PrintedTable) -> dict[str, Decimal]:
    """What a table says in 元, by key; no figure twice with two values."""
    found: dict[str, Decimal] = {}
    for said in table.said:
        assert found.setdefault(said.key, said.value) == said.value, said
    return found


def said(table: PrintedTable, key: str) -> Said:
    return next(each for each in table.said if each.key == key)


def broken(table: PrintedTable) -> list[str]:
    return [each.label for each in table.sums if not holds(each)]


# What we print, read back -----------------------------------------------------------------------------------------


def grid_of(table: Mapping[str, Any], *, is_merged: bool) -> Grid:
    """A table of a document as cells on a grid, merged as a Word file has them or in blanks as a plain PDF has them."""
    heads, columns = depth(table["columns"]), table["columns"]
    cells = [
        Cell(h.label, h.row, h.column, *((h.rows, h.columns) if is_merged else (1, 1)))
        for h in place_heads(columns)
    ]
    for r, row in enumerate(body(table), heads):
        span = label_span(row, columns)
        texts = [cell["text"] for cell in row["cells"]]
        if span > 1:
            texts[:span] = [next(filter(None, texts[:span]), ""), *[""] * (span - 1)]
        for c, text in enumerate(texts):
            if not (is_merged and 0 < c < span):
                cells.append(Cell(text, r, c, 1, span if is_merged and c == 0 else 1))
    return Grid(tuple(cells))


@cache
def published(form_key: str, kind: str) -> dict[str, Any]:
    form = next(form for form in forms.FORMS if form.key == form_key)
    return as_json(compose(full(form, kind), []))


def tables_of(form_key: str, kind: str, *, is_merged: bool):
    """(the table as frozen, as read, what was not read), one after the other."""
    document = published(form_key, kind)
    context = Context(document["year"], document["department"]["name"], kind)
    for n, table in enumerate((b for b in document["blocks"] if b["type"] == "table"), 1):
        captioned = Captioned(
            (grid_of(table, is_merged=is_merged),),
            f"t{n}",
            table["title"],
            table["label"],
            table["unit"],
            table["maker"],
            tuple(table["notes"]),
        )
        yield table, *read_table(captioned, context)


def printed_figures(table: Mapping[str, Any]) -> Counter[str]:
    """The figures that a frozen table prints; — is not known, and is read as nothing."""
    cells = [cell for row in table["rows"] for cell in row["cells"]]
    return Counter(cell["figure"] for cell in cells if cell.get("figure") and cell["text"] not in ("", "—"))


def read_figures(table: PrintedTable) -> Counter[str]:
    return Counter(each.key for each in table.said if not each.is_blank and not each.key.startswith("goal."))


@pytest.mark.parametrize("is_merged", [True, False], ids=["merged", "blanks"])
@pytest.mark.parametrize(
    ("form", "kind"), EVERY_FORM, ids=[f"{form.key}-{kind}" for form, kind in EVERY_FORM]
)
def test_every_cell_we_print_is_read_back_as_the_figure_it_is(form, kind, is_merged):
    for frozen, table, unread in tables_of(form.key, kind, is_merged=is_merged):
        assert read_figures(table) == printed_figures(frozen), frozen["title"]
        assert not unread, frozen["title"]


@pytest.mark.parametrize(
    ("form", "kind"), EVERY_FORM, ids=[f"{form.key}-{kind}" for form, kind in EVERY_FORM]
)
def test_every_value_we_print_is_read_back_to_the_digits_printed(form, kind):
    figures = published(form.key, kind)["figures"]
    for frozen, table, _unread in tables_of(form.key, kind, is_merged=True):
        for each in table.said:
            if each.key in figures and not each.is_blank:
                exact = Decimal(str(figures[each.key]["value"]))
                assert abs(exact - each.value) <= each.step / 2, (frozen["title"], each)


@pytest.mark.parametrize(
    ("form", "kind"), EVERY_FORM, ids=[f"{form.key}-{kind}" for form, kind in EVERY_FORM]
)
def test_a_reviewer_is_told_of_no_sum_that_fails_in_what_we_print(form, kind):
    for frozen, table, _unread in tables_of(form.key, kind, is_merged=True):
        assert broken(table) == [], frozen["title"]
        assert table.is_empty == frozen["is_empty"], frozen["title"]
