"""Performance indicators from the goal tables of an official workbook, and the formulas that its cells hold.

A goal table is known by its heads 一级指标, 二级指标, 三级指标. It lists projects in a column of its own, names the one that
it is of beside 项目名称, or is of the whole department.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from budgets.intake.cells import Grid, address, of_sheet
from budgets.intake.contents import Level, Origin, Problem
from budgets.models import Indicator
from budgets.names import plain

from .sheets import Workbook

LEVELS = ("一级指标", "二级指标", "三级指标")
NAME = "项目名称"
#: Heads of the column in which a list names its projects.
LISTED = (NAME, "单位（项目）", "单位（项目）名称", "项目")
VALUE, WEIGHT = re.compile(r"指标值|目标值"), re.compile(r"权重|分值")
AREAS = {label.removesuffix("指标"): str(area) for area, label in Indicator.Area.choices}
TARGET = re.compile(
    r"(?P<operator>≥|>=|≤|<=|＝|=|＞|>|＜|<)?\s*(?P<target>[\d,]+(?:\.\d+)?)\s*[（(]?(?P<unit>[^\d（）()\s]{0,20})[）)]?"
)
OPERATORS = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"}
WHOLE = re.compile(r"整体")
FORMULAS = "{}含公式，已取计算值"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """One indicator: of a project by its name, of the whole department where that is empty."""

    project: str
    area: str
    aspect: str
    name: str
    printed: str
    weight: int | None
    origin: Origin

    @property
    def target(self) -> tuple[str, str, str]:
        """Operator, value and unit; words are a value of their own."""
        found = TARGET.fullmatch(self.printed.strip())
        if not found:
            return "", self.printed.strip(), ""
        sign = found["operator"] or ""
        return OPERATORS.get(sign, sign or "＝"), found["target"], found["unit"]


def goals_of(workbook: Workbook) -> Iterator[Goal]:
    """Every indicator of every goal table."""
    for sheet in workbook.sheets:
        grid = of_sheet(sheet)
        for row in sorted(grid.rows):
            columns = {
                plain(grid.text(row, column)): column for column in sorted(grid.rows[row], reverse=True)
            }
            if all(level in columns for level in LEVELS):
                yield from _goals(grid, row, columns)
                break


def _goals(grid: Grid, head: int, columns: Mapping[str, int]) -> Iterator[Goal]:
    first, second, third = (columns[level] for level in LEVELS)
    value = max((at for text, at in columns.items() if VALUE.search(text) and at > third), default=-1)
    weight = next((at for text, at in columns.items() if WEIGHT.search(text)), -1)
    listed = _column_of_projects(grid, head)
    project = "" if listed is not None else _named_beside(grid, head)
    above = ["", ""]
    for row in (row for row in sorted(grid.rows) if row > head):
        if listed is not None and grid.text(row, listed):
            project, above = grid.text(row, listed), ["", ""]
        above = [
            grid.text(row, first) or above[0],
            grid.text(row, second) or ("" if grid.text(row, first) else above[1]),
        ]
        name, printed = grid.text(row, third), grid.text(row, value) if value >= 0 else ""
        area = next((area for word, area in AREAS.items() if word in above[0]), "")
        if not name or not printed or not area or name == LEVELS[2]:
            continue
        told = grid.text(row, weight) if weight >= 0 else ""
        points = int(told.partition(".")[0]) if re.fullmatch(r"\d{1,3}(?:\.0+)?", told) else None
        origin = Origin(grid.sheet, address(row, third), row + 1)
        yield Goal(project, area, plain(above[1]) or above[0], name, printed, points, origin)


def _column_of_projects(grid: Grid, head: int) -> int | None:
    """The column of 项目名称 where it is a head over a list, beside 绩效指标, and not a label before one name."""
    for row in range(max(head - 2, 0), head + 1):
        told = {plain(grid.text(row, column)): column for column in sorted(grid.rows.get(row, {}))}
        is_head = row == head or any(text in told for text in ("绩效指标", "年度绩效指标"))
        if is_head and (found := next((told[name] for name in LISTED if name in told), None)) is not None:
            return found
    return None


def _named_beside(grid: Grid, head: int) -> str:
    """What stands behind 项目名称 above the indicators; empty for the whole department."""
    for row in range(head):
        for column in sorted(grid.rows.get(row, {})):
            if plain(grid.text(row, column)).rstrip("：") == NAME:
                behind = [
                    grid.text(row, c) for c in sorted(grid.rows[row]) if c > column and grid.text(row, c)
                ]
                return behind[0] if behind else ""
    return ""


def formulas_in(workbook: Workbook) -> Iterator[Problem]:
    """One notice a sheet: what a program counted was taken (security.md, row 82)."""
    for sheet in workbook.sheets:
        rows = sorted({row + 1 for (row, _c), cell in sheet.cells.items() if cell.is_formula and cell.text})
        if rows:
            named = "、".join(map(str, rows[:MOST_NAMED])) + ("等" if len(rows) > MOST_NAMED else "")
            words = FORMULAS.format(f"第 {named} 行")
            yield Problem(Level.NOTICE, Origin(sheet.name, "", rows[0]), "", words, kind="formula")
