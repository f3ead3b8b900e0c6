"""A table as a grid: where each head stands, what is spread over what, how wide columns want to be.

For files that place cells by row and column: the Word document and the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Column = Mapping[str, Any]
Row = Mapping[str, Any]
Table = Mapping[str, Any]

NUMERIC = ("amount", "percent", "count")
#: Words wrap in a column this wide, in half-width characters.
WIDEST = {"name": 40, "text": 56}
#: A head wider than this is folded once.
UNFOLDED = 8
WIDE = re.compile("[‘’“”—…−×·\u2460-\u24ff\u2e80-\U0010ffff]")
#: Levels below the first are set in by this much, in half-width characters.
INDENT = 2


@dataclass(frozen=True)
class Head:
    """A head with its place on the grid and what it spans."""

    label: str
    row: int
    column: int
    rows: int
    columns: int


def leaves(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns that hold cells."""
    for column in columns:
        if column["children"]:
            yield from leaves(column["children"])
        else:
            yield column


def depth(columns: Sequence[Column]) -> int:
    """How many rows the heads take."""
    return 1 + max((depth(c["children"]) for c in columns if c["children"]), default=0)


def place_heads(columns: Sequence[Column]) -> Iterator[Head]:
    """The column tree on the grid: groups span their leaves, leaves reach down to the last row of heads."""
    yield from _place(columns, 0, 0, depth(columns))


def _place(columns: Sequence[Column], row: int, left: int, bottom: int) -> Iterator[Head]:
    for column in columns:
        span = len(list(leaves([column])))
        yield Head(column["label"], row, left, 1 if column["children"] else bottom - row, span)
        yield from _place(column["children"], row + 1, left, bottom)
        left += span


def body(table: Table, *, keeps_height: bool = True) -> list[Row]:
    """The rows, and blank ones above the total: as many as the form's workbook keeps, and one in an empty table."""
    rows = table["rows"]
    missing = max(table["height"] - len(rows) if keeps_height else 0, int(table["is_empty"]), 0)
    blank = {"kind": "blank", "level": 0, "cells": [{"text": ""}] * len(list(leaves(table["columns"])))}
    end = len(rows) - 1 if rows and rows[-1]["kind"] == "total" else len(rows)
    return [*rows[:end], *[blank] * missing, *rows[end:]]


def label_span(row: Row, columns: Sequence[Column]) -> int:
    """Over how many columns the label of a total is spread: its codes and its name, where only one of them says anything."""
    if row["kind"] not in ("total", "subtotal"):
        return 1
    span = next(
        (n for n, column in enumerate(columns) if column["kind"] not in ("code", "name")), len(columns)
    )
    said = [cell["text"] for cell in row["cells"][:span] if cell["text"]]
    is_plain = columns[0]["kind"] == "code" and not any(column["side"] for column in columns[:span])
    return span if len(said) == 1 and is_plain else 1


def indent(row: Row, column: Column) -> int:
    """How many levels a name is set in. On the second side of a table the levels are not those of its names."""
    return max(row["level"] - 1, 0) if column["kind"] == "name" and not column["side"] else 0


# Widths, in half-width characters ---------------------------------------------------------------------------------


def printed_width(text: str) -> int:
    """A Chinese character is twice as wide as a digit, and so are the marks that Chinese typefaces set wide."""
    return len(text) if text.isascii() else len(text) + len(WIDE.findall(text))


def widths(table: Table) -> list[int]:
    """What each column wants: numbers and codes the whole of theirs, words as far as they may wrap."""
    columns = list(leaves(table["columns"]))
    found = [_extent(table, n, column) for n, column in enumerate(columns)]
    for head in sorted(place_heads(table["columns"]), key=lambda head: head.columns):
        spanned = range(head.column, head.column + head.columns)
        lacking = _folded(head.label) - sum(found[n] for n in spanned)
        for n in spanned:
            found[n] += max(-(-lacking // head.columns), 0)
    return found


def _extent(table: Table, n: int, column: Column) -> int:
    """The widest text of a column, set in as deep as any."""
    width = max([0, *(printed_width(row["cells"][n]["text"]) for row in table["rows"])])
    if column["kind"] not in WIDEST:
        return width
    deepest = max([0, *(indent(row, column) for row in table["rows"])])
    return min(width + INDENT * deepest, WIDEST[column["kind"]])


def _folded(label: str) -> int:
    """How wide a head is when it is folded; no Chinese character is cut in two."""
    width = printed_width(label)
    return width if width <= UNFOLDED else -(-width // 4) * 2


def together(widths: Iterable[float]) -> Any:
    """How wide columns are side by side."""
    return sum(widths)


def stretched(wanted: Sequence[float], total: float) -> list[float]:
    """The same widths in proportion, so that together they fill a line."""
    return [width * total / sum(wanted) for width in wanted]
