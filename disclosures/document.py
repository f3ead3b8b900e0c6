"""The document: what a department says to the public, as blocks in order and the figures they cite.

A document is frozen as canonical JSON; every rendering reads that JSON and nothing else. Its shape (contract.md)::

    region, department, year, kind, form, title, number, published_at, reason, previous   who says what, when
    salt     random, 32 hexadecimal digits: its digest stays public after a withdrawal, and must not let anybody who knows
             all but one figure try values
    cover    {"title", "subtitle"} where the form has a cover of its own, else {}
    blocks   [{"type": "heading",   "level", "number", "text", "anchor", "listed"},
              {"type": "paragraph", "runs": [text | {"figure", "text"}, …], "role",
               "en": [the same in English, what stays Chinese in it as {"text", "lang"}]},
              {"type": "table",     "key", "number", "label", "title", "maker", "unit", "columns", "rows", "notes", …},
              {"type": "terms",     "items": [{"term", "name", "text"}, …]}]
    figures  {key: {"label", "value", "unit", "basis", "places": [{"anchor", "text"}, …]}}
    summary  [{"key", …}]   the few figures a reader wants first
    examination  {"checked": how many rules,
                  "findings": [{"rule", "level", "message", "difference", "figures",
                                "waived": {"reason", "on"} where a warning was waived}, …],
                  "rounding": [{"anchor", "place", "printed", "summed", "difference", "unit"}, …]: totals that their parts
                              do not come to as printed, because each is rounded}

Amounts are decimal strings in 元 with two decimals, counts integers or decimal strings with their unit. ``text`` of a
cell or run is what is printed: rounded once, here, and never again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from budgets.money import plain

#: What publishing itself adds to a document; everything else is content.
STAMP = ("number", "published_at", "reason", "previous", "salt")


@dataclass(frozen=True)
class Cite:
    """A figure cited in a sentence: its key and what is printed for it."""

    figure: str
    text: str


@dataclass(frozen=True)
class Chinese:
    """Chinese words in an English sentence: a name, or what the department wrote itself."""

    text: str


CHINESE = "zh-CN"  # as HTML names the language
UNIT_HEAD = "单位"  # of an amount: heads a column, or stands before the unit over a table
Run = str | Cite | Chinese


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str
    number: str = ""
    listed: str = ""  # how the contents list it where the form words it otherwise there


@dataclass(frozen=True)
class Paragraph:
    """A sentence or more. ``en`` says the same in English; empty for what only the department can say."""

    runs: tuple[Run, ...]
    role: str = ""  # "item" for a line of a list, "note" for a remark
    en: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column head; one with children spans them. ``kind``: code, name, amount, percent, count or text."""

    label: str
    kind: str = "amount"
    children: tuple[Column, ...] = ()
    side: bool = False  # first column of the second side of a two-sided table

    def leaves(self) -> Iterator[Column]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True)
class Cell:
    text: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Row:
    """Cells aligned with the leaf columns. ``level`` 1-3 is 类, 款, 项; ``kind`` is item or total."""

    cells: tuple[Cell, ...]
    kind: str = "item"
    level: int = 0
    code: str = ""


@dataclass(frozen=True)
class Rounded:
    """A printed total that its parts do not come to as printed, although exactly they do. Both in the table's unit."""

    total: str  # the key of its figure
    printed: Decimal
    summed: Decimal


@dataclass(frozen=True)
class Table:
    """A table. ``label`` is its printed number (表1; empty where the form numbers none), ``maker`` the words before its
    unit (编制部门：…), ``height`` how many rows the form's workbook keeps for it. What is ``rounded`` is told with what was
    examined."""

    key: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    number: str = ""
    label: str = ""
    maker: str = ""
    height: int = 0
    is_two_sided: bool = False
    is_empty: bool = False
    rounded: tuple[Rounded, ...] = ()

    def leaves(self) -> tuple[Column, ...]:
        return tuple(leaf for column in self.columns for leaf in column.leaves())

    def anchor(self, row: int, column: int) -> str:
        """The address of a cell: table, then the row's code or place, then the column's place."""
        return f"fig-{self.key}-{self.rows[row].code or row + 1}-{column + 1}"


@dataclass(frozen=True)
class Explanation:
    term: str
    name: str
    text: str


@dataclass(frozen=True)
class Terms:
    items: tuple[Explanation, ...]


Block = Heading | Paragraph | Table | Terms


@dataclass(frozen=True)
class Cited:
    """What the document knows of a figure it cites. ``value`` None: not known."""

    label: str
    value: Decimal | None
    unit: str
    basis: str
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Document:
    """One disclosure. ``number``, ``published_at``, ``reason``, ``previous`` and ``salt`` are set when it is frozen."""

    region: Mapping[str, str]
    department: Mapping[str, str]
    year: int
    kind: str
    form: str
    title: str
    table_unit: str
    blocks: tuple[Block, ...]
    figures: Mapping[str, Cited]
    summary: tuple[Mapping[str, Any], ...]
    examination: Mapping[str, Any] = field(default_factory=dict)
    deadline: Mapping[str, Any] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    published_at: str = ""
    reason: str = ""
    previous: str = ""
    salt: str = ""

    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def stamped(self, **stamp: Any) -> Document:
        return replace(self, **stamp)


def machine_value(value: Decimal | None, unit: str) -> str | int | None:
    """A figure's value for a machine: amounts as strings in 元, whole counts as integers, None where unknown."""
    if value is None:
        return None
    if unit in ("元", "%", "平方米"):
        return plain(value)
    if value != value.to_integral_value():
        raise ValueError(f"{value} {unit} is no whole count")
    return int(value)


def as_json(document: Document) -> dict[str, Any]:
    """The document as plain JSON types."""
    return {
        "region": dict(document.region),
        "department": dict(document.department),
        "year": document.year,
        "kind": document.kind,
        "form": document.form,
        "title": document.title,
        "cover": dict(document.cover),
        "table_unit": document.table_unit,
        "number": document.number,
        "published_at": document.published_at,
        "reason": document.reason,
        "previous": document.previous,
        "salt": document.salt,
        "deadline": dict(document.deadline),
        "summary": [dict(item) for item in document.summary],
        "examination": dict(document.examination),
        "blocks": [_block(block) for block in document.blocks],
        "figures": {
            key: {
                "label": cited.label,
                "value": machine_value(cited.value, cited.unit),
                "unit": cited.unit,
                "basis": cited.basis,
                "places": [{"anchor": anchor, "text": text} for anchor, text in cited.places],
            }
            for key, cited in document.figures.items()
        },
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {
                "type": "heading",
                "level": block.level,
                "number": block.number,
                "text": block.text,
                "anchor": block.anchor,
                "listed": block.listed,
            }
        case Paragraph():
            runs, english = ([_run(run) for run in said] for said in (block.runs, block.en))
            return {"type": "paragraph", "role": block.role, "runs": runs, "en": english}
        case Table():
            return _table(block)
        case Terms():
            items = [{"term": item.term, "name": item.name, "text": item.text} for item in block.items]
            return {"type": "terms", "items": items}


def _run(run: Run) -> str | dict[str, str]:
    match run:
        case Cite():
            return {"figure": run.figure, "text": run.text}
        case Chinese():
            return {"text": run.text, "lang": CHINESE}
        case _:
            return run


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "key": table.key,
        "number": table.number,
        "label": table.label,
        "title": table.title,
        "maker": table.maker,
        "height": table.height,
        "unit": table.unit,
        "is_two_sided": table.is_two_sided,
        "is_empty": table.is_empty,
        "columns": [_column(column) for column in table.columns],
        "rows": [
            {
                "kind": row.kind,
                "level": row.level,
                "code": row.code,
                "cells": [
                    {"text": cell.text, "figure": cell.figure, "anchor": table.anchor(r, c)}
                    if cell.figure
                    else {"text": cell.text}
                    for c, cell in enumerate(row.cells)
                ],
            }
            for r, row in enumerate(table.rows)
        ],
        "notes": list(table.notes),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "label": column.label,
        "kind": column.kind,
        "side": column.side,
        "children": [_column(child) for child in column.children],
    }


def canonical(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8. The same content always gives the same bytes."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


# Documents frozen by earlier software ------------------------------------------------------------------------------


def completed(content: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen document as today's renderings expect it: what it did not say yet stands as it was printed then.

    Since 2026-11-22 a document has a cover and tells what was rounded, and its blocks have English, lines for the contents
    and labels of tables. The frozen text itself, its JSON file and its digest stay as they were published.
    """
    maker = f"编制部门：{content['department']['name']}"
    examination = {"rounding": [], **content["examination"]}
    return {
        "cover": {},
        **content,
        "examination": examination,
        "blocks": [_completed(block, maker) for block in content["blocks"]],
    }


def _completed(block: Mapping[str, Any], maker: str) -> dict[str, Any]:
    match block["type"]:
        case "heading":
            return {"listed": "", **block}
        case "paragraph":
            return {"en": [], **block}
        case "table":
            return {"label": f"表{block['number']}", "maker": maker, "height": 0, **block}
    return dict(block)
