"""A reader of PDFs sees what a person sees: the tables cell by cell, the text without what is hidden."""

import json
from pathlib import Path

import pytest

from disclosures.reading.pdf import read_pdf
from disclosures.reading.raw import Grid, Line

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
PUBLISHED = ["putuo-finance-2025", "wanli-2024"]


def lines(raw):
    return [block.text for block in raw.blocks if isinstance(block, Line)]


def grids(raw):
    return [block for block in raw.blocks if isinstance(block, Grid)]


def rows(grid):
    """A grid as rows of texts: a merged cell says its text once, in its upper left corner."""
    shown = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        shown[cell.row][cell.column] = cell.text
    return shown


# What others published --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PUBLISHED)
def published(request):
    """A published PDF as read, and its tables as they were copied by hand and checked."""
    path = SAMPLES / f"{request.param}.pdf"
    if not path.exists():
        pytest.skip("the samples are not here")
    tables = json.loads(path.with_suffix(".tables.json").read_text(encoding="utf-8"))
    return read_pdf(path.read_bytes()), tables


def test_a_reviewer_finds_every_cell_of_the_published_tables(published):
    raw, tables = published
    wanted = {table["page"]: table["rows"] for table in tables if len(table["rows"][0]) > 1}
    found = {grid.page: rows(grid) for grid in grids(raw)}
    assert len(found) == len(grids(raw)) and found.keys() == wanted.keys()
    for page, table in wanted.items():
        if len(table[0]) < len(
            found[page][0]
        ):  # a last row on a page of its own, on the columns of its table
            assert [[text for text in row if text] for row in found[page]] == table, page
        else:
            assert found[page] == table, page
