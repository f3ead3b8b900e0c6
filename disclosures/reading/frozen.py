"""Our own disclosure.json to Raw: read like any other document, by what it prints and not by what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .raw import Cell, Grid, Line, Raw, Unreadable

OTHER = "这个 JSON 文件不是公开文本（disclosure.json），无法读取。"
DEEPEST_HEAD = 8


def read_json(data: bytes) -> Raw:
    """The lines and grids of a frozen document, as its page prints them. Raises Unreadable for any other JSON."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
        document = content.get("document", content)
        return Raw(tuple(_document(document)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(OTHER) from error


def _document(document: Mapping[str, Any]) -> Iterator[Line | Grid]:
    yield Line(document["title"], is_whole=True, level=1, is_centred=True)
    for block in document["blocks"]:
        match block["type"]:
            case "heading":
                yield Line(block["number"] + block["text"], is_whole=True, level=int(block["level"]))
            case "paragraph":
                yield from _lines(_text(block["runs"]))
            case "table":
                yield from _table(block)
            case "terms":
                for item in block["items"]:
                    yield from _lines(f"{item['name']}：{item['text']}")
            case other:
                raise ValueError(f"a block that is a {other!r:.40}")


def _lines(text: str) -> Iterator[Line]:
    for line in text.split("\n"):
        if line.strip():
            yield Line(line.strip(), is_whole=True)


def _text(runs: Iterable[Any]) -> str:
    return "".join(run if isinstance(run, str) else run["text"] for run in runs)


def _table(table: Mapping[str, Any]) -> Iterator[Line | Grid]:
    title = " ".join(part for part in (table.get("label", ""), table["title"]) if part)
    yield Line(title, is_whole=True, is_centred=True)
    unit = f"单位：{table['unit']}" if table["unit"] else ""
    yield from _lines("    ".join(part for part in (table.get("maker", ""), unit) if part))
    depth = max((_depth(column) for column in table["columns"]), default=0)
    heads, width = _heads(table["columns"], depth)
    body = (
        Cell(str(cell["text"]), depth + number, column)
        for number, row in enumerate(table["rows"])
        for column, cell in enumerate(row["cells"][:width])
    )
    yield Grid((*heads, *body), heads=depth)
    for note in table["notes"]:
        yield from _lines(note)


def _depth(column: Mapping[str, Any], over: int = 1) -> int:
    if over > DEEPEST_HEAD:
        raise ValueError("heads deeper than any table has")
    return max((_depth(child, over + 1) for child in column["children"]), default=over)


def _heads(
    columns: Sequence[Mapping[str, Any]], depth: int, row: int = 0, at: int = 0
) -> tuple[list[Cell], int]:
    """The cells of heads from a row down and from a column on, and the column behind them."""
    cells: list[Cell] = []
    for column in columns:
        inner, end = _heads(column["children"], depth, row + 1, at) if column["children"] else ([], at + 1)
        rows = 1 if column["children"] else depth - row
        cells += [Cell(str(column["label"]), row, at, rows, end - at), *inner]
        at = end
    return cells, at
