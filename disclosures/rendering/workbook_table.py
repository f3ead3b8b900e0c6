"""A table on its sheet: title in row 2, whose it is and the unit in row 4, heads from row 6, then rows and notes.

Amounts are numbers in the unit of the table, exact to the 分, and show as many decimals as are printed. A blank cell
stays blank, an unknown one prints what the document prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range

from budgets.money import WAN, WANYUAN

from . import grid
from .ooxml import legal
from .opendata import FORMULA

Block = Mapping[str, Any]

#: Widths in half-width characters of the typeface, heights in points, as the form has them.
LINE = 110
CLEAR = 2
ROW, GAP, LETTER = 24, 7.5, 16
TOP = (18, 26, GAP, 18, GAP)
#: No row can be higher.
HIGHEST = 400


def write_table(writer: Any, page: Any, table: Block, above: str) -> None:
    """The whole sheet; ``above`` are headings that stand over this table alone."""
    rows = grid.body(table)
    sheet = TableSheet(writer, page, table)
    sheet.write_top(above)
    sheet.write_heads()
    for n, row in enumerate(rows, sheet.first):
        sheet.write_row(n, row)
    sheet.write_notes(sheet.first + len(rows))
    sheet.set_page(sheet.first + len(rows) + len(table["notes"]) - 1)


class TableSheet:
    """One table being written. ``first`` is the first row behind the heads, counted from 0 like every row here."""

    def __init__(self, writer: Any, page: Any, table: Block) -> None:
        self.writer, self.page, self.table = writer, page, table
        self.columns = list(grid.leaves(table["columns"]))
        self.last = len(self.columns) - 1
        wanted = [width + CLEAR for width in grid.widths(table)]
        self.widths = grid.stretched(wanted, max(LINE, grid.together(wanted)))
        self.first = len(TOP) + grid.depth(table["columns"])
        self.looks: dict[tuple[Any, ...], list[Any]] = {}

    def write_top(self, above: str) -> None:
        table, writer, page = self.table, self.writer, self.page
        for n, height in enumerate(TOP):
            page.set_row(n, height)
        writer.string(page, 0, 0, above)
        title = f"{table['label']}　{table['title']}".strip()
        writer.over(page, 1, self.last, title, font_size=18, align="center")
        writer.string(page, 3, 0, table["maker"])
        if table["unit"]:
            writer.string(page, 3, self.last, f"单位：{table['unit']}", align="right")

    def write_heads(self) -> None:
        """Merged over what they span."""
        page, look = self.page, self.writer.format(border=1, align="center", text_wrap=True)
        heights = [float(ROW)] * grid.depth(self.table["columns"])
        for head in grid.place_heads(self.table["columns"]):
            top, left = len(TOP) + head.row, head.column
            bottom, right = top + head.rows - 1, left + head.columns - 1
            if (top, left) == (bottom, right):
                page.write_string(top, left, legal(head.label), look)
            else:
                page.merge_range(top, left, bottom, right, legal(head.label), look)
            room = int(grid.together(self.widths[left : right + 1]))
            heights[head.row] = max(heights[head.row], height_of(head.label, room) / head.rows)
        for n, height in enumerate(heights, len(TOP)):
            raise_row(page, n, height)

    def write_row(self, n: int, row: Block) -> None:
        page, looks, height = self.page, self._looks(row), float(ROW)
        for c, cell in enumerate(row["cells"]):
            text = cell["text"]
            if not text:
                page.write_blank(n, c, None, looks[c])
            elif (figure := self._known(cell)) is not None:
                look = self._looks(row, number_format(text))[c]
                page.write_number(n, c, number(figure, self.table["unit"]), look)
            else:
                page.write_string(n, c, legal(text), self._looks(row, starts=text)[c])
                height = max(height, height_of(text, int(self.widths[c]) - CLEAR))
        raise_row(page, n, height)
        if (span := grid.label_span(row, self.columns)) > 1:
            label = "".join(cell["text"] for cell in row["cells"][:span])
            self.writer.over(page, n, span - 1, label, **_look(row, self.columns[0]))

    def _known(self, cell: Block) -> Block | None:
        """The figure of a cell, if it is one and its value is known."""
        figure = self.writer.content["figures"].get(cell["figure"]) if "figure" in cell else None
        return figure if figure and figure["value"] is not None else None

    def _looks(self, row: Block, num_format: str = "", starts: str = "") -> list[Any]:
        """The formats of a row's cells, made once for the rows of its kind and level."""
        key = row["kind"], row["level"], num_format, starts.startswith(FORMULA)
        if key not in self.looks:
            more: dict[str, Any] = {"num_format": num_format} if num_format else {}
            more |= {"quote_prefix": True} if key[-1] else {}
            self.looks[key] = [self.writer.format(**_look(row, column), **more) for column in self.columns]
        return self.looks[key]

    def write_notes(self, n: int) -> None:
        for row, note in enumerate(self.table["notes"], n):
            raise_row(self.page, row, height_of(note, int(grid.together(self.widths))))
            self.writer.over(self.page, row, self.last, note, text_wrap=True)

    def set_page(self, bottom: int) -> None:
        """Heads that stay in sight and come again on each page; codes may look like numbers."""
        for n, width in enumerate(self.widths):
            self.page.set_column(n, n, width)
        self.page.freeze_panes(self.first, 0)
        self.page.repeat_rows(len(TOP), self.first - 1)
        self.page.print_area(0, 0, max(bottom, self.first), self.last)
        self.page.ignore_errors({"number_stored_as_text": xl_range(self.first, 0, bottom, self.last)})


def number(figure: Mapping[str, Any], unit: str) -> float:
    """The exact value in the unit of the table. A spreadsheet has no decimals: fifteen digits, which every amount that
    can be entered has room in."""
    value = Decimal(str(figure["value"]))
    return float(value / WAN if figure["unit"] == "元" and unit == WANYUAN else value)


def number_format(printed: str) -> str:
    """Shows as many decimals as are printed."""
    decimals = len(printed.partition(".")[2])
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _look(row: Block, column: Mapping[str, Any]) -> dict[str, Any]:
    """How a cell looks: numbers to the right, names set in by their level, totals bold with their label in the middle."""
    is_total = row["kind"] in ("total", "subtotal")
    look: dict[str, Any] = {"border": 1, "bold": is_total}
    if column["kind"] in grid.NUMERIC:
        return look | {"align": "right"}
    if column["kind"] == "code" or (is_total and column["kind"] == "name"):
        return look | {"align": "center"}
    return look | {"align": "left", "text_wrap": True, "indent": grid.indent(row, column)}


def height_of(text: str, room: int) -> float:
    """How high a row must be for a text that wraps in so much room."""
    if len(text) * 2 <= room and "\n" not in text:
        return ROW
    lines = 0
    for line in text.split("\n"):
        lines += max(-(-grid.printed_width(line) // max(room, 2)), 1)
    return min(max(ROW, lines * LETTER + GAP), HIGHEST)


def raise_row(page: Any, row: int, height: float) -> None:
    """Make a row as high as its text needs."""
    if height > ROW:
        page.set_row(row, height)
