"""Edition: a frozen document as its English page tells it. Figures, addresses and order are those of the Chinese text.

The sentences were frozen in both languages at publication; labels are looked up here. What has no English stays as it is
and says that it is Chinese: a cell or a label by itself (see ``english.Words``), a paragraph by its ``lang``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..document import CHINESE, UNIT_HEAD, Chinese
from ..english import HAN, Labels, Words, own

Json = Mapping[str, Any]

#: Figures of these are named by the department; but for their sums.
NAMED = ("project.", "purchase.", "unit.")
SUMS = ("project.total", "project.special", "purchase.services")
CLASS_DIGITS = 3


def in_english(document: Json) -> dict[str, Any]:
    """The document with its title, blocks and the figures that its text cites in English."""
    labels, figures = Labels.of(document), document["figures"]
    return {
        **document,
        "title": labels[document["title"]],
        "blocks": [_block(block, labels) for block in document["blocks"]],
        "examination": _examination(document["examination"], labels),
        "figures": {**figures, **{key: _figure(key, figures[key], labels) for key in _cited(document)}},
    }


def _examination(examination: Json, labels: Labels) -> dict[str, Any]:
    findings = [{**f, "message": labels[f["message"]]} for f in examination.get("findings", [])]
    rounding = [{**each, "place": labels.place(each["place"])} for each in examination.get("rounding", [])]
    return {**examination, "findings": findings, "rounding": rounding}


def _cited(document: Json) -> set[str]:
    """The figures that the page says where they come from: those of its sentences and of the summary."""
    paragraphs = (block for block in document["blocks"] if block["type"] == "paragraph")
    runs = (run for paragraph in paragraphs for run in paragraph["runs"])
    return {run["figure"] for run in runs if not isinstance(run, str)} | {
        item["key"] for item in document["summary"]
    }


def _block(block: Json, labels: Labels) -> dict[str, Any]:
    match block["type"]:
        case "heading":
            return _heading(block, labels)
        case "paragraph":
            return {**block, "runs": block["en"]} if block.get("en") else {**block, "lang": CHINESE}
        case "table":
            return _table(block, labels)
        case "terms":
            items = [{**i, "name": labels.term(i["name"]), "text": labels[i["text"]]} for i in block["items"]]
            return {**block, "items": items}
    raise ValueError(f"a document has no block of type {block['type']!r}")


def _heading(heading: Json, labels: Labels) -> dict[str, Any]:
    listed = heading["listed"] and labels[heading["listed"]]
    number = labels.number(heading["number"])
    return {**heading, "number": number, "text": labels[heading["text"]], "listed": listed}


def _table(table: Json, labels: Labels) -> dict[str, Any]:
    return {
        **table,
        "label": table["label"] and labels[table["label"]],
        "title": labels[table["title"]],
        "maker": table["maker"] and labels[table["maker"]],
        "unit": table["unit"] and labels[f"{UNIT_HEAD}：{table['unit']}"],
        "columns": [_column(column, labels) for column in table["columns"]],
        "rows": [_row(row, labels) for row in table["rows"]],
        "notes": [labels[note] for note in table["notes"]],
    }


def _column(column: Json, labels: Labels) -> dict[str, Any]:
    children = [_column(child, labels) for child in column["children"]]
    return {**column, "label": labels[column["label"]], "children": children}


def _row(row: Json, labels: Labels) -> dict[str, Any]:
    keeps_names = _names_something(row)
    return {**row, "cells": [_cell(cell, labels, keeps_names) for cell in row["cells"]]}


def _names_something(row: Json) -> bool:
    """Whether a row is of an account below the 类, a project, a purchase or a unit: its code says so."""
    if row["code"].isdecimal():
        return len(row["code"]) > CLASS_DIGITS
    return bool(row["code"]) and any(_is_named(cell["figure"]) for cell in row["cells"] if cell.get("figure"))


def _is_named(figure: str) -> bool:
    return figure.startswith(NAMED) and not figure.startswith(SUMS)


def _cell(cell: Json, labels: Labels, keeps_names: bool) -> Json:
    text = cell["text"]
    if cell.get("figure") or not HAN.search(text):
        return cell
    return {**cell, "text": Words(Chinese(text)) if keeps_names else labels.cell(text)}


def _figure(key: str, figure: Json, labels: Labels) -> dict[str, Any]:
    return {
        **figure,
        "label": called(key, figure["label"], labels),
        "basis": labels[figure["basis"]],
        "places": [{**place, "text": labels.place(place["text"])} for place in figure["places"]],
    }


def called(key: str, label: str, labels: Labels) -> Words:
    """What a figure is called; one that the department named itself keeps its name."""
    has_own_name = _is_named(key) and key.count(".") == 1
    return Words(own(label)) if has_own_name else labels.figure(label)
