"""The rows of a data package that a frozen document gives: plain values by the names of the declared fields.

Text that a spreadsheet would take for a formula has an apostrophe before it; numbers never have (security.md §5, R18). An
apostrophe before such text is doubled, so that ``text_of`` gives back what was meant.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from budgets.keys import coordinates

from ..document import completed
from ..projects import Part, Project, indicators_of, projects_of
from ..rendering.opendata import anchors_of, heading_text, heads, paragraph_text, tables_of
from .declared import BY_NAME, Resource

Content = Mapping[str, Any]
Row = Mapping[str, Any]

#: What a spreadsheet would calculate with, behind any apostrophes; and what is only a number.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+\-][0-9,]+(\.[0-9]+)?%?")
FUNCTION = re.compile(r"expenditure\.f([0-9]+)")
CODE = re.compile(r"^[0-9]{3,} ")


def address_of(content: Content) -> str:
    """430001/101/2025: which publication a row is of."""
    return f"{content['region']['code']}/{content['department']['code']}/{content['year']}"


def rows_of(content: Content) -> dict[str, Iterator[Row]]:
    """The rows of every resource that documents give, by the resource's name."""
    whole = completed(content)
    publication = address_of(content)
    return {name: ({"publication": publication, **row} for row in told(whole)) for name, told in TOLD.items()}


def _figures(content: Content) -> Iterator[Row]:
    anchors = anchors_of(content, content["figures"])
    for key, figure in content["figures"].items():
        yield {
            "figure": f"{address_of(content)}#{key}",
            "key": key,
            "label": figure["label"],
            "value": figure["value"],
            "unit": figure["unit"],
            "place": figure["places"][0]["text"] if figure["places"] else "",
            "anchor": anchors.get(key, ""),
            **_coordinates(key),
        }


def _coordinates(key: str) -> Row:
    found = coordinates(key)
    if found is None:
        return dict.fromkeys(COORDINATES.values(), "")
    return {name: getattr(found, field) for field, name in COORDINATES.items()}


COORDINATES = {
    "measure": "measure",
    "view": "view",
    "fund": "fund",
    "span": "span",
    "f": "function",
    "e": "economic",
    "g": "government",
    "s": "source",
    "nature": "nature",
    "cost": "cost",
}


def _expenditure(content: Content) -> Iterator[Row]:
    """The finest codes of function: those that no longer one begins with."""
    codes = sorted(match[1] for key in content["figures"] if (match := FUNCTION.fullmatch(key)))
    for code, following in zip(codes, [*codes[1:], ""], strict=True):
        if not following.startswith(code):
            figure = content["figures"][f"expenditure.f{code}"]
            yield {
                "region_code": content["region"]["code"],
                "region_name": content["region"]["name"],
                "department_code": content["department"]["code"],
                "department_name": content["department"]["name"],
                "year": content["year"],
                "function_code": code,
                "function_name": CODE.sub("", figure["label"].rpartition("，")[2]),
                "amount": figure["value"],
            }


def _tables(content: Content) -> Iterator[Row]:
    for position, table in enumerate(tables_of(content), 1):
        leaves = [{"path": label.split(" › "), "kind": kind} for label, kind in heads(table)]
        yield {
            "table": table["key"],
            "position": position,
            "label": table["label"],
            "title": table["title"],
            "maker": table["maker"],
            "unit": table["unit"],
            "columns": json.dumps(leaves, ensure_ascii=False),
            "rows": len(table["rows"]),
            "notes": "\n".join(table["notes"]),
        }


def _cells(content: Content) -> Iterator[Row]:
    figures, address = content["figures"], address_of(content)
    for table in tables_of(content):
        labels = [label for label, _kind in heads(table)]
        for n, row in enumerate(table["rows"], 1):
            for c, (cell, label) in enumerate(zip(row["cells"], labels, strict=True), 1):
                # What is printed blank may be a figure that the document tells nothing of.
                key = cell.get("figure", "")
                is_told = key in figures
                yield {
                    "table": table["key"],
                    "row": n,
                    "column": c,
                    "row_kind": row["kind"],
                    "level": row["level"],
                    "code": row["code"],
                    "head": label,
                    "printed": cell["text"],
                    "figure": f"{address}#{key}" if is_told else "",
                    "value": figures[key]["value"] if is_told else None,
                    "anchor": cell.get("anchor", ""),
                }


def _text(content: Content) -> Iterator[Row]:
    said = [block for block in content["blocks"] if block["type"] in ("heading", "paragraph")]
    for position, block in enumerate(said, 1):
        is_heading = block["type"] == "heading"
        yield {
            "position": position,
            "kind": block["type"],
            "level": block["level"] if is_heading else None,
            "text": heading_text(block) if is_heading else paragraph_text(block),
            "english": "" if is_heading else paragraph_text({"runs": block["en"]}),
            "anchor": block["anchor"] if is_heading else "",
        }


def _projects(content: Content) -> Iterator[Row]:
    for project in projects_of(content):
        yield {
            "project": _of(content, project.slug),
            "name": project.name,
            "amount": project.amount,
            "last_amount": project.last,
            "change": project.change,
            "grant": project.fund("grant"),
            "carried": project.fund("carried"),
            "other": project.fund("other"),
            "goal": project.goal,
            "anchor": project.anchor,
        }


def _project_texts(content: Content) -> Iterator[Row]:
    for project in projects_of(content):
        for position, (part, text) in enumerate(_paragraphs(project), 1):
            yield {
                "project": _of(content, project.slug),
                "position": position,
                "part": part.name,
                "label": part.label,
                "text": text,
            }


def _paragraphs(project: Project) -> Iterator[tuple[Part, str]]:
    return ((part, text) for part in project.parts for text in part.paragraphs)


def _of(content: Content, slug: str) -> str:
    """How a project is named in every resource; empty for none."""
    return f"{address_of(content)}#project.{slug}" if slug else ""


def _indicators(content: Content) -> Iterator[Row]:
    for position, each in enumerate(indicators_of(content), 1):
        yield {"position": position, **vars(each), "project": _of(content, each.project)}


def _terms(content: Content) -> Iterator[Row]:
    told: set[str] = set()
    for block in content["blocks"]:
        for item in block["items"] if block["type"] == "terms" else ():
            if item["term"] not in told:
                told.add(item["term"])
                yield {"term": item["term"], "name": item["name"], "text": item["text"]}


TOLD: dict[str, Callable[[Content], Iterator[Row]]] = {
    "figures": _figures,
    "expenditure": _expenditure,
    "tables": _tables,
    "cells": _cells,
    "text": _text,
    "projects": _projects,
    "project_texts": _project_texts,
    "indicators": _indicators,
    "terms": _terms,
}


# As CSV -----------------------------------------------------------------------------------------------------------


def head_line(resource: Resource) -> bytes:
    return _line(resource.columns)


def lines(resource: Resource, rows: Iterable[Row]) -> Iterator[bytes]:
    """Each row as a line of CSV. KeyError for a field that a row does not have, ValueError for one that is not declared."""
    kinds = {field.name: field.kind for field in resource.fields}
    for row in rows:
        if row.keys() != kinds.keys():
            raise ValueError(f"{resource.name}: {row.keys() ^ kinds.keys()}")
        yield _line([_written(row[name], kind) for name, kind in kinds.items()])


def _written(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return safe(text) if kind == "string" else text


def safe(text: str) -> str:
    """Text that stays text in a spreadsheet; a printed number is one."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def text_of(written: str) -> str:
    """What ``safe`` was given."""
    return written[1:] if written.startswith("'") and FORMULA.match(written) else written


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


#: Resources in the order of the archive, those that documents give.
OF_VERSIONS = tuple(BY_NAME[name] for name in BY_NAME if BY_NAME[name].is_of_versions)
