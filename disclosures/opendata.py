"""The frozen tables as data: CSV for each table, one workbook for all. One row builder under both writers.

CSV: UTF-8 with a byte order mark (Excel and WPS then read it right), amounts in 元 with two decimals, percentages and
counts as numbers. Text that a spreadsheet would take for a formula is written as text (security.md §5, R18).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from budgets.money import WAN, WANYUAN

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = {"code": 12, "name": 36, "text": 40}

Table = dict[str, Any]
Content = dict[str, Any]


def heads(table: Table) -> list[tuple[str, str]]:
    """(label, kind) of each leaf column; the label holds the heads above it: 2025年预算数 › 基本支出."""

    def walk(columns: list[dict[str, Any]], above: list[str]) -> Iterator[tuple[str, str]]:
        for column in columns:
            path = [*above, column["label"]]
            if column["children"]:
                yield from walk(column["children"], path)
            else:
                yield " › ".join(path), column["kind"]

    return list(walk(table["columns"], []))


def values(row: dict[str, Any], figures: dict[str, Any]) -> list[Any]:
    """A row's cells for a machine: the exact value of a figure (amounts: string in 元), the text of any other cell.

    A cell that is printed blank is an empty string, an unknown figure too.
    """
    found = []
    for cell in row["cells"]:
        figure = figures[cell["figure"]] if cell.get("figure") and cell["text"] else None
        value = figure["value"] if figure else cell["text"]
        found.append("" if value is None else value)
    return found


def as_text(value: Any) -> str:
    """Text that stays text in a spreadsheet."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def table_of(content: Content, key: str) -> Table | None:
    """The table with this key, or None."""
    return next((b for b in content["blocks"] if b["type"] == "table" and b["key"] == key), None)


def tables_of(content: Content) -> list[Table]:
    return [block for block in content["blocks"] if block["type"] == "table"]


def to_csv(content: Content, table: Table) -> bytes:
    """One table. Head: the labels, with （元） behind those of amounts."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = heads(table)
    money = bool(table["unit"])
    writer.writerow([f"{label}（元）" if kind == "amount" and money else label for label, kind in columns])
    for row in table["rows"]:
        cells = zip(values(row, content["figures"]), row["cells"], strict=True)
        writer.writerow([value if cell.get("figure") else as_text(value) for value, cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(content: Content, sha256: str) -> bytes:
    """All tables, a sheet each, behind a cover that says which version this is. Amounts in the unit of the table."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    published = datetime.fromisoformat(content["published_at"]).replace(tzinfo=None)
    book.set_properties(
        {"title": content["title"], "author": content["department"]["name"], "created": published}
    )
    styles = _styles(book)
    _cover(book, content, sha256, styles)
    for table in tables_of(content):
        _sheet(book, content, table, styles)
    book.close()
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 15, "align": "center"}),
        "small": book.add_format({"font_name": "宋体", "font_size": 9}),
        "right": book.add_format({"font_name": "宋体", "font_size": 9, "align": "right"}),
        "head": book.add_format(base | {"font_name": "黑体", "align": "center", "border": 1}),
        "text": book.add_format(base | {"border": 1}),
        "bold": book.add_format(base | {"border": 1, "bold": True}),
        "amount": book.add_format(base | {"border": 1, "num_format": "#,##0.00"}),
        "count": book.add_format(base | {"border": 1, "num_format": "#,##0.##"}),
    }


def _cover(book: Any, content: Content, sha256: str, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet("封面")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 72)
    sheet.merge_range(0, 0, 0, 1, content["title"], styles["title"])
    lines = (
        ("行政区划", f"{content['region']['name']}（{content['region']['code']}）"),
        ("部门（单位）", f"{content['department']['name']}（{content['department']['code']}）"),
        ("版本", f"第{content['number']}版"),
        ("公开时间", content["published_at"]),
        ("更正原因", content["reason"]),
        ("摘要 SHA-256", sha256),
    )
    for n, (label, text) in enumerate(lines, 2):
        if text:
            sheet.write_string(n, 0, label, styles["head"])
            sheet.write_string(n, 1, as_text(text), styles["text"])


def _sheet(book: Any, content: Content, table: Table, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_sheet_name(table))
    columns = heads(table)
    last = len(columns) - 1
    sheet.merge_range(0, 0, 0, max(last, 1), f"{table['label']} {table['title']}".strip(), styles["title"])
    sheet.write_string(1, 0, f"编制单位：{content['department']['name']}", styles["small"])
    if table["unit"]:
        sheet.write_string(1, last, f"单位：{table['unit']}", styles["right"])
    depth = _write_heads(sheet, table["columns"], styles)
    for n, row in enumerate(table["rows"], 2 + depth):
        _write_row(sheet, n, row, content, table, styles)
    for n, note in enumerate(table["notes"], 2 + depth + len(table["rows"])):
        sheet.write_string(n, 0, note, styles["small"])
    for n, (_label, kind) in enumerate(columns):
        sheet.set_column(n, n, WIDTHS.get(kind, 16))
    sheet.freeze_panes(2 + depth, 0)


def _sheet_name(table: Table) -> str:
    """At most 31 characters, none that Excel refuses."""
    title = "".join(char for char in table["title"] if char not in "[]:*?/\\'")
    return f"{table['number']} {title}"[:31]


def _depth(columns: list[dict[str, Any]]) -> int:
    return 1 + max((_depth(c["children"]) for c in columns if c["children"]), default=0)


def _write_heads(sheet: Any, columns: list[dict[str, Any]], styles: dict[str, Any]) -> int:
    """The nested heads from row 3 on, merged over what they span; returns how many rows they take."""
    depth = _depth(columns)

    def write(columns: list[dict[str, Any]], row: int, left: int) -> int:
        for column in columns:
            right = write(column["children"], row + 1, left) - 1 if column["children"] else left
            bottom = row if column["children"] else 1 + depth
            if (row, left) == (bottom, right):
                sheet.write_string(row, left, column["label"], styles["head"])
            else:
                sheet.merge_range(row, left, bottom, right, column["label"], styles["head"])
            left = right + 1
        return left

    write(columns, 2, 0)
    return depth


def _write_row(
    sheet: Any, n: int, row: dict[str, Any], content: Content, table: Table, styles: dict[str, Any]
) -> None:
    for column, (value, cell) in enumerate(zip(values(row, content["figures"]), row["cells"], strict=True)):
        figure = content["figures"].get(cell.get("figure", ""))
        if figure and value != "":
            number = Decimal(str(value))
            in_wan = figure["unit"] == "元" and table["unit"] == WANYUAN
            style = styles["count" if figure["unit"] not in ("元", "%") else "amount"]
            # A spreadsheet has no decimals: fifteen digits, enough for every amount that can be entered.
            sheet.write_number(n, column, float(number / WAN if in_wan else number), style)
        else:
            style = styles["bold" if row["kind"] == "total" else "text"]
            sheet.write_string(n, column, as_text(value) if not figure else str(cell["text"]), style)
