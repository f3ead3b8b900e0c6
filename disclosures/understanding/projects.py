"""Projects as a frozen document tells of them: what they cost, their basis, plan and period, their goals and indicators.

Forms tell of a project in different places: a section of its own, a line of a list, a row of a table, a sheet of goals. A
project is found in all of them by its figure (``project.<slug>``) or its name, whatever the form. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.keys import is_project
from budgets.money import WANYUAN, printed

from ..rendering.grid import leaves
from ..rendering.opendata import paragraph_text
from .reasons import anchor_of

Json = Mapping[str, Any]

#: What a sheet says of a project, as its headings or the words before a colon name it, in the order of a page.
PARTS = (
    "项目概述",
    "立项依据",
    "实施主体",
    "实施方案",
    "实施周期",
    "年度预算安排",
    "用款计划",
    "绩效目标",
    "年度总体目标",
)
LABELLED = re.compile(rf"(?P<label>{'|'.join(PARTS)})[：:]\s*(?P<text>.+)", re.DOTALL)
#: The columns of indicators, by their heads.
LEVELS = ("一级指标", "二级指标", "三级指标")
VALUES = ("指标值", "年度指标值", "目标值")
WEIGHTS = ("权重", "分值", "评（扣）分标准")
GOAL = ("年度总体目标", "实施期绩效目标")
#: Money for a project by where it comes from.
FUNDS = ("grant", "carried", "other")


@dataclass(frozen=True)
class Indicator:
    """A line of the goals: 产出指标 › 数量指标 › name, ``≥ 200 人次``."""

    area: str
    aspect: str
    name: str
    target: str
    weight: str = ""


@dataclass(frozen=True)
class Told:
    """A part of what is said of a project, under the words that the text has for it."""

    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Fund:
    label: str
    amount: Decimal

    @property
    def text(self) -> str:
        return printed(self.amount, WANYUAN)


@dataclass(frozen=True)
class Project:
    """A project of one year. ``has_other_sheet``: the text has a sheet that does not say whose it is."""

    slug: str
    name: str
    anchor: str
    amount: Decimal | None
    last: Decimal | None
    change: Decimal | None
    funds: tuple[Fund, ...] = ()
    parts: tuple[Told, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    has_weights: bool = False
    other_sheet: str = ""


def slug_of(key: str) -> str:
    """``project.245e518d`` is addressed as 245e518d."""
    return key.partition(".")[2]


def slugs_of(document: Json) -> list[str]:
    """The projects of a document, the dearest first; those whose amount is not known last."""
    keys = [key for key in document["figures"] if is_project(key)]
    return [
        slug_of(key) for key in sorted(keys, key=lambda key: (-(value(document, key) or Decimal(-1)), key))
    ]


def value(document: Json, key: str) -> Decimal | None:
    told = document["figures"].get(key, {}).get("value")
    return None if told is None else Decimal(told)


def projects_of(document: Json) -> list[Project]:
    sections = _sections(document)
    return [_project(document, sections, slug) for slug in slugs_of(document)]


def find(document: Json, slug: str) -> Project | None:
    if f"project.{slug}" not in document["figures"]:
        return None
    return _project(document, _sections(document), slug)


def _project(document: Json, sections: Mapping[str, Sheet], slug: str) -> Project:
    key = f"project.{slug}"
    name = str(document["figures"][key]["label"])
    rows = list(_rows_of(document, key, name))
    sheet = sections.get(name) or Sheet()
    parts = {label: list(texts) for label, texts in sheet.parts.items()}
    for text in _lines_citing(document, key):
        _say(parts, "年度预算安排", text)
    for label, text in _in_tables(rows):
        _say(parts, label, text)
    indicators = tuple(_indicators(rows))
    nameless = sections.get("")
    return Project(
        slug=slug,
        name=name,
        anchor=sheet.anchor or anchor_of(document, key),
        amount=value(document, key),
        last=value(document, f"{key}.last"),
        change=value(document, f"{key}.change"),
        funds=tuple(_funds(document, key, name)),
        parts=tuple(Told(label, tuple(parts[label])) for label in _in_order(parts)),
        indicators=indicators,
        has_weights=any(each.weight for each in indicators),
        other_sheet=nameless.anchor if nameless and not sheet.parts else "",
    )


def _say(parts: dict[str, list[str]], label: str, text: str) -> None:
    """Once: a form may print the same goal in its text and in a table."""
    said = [each.rstrip("。") for texts in parts.values() for each in texts]
    if text.strip() and text.strip().rstrip("。") not in said:
        parts.setdefault(label, []).append(text.strip())


def _in_order(parts: Mapping[str, object]) -> list[str]:
    return sorted(parts, key=lambda label: PARTS.index(label) if label in PARTS else len(PARTS))


def _funds(document: Json, key: str, name: str) -> Iterator[Fund]:
    for fund in FUNDS:
        amount = value(document, f"{key}.{fund}")
        if amount is not None:
            label = str(document["figures"][f"{key}.{fund}"]["label"])
            yield Fund(label.removeprefix(f"{name}，"), amount)


# Sections ---------------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """What the text says of a project under headings."""

    anchor: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)


def _sections(document: Json) -> dict[str, Sheet]:
    """The sheets of a document by the name of their project. A sheet that names none is the only project's; where there are
    several its name is empty, for nobody can say whose it is."""
    names = [str(document["figures"][f"project.{slug}"]["label"]) for slug in slugs_of(document)]
    found: dict[str, Sheet] = {}
    owner, level, label = "", 0, ""
    for block in document["blocks"]:
        if block["type"] == "heading":
            if block["text"] in names:
                owner, level, label = block["text"], block["level"], ""
                found.setdefault(owner, Sheet(block["anchor"]))
            elif owner and block["level"] <= level:
                owner, label = "", ""
            if block["text"] not in names:
                label = _part_named(block)
                if label and not owner:
                    found.setdefault("", Sheet(block["anchor"]))
        elif block["type"] == "paragraph" and (owner or label):
            _add(found[owner], label, block)
    return _claimed(found, names)


def _part_named(heading: Json) -> str:
    """The part of a sheet that a heading begins: 绩效目标 of 绩效目标和指标."""
    text, anchor = str(heading["text"]), str(heading["anchor"])
    if not anchor.startswith("project-"):
        return ""
    return next((part for part in PARTS if text.startswith(part)), "")


def _add(sheet: Sheet, label: str, paragraph: Json) -> None:
    """A paragraph that cites a figure is found by that (``_lines_citing``), whichever project it is of."""
    if any(not isinstance(run, str) and "figure" in run for run in paragraph["runs"]):
        return
    text = paragraph_text(paragraph)
    if labelled := LABELLED.fullmatch(text):
        label, text = labelled["label"], labelled["text"]
    if label:
        sheet.parts.setdefault(label, []).append(text)


def _claimed(found: dict[str, Sheet], names: Sequence[str]) -> dict[str, Sheet]:
    if "" in found and len(names) == 1 and names[0] not in found:
        found[names[0]] = found.pop("")
    return {name: sheet for name, sheet in found.items() if name or sheet.parts}


def _lines_citing(document: Json, key: str) -> Iterator[str]:
    """The sentences that are about this project and no other: 中介机构服务费418.80万元，主要用于…"""
    for block in document["blocks"]:
        if block["type"] == "paragraph":
            cited = {run["figure"] for run in block["runs"] if not isinstance(run, str) and "figure" in run}
            if key in cited and all(each == key or each.startswith(f"{key}.") for each in cited):
                yield re.sub(r"^(?:[0-9]+[.、]|（[0-9]+）)\s*", "", paragraph_text(block))


# Tables -----------------------------------------------------------------------------------------------------------

Line = Mapping[str, str]


def _rows_of(document: Json, key: str, name: str) -> Iterator[Line]:
    """The rows of tables that are about a project, each by the heads of its columns."""
    for block in document["blocks"]:
        if block["type"] == "table":
            heads = [leaf["label"] for leaf in leaves(block["columns"])]
            if str(block["title"]).endswith(f"（{name}）"):
                rows = block["rows"]
            else:
                rows = list(_rows_beginning(block["rows"], key))
            yield from (_line(heads, row) for row in rows)


def _rows_beginning(rows: Sequence[Json], key: str) -> Iterator[Json]:
    """The row that cites the project, and those below it that name no other."""
    is_its = False
    for row in rows:
        figures = {cell.get("figure") for cell in row["cells"]} - {None, ""}
        if figures or row["kind"] != "item" or row["cells"][0]["text"]:
            is_its = key in figures or (row["code"] == key.replace(".", "-"))
        if is_its and row["kind"] == "item":
            yield row


def _line(heads: Sequence[str], row: Json) -> Line:
    return {head: str(cell["text"]).strip() for head, cell in zip(heads, row["cells"], strict=True)}


def _in_tables(rows: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """What the tables say besides amounts and indicators."""
    for row in rows:
        for head in GOAL:
            yield "绩效目标", row.get(head, "")
        yield "主要用途", row.get("主要用途", "")
        if row.get("一级指标") in GOAL:  # a sheet that has the goal as a row above the indicators
            yield "绩效目标", _value(row, VALUES)


def _indicators(rows: Sequence[Line]) -> Iterator[Indicator]:
    """Each indicator with the levels above it, which a table may print once for several."""
    area = aspect = ""
    for row in rows:
        first, second, name = (row.get(level, "") for level in LEVELS)
        if first and first != area:
            area, aspect = first, second
        aspect = second or aspect
        if name and area.endswith("指标"):
            yield Indicator(area, aspect, name, _value(row, VALUES), _value(row, WEIGHTS))


def _value(row: Line, heads: Sequence[str]) -> str:
    return next((row[head] for head in heads if row.get(head)), "")
