"""What a frozen document says of projects: each with its money and goal, and the indicators it is to be measured by.

Every form prints them in a table of its own. What is common to all is a figure ``project.<slug>`` for each project, and
heads 一级指标, 二级指标, 三级指标 over the indicators; nothing else is asked of a table here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from budgets.keys import is_project

from .rendering.opendata import heads, tables_of

Content = Mapping[str, Any]
SLUG = re.compile(r"project[.-](?P<slug>[0-9a-f]{8})")
#: What stands in the heads of indicators, by what it is here.
HEADS = {
    "area": re.compile("一级指标$"),
    "aspect": re.compile("二级指标$"),
    "name": re.compile("三级指标$"),
    "target": re.compile("(年度)?(指标值|目标值)$"),
    "weight": re.compile("(权重|分值)$"),
}
GOAL = re.compile("目标$")


@dataclass(frozen=True)
class Project:
    """One project. Amounts are exact, in 元; None where the department says none, or does not know it."""

    slug: str
    name: str
    amount: str | None
    last: str | None
    grant: str | None
    carried: str | None
    other: str | None
    goal: str
    anchor: str


@dataclass(frozen=True)
class Indicator:
    """One indicator of a project; of the whole budget where ``project`` is empty. ``row`` counts the table's rows from 1."""

    project: str
    area: str
    aspect: str
    name: str
    target: str
    weight: str
    table: str
    row: int


def projects_of(content: Content) -> list[Project]:
    """The projects of a document, as its figures come."""
    goals = dict(_goals(content))
    return [_project(key, content["figures"], goals) for key in content["figures"] if is_project(key)]


def _project(key: str, figures: Mapping[str, Any], goals: Mapping[str, str]) -> Project:
    slug, figure = key.removeprefix("project."), figures[key]
    others = {
        name: figures.get(f"{key}.{name}", {}).get("value") for name in ("last", "grant", "carried", "other")
    }
    anchor = figure["places"][0]["anchor"] if figure["places"] else ""
    return Project(slug, figure["label"], figure["value"], goal=goals.get(slug, ""), anchor=anchor, **others)


def indicators_of(content: Content) -> list[Indicator]:
    """Every indicator that a document's tables list, in their order."""
    return [each for table in tables_of(content) for each in _indicators(table)]


def _indicators(table: Mapping[str, Any]) -> Iterator[Indicator]:
    columns = _columns(table)
    if not {"area", "name", "target"} <= columns.keys():
        return
    for number, slug, row in _rows(table):
        said = {name: row["cells"][column]["text"].strip() for name, column in columns.items()}
        if said["area"].endswith("指标") and said["name"]:
            said = dict.fromkeys(HEADS, "") | said
            yield Indicator(project=slug, table=table["key"], row=number, **said)


def _columns(table: Mapping[str, Any]) -> dict[str, int]:
    """Where a table says what of an indicator."""
    found: dict[str, int] = {}
    for n, (label, _kind) in enumerate(heads(table)):
        for name, pattern in HEADS.items():
            if pattern.search(label):
                found.setdefault(name, n)
    return found


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """(number, slug of its project, row): a sheet of one project says once which, a list again at each."""
    slug = _only_project_of(table)
    for number, row in enumerate(table["rows"], 1):
        named = SLUG.match(row["code"])
        slug = named["slug"] if named else slug
        yield number, slug, row


def _only_project_of(table: Mapping[str, Any]) -> str:
    found = {
        match["slug"]
        for row in table["rows"]
        for cell in row["cells"]
        if (match := SLUG.match(cell.get("figure") or ""))
    }
    return found.pop() if len(found) == 1 else ""


def _goals(content: Content) -> Iterator[tuple[str, str]]:
    """(slug, goal) of every project whose goal a table prints: in a column of its own, or in a row above the indicators."""
    for table in tables_of(content):
        columns = [n for n, (label, kind) in enumerate(heads(table)) if kind == "text" and GOAL.search(label)]
        of_rows = _columns(table)
        for _number, slug, row in _rows(table):
            said = [cell["text"].strip() for cell in row["cells"]]
            if SLUG.match(row["code"]):
                yield from ((slug, said[column]) for column in columns if said[column])
            elif slug and "target" in of_rows and GOAL.search(said[of_rows["area"]]):
                yield slug, said[of_rows["target"]]
