"""The frozen document as data: its tables, their heads and exact values, its text; and a CSV of each table.

CSV: UTF-8 with a byte order mark (Excel and WPS then read it right), amounts in 元 with two decimals, percentages and
counts as numbers. Text that a spreadsheet would take for a formula is written as text (security.md §5, R18).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")

Table = Mapping[str, Any]
Content = Mapping[str, Any]


def heads(table: Table) -> list[tuple[str, str]]:
    """(label, kind) of each leaf column; the label holds the heads above it: 2025年预算数 › 基本支出."""

    def walk(columns: Sequence[Mapping[str, Any]], above: list[str]) -> Iterator[tuple[str, str]]:
        for column in columns:
            path = [*above, column["label"]]
            if column["children"]:
                yield from walk(column["children"], path)
            else:
                yield " › ".join(path), column["kind"]

    return list(walk(table["columns"], []))


def values(row: Mapping[str, Any], figures: Mapping[str, Any]) -> list[Any]:
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


def heading_text(heading: Mapping[str, Any]) -> str:
    """A heading with its number; that of a part stands apart from its words."""
    joint = "　" if heading["level"] == 1 and heading["number"] else ""
    return f"{heading['number']}{joint}{heading['text']}"


def paragraph_text(paragraph: Mapping[str, Any]) -> str:
    """A paragraph as it is printed, figures and all."""
    return "".join(run if isinstance(run, str) else run["text"] for run in paragraph["runs"])


def cited_by(paragraph: Mapping[str, Any]) -> set[str]:
    """The figures that a paragraph cites."""
    return {run["figure"] for run in paragraph["runs"] if not isinstance(run, str) and "figure" in run}


def anchor_of(content: Content, key: str) -> str:
    """Where a figure stands on the page of its document; empty where it is printed nowhere."""
    return anchors_of(content, [key]).get(key, "")


def anchors_of(content: Content, keys: Iterable[str]) -> dict[str, str]:
    """Where each of these figures stands: in a table, else in a sentence, else in the summary; without those that are
    printed nowhere."""
    cited = {key for block in content["blocks"] if block["type"] == "paragraph" for key in cited_by(block)}
    told = {item["key"] for item in content["summary"]}
    found = {}
    for key in keys:
        slug = key.replace(".", "-")
        if places := content["figures"].get(key, {}).get("places"):
            found[key] = str(places[0]["anchor"])
        elif key in cited:
            found[key] = f"fig-{slug}"
        elif key in told:
            found[key] = f"key-{slug}"
    return found


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
