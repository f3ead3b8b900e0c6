"""A table of the Word document: heads merged as the form has them and repeated on each page, amounts to the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docx.shared import Pt, Twips

from .grid import NUMERIC, body, depth, indent, label_span, leaves, place_heads, stretched, together, widths
from .ooxml import paragraph, run, w
from .word_style import ACROSS_WIDTH, UPRIGHT_WIDTH

#: Style of a cell's paragraph and its size in points, the easiest to read first.
SIZES = (("Cell", 9), ("CellSmall", 7.5), ("CellTiny", 6))
#: What a cell keeps clear of its borders, both sides together.
CLEAR = Twips(200)
#: A table with at most this many rows stays on one page.
SHORT = 16
#: Columns of words may be narrowed to this many half-width characters.
NARROWEST = 18
ALIGN = {"code": "center"} | dict.fromkeys(NUMERIC, "right")
SHADE = "F2F2F2"


@dataclass(frozen=True)
class Fit:
    """How a table is set: across the page or upright, its cells' style, and the widths of its columns."""

    is_across: bool
    style: str
    widths: tuple[int, ...]


def fit(table: Mapping[str, Any]) -> Fit:
    """Upright if it can be read so, else across; smaller letters only when that is not enough."""
    columns = list(leaves(table["columns"]))
    wanted = widths(table)
    for is_across, (style, size) in ((False, SIZES[0]), (True, SIZES[0]), (True, SIZES[1]), (True, SIZES[2])):
        room = ACROSS_WIDTH if is_across else UPRIGHT_WIDTH
        found = _into(room, [round(width * Pt(size) / 2 + CLEAR) for width in wanted], columns, Pt(size))
        if found:
            return Fit(is_across, style, found)
    return Fit(True, SIZES[-1][0], _twips(stretched(wanted, ACROSS_WIDTH)))


def _into(room: int, wanted: list[int], columns: Sequence[Any], size: int) -> tuple[int, ...] | None:
    """Widths that fill the room, or None where only broken numbers would fit: columns of words give way first."""
    least = round(NARROWEST * size / 2 + CLEAR)
    is_wordy = [column["kind"] in ("name", "text") for column in columns]
    excess = together(wanted) - room
    if excess > 0:
        spare = [max(width - least, 0) if wordy else 0 for width, wordy in zip(wanted, is_wordy, strict=True)]
        if together(spare) < excess:
            return None
        given = stretched(spare, excess)
        return _twips([width - less for width, less in zip(wanted, given, strict=True)])
    return _twips(stretched(wanted, room))


def _twips(widths: Sequence[float]) -> tuple[int, ...]:
    return tuple(int(width / Twips(1)) for width in widths)


def table_element(table: Mapping[str, Any], fit: Fit) -> Any:
    """The table itself, without its caption."""
    columns = list(leaves(table["columns"]))
    rows = [
        *_head_rows(table, fit),
        *(_body_row(row, columns, fit) for row in body(table, keeps_height=False)),
    ]
    _keep_together(rows if len(rows) <= SHORT else rows[: depth(table["columns"]) + 1])
    grid = w("tblGrid", *(w("gridCol", w=width) for width in fit.widths))
    return w("tbl", _properties(table, fit), grid, *rows)


def _properties(table: Mapping[str, Any], fit: Fit) -> Any:
    return w(
        "tblPr",
        w("tblStyle", val="TableGrid"),
        w("tblW", w=together(fit.widths), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
        w("tblCaption", val=caption(table)),
        w("tblDescription", val=_description(table)),
    )


def caption(table: Mapping[str, Any]) -> str:
    return f"{table['label']}　{table['title']}".strip()


def _description(table: Mapping[str, Any]) -> str:
    """What somebody who hears the table is told first."""
    unit = f"单位：{table['unit']}。" if table["unit"] else ""
    columns = len(list(leaves(table["columns"])))
    return f"{columns}列，{len(table['rows'])}行，另有表头{depth(table['columns'])}行。{unit}{''.join(table['notes'])}"


# Heads ------------------------------------------------------------------------------------------------------------


def _head_rows(table: Mapping[str, Any], fit: Fit) -> Iterator[Any]:
    """Every place of the grid is a cell in the file: one that a head above reaches down to continues it."""
    heads = list(place_heads(table["columns"]))
    for n in range(depth(table["columns"])):
        reached = sorted((h for h in heads if h.row <= n < h.row + h.rows), key=lambda head: head.column)
        cells = [_head_cell(head, n, fit) for head in reached]
        yield w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _head_cell(head: Any, row: int, fit: Fit) -> Any:
    width = together(fit.widths[head.column : head.column + head.columns])
    spans = [w("gridSpan", val=head.columns)] if head.columns > 1 else []
    if head.rows > 1:
        spans.append(w("vMerge", val="restart" if row == head.row else "continue"))
    label = [run(head.label, "Strong")] if row == head.row else []
    properties = [w("tcW", w=width, type="dxa"), *spans, w("shd", val="clear", color="auto", fill=SHADE)]
    return w(
        "tc",
        w("tcPr", *properties, w("vAlign", val="center")),
        paragraph(fit.style, *label, properties=(w("jc", val="center"),)),
    )


# Rows -------------------------------------------------------------------------------------------------------------


def _body_row(row: Mapping[str, Any], columns: Sequence[Any], fit: Fit) -> Any:
    span = label_span(row, columns)
    cells = []
    for n, (cell, column) in enumerate(zip(row["cells"], columns, strict=True)):
        if n == 0 and span > 1:
            label = "".join(cell["text"] for cell in row["cells"][:span])
            cells.append(_cell(label, row, column, fit, range(span)))
        elif n >= span or span == 1:
            cells.append(_cell(cell["text"], row, column, fit, range(n, n + 1)))
    return w("tr", w("trPr", w("cantSplit")), *cells)


def _cell(text: str, row: Mapping[str, Any], column: Mapping[str, Any], fit: Fit, places: range) -> Any:
    is_total = row["kind"] in ("total", "subtotal")
    properties = [w("tcW", w=together(fit.widths[n] for n in places), type="dxa")]
    if len(places) > 1:
        properties.append(w("gridSpan", val=len(places)))
    if row["kind"] == "total":
        properties.append(w("tcBorders", w("top", val="double", sz=4, space=0, color="000000")))
    set_as = []
    if levels := indent(row, column):
        set_as.append(w("ind", leftChars=levels * 100, left=levels * 180))
    if (
        alignment := "center"
        if is_total and column["kind"] in ("name", "code")
        else ALIGN.get(column["kind"])
    ):
        set_as.append(w("jc", val=alignment))
    words = [run(text, "Strong" if is_total else "")] if text else []
    return w(
        "tc",
        w("tcPr", *properties, w("vAlign", val="center")),
        paragraph(fit.style, *words, properties=tuple(set_as)),
    )


def _keep_together(rows: Sequence[Any]) -> None:
    """Each row keeps the next on its page."""
    for row, _next in pairwise(rows):
        for properties in row.iter("{*}pPr"):
            properties.insert(1, w("keepNext"))
