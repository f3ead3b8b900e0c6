"""Which department a workbook is of: by the name that it says, the code or the names that it holds, else by its own name.
In doubt, none: what is written into another department's budget is worse than a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from budgets.intake.called import is_called
from budgets.models import Department

from ..intake.sheets import Sheet, Workbook

#: A cover and the heads of tables say whose they are; further down stand the names of others.
SHEETS, ROWS = 4, 12
#: What stands before a name or a code on a cover.
LABEL = re.compile(r"(主管)?(?:部门|单位|编制|预算)[^:：主]{0,8}[:：]\s*(.+)")
#: The cell, or the beginning of one, behind which its name stands; a department above it is not it.
SAYS = re.compile(
    r"(?P<above>预算主管|主管)?(?:预算|填报|编制|编报|公开)?(?:部门|单位)(?:[（(](?:部门|单位)[)）])?(?:名称|全称)?(?:[:：]|$)\s*"
)
TITLE = re.compile(
    r"(?<![0-9A-Za-z\u4e00-\u9fff（(])(?:关于)?([0-9A-Za-z\u4e00-\u9fff（）()]{2,40}?)\s*20[0-9]{2}\s*年度?.{0,8}预算"
)
#: How names of offices and units end; no unit of money does.
OFFICE = re.compile(
    r"(?:局|委|办|会|院|校|学|园|所|站|队|心|社|馆|处|道|镇|乡|府|厅|部|联|团|台|室|司|场|库)"
    r"(?:[（(](?:部门|单位|本级|汇总|本部)[)）]|本级)?$"
)
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9a-z]{2,11}(?![0-9A-Za-z])")


class Roster:
    """The departments of a region, found by what is written of them."""

    def __init__(self, departments: Iterable[Department]):
        self.every = every = list(departments)
        self.by_code = {each.code: each for each in every}
        self.by_name = {each.name: each for each in every}
        # A short name may be that of several (办公室); the longest that is found counts.
        short: dict[str, list[Department]] = {}
        for each in every:
            for name in {each.name, each.short_name, _without_place(each)}:
                short.setdefault(name, []).append(each)
        self.by_short = {name: found[0] for name, found in short.items() if len(found) == 1 and len(name) > 1}

    def of(self, workbook: Workbook, file_name: str) -> tuple[Department | None, str]:
        """The one department that a workbook is of, None where it names none or several; and the name by which it says that
        it is of nobody here, whatever its codes and its own name are."""
        own, above = _said(workbook)
        names = own or above
        called = {each.pk: each for name in names for each in self._called(name)}
        if names and not called:
            return None, names[0]
        if own and len(called) == 1:
            return next(iter(called.values())), ""
        return self._by_what_it_says(workbook) or self.by_file_name(file_name), ""

    def _called(self, name: str) -> list[Department]:
        """Those whose name it is, written in full or as people here write it."""
        if each := self.by_name.get(name) or self.by_short.get(name):
            return [each]
        return [each for each in self.every if is_called(name, each)]

    def _by_what_it_says(self, workbook: Workbook) -> Department | None:
        """By the first sheet that names one department and no other."""
        for texts in _first_texts(workbook):
            labelled = [found[2].strip() for text in texts if (found := LABEL.search(text)) and not found[1]]
            named = self._named(labelled) or self._exactly(texts) or self._named(texts)
            if len(named) == 1:
                return next(iter(named.values()))
        return None

    def _exactly(self, texts: list[str]) -> dict[Any, Department]:
        """By a cell that holds a full name and nothing else."""
        return {each.pk: each for text in texts if (each := self.by_name.get(text))}

    def _named(self, texts: list[str]) -> dict[Any, Department]:
        """By the full names within these texts, of one that stands within another the longer."""
        found: dict[Any, Department] = {}
        for text in texts:
            if each := self.by_code.get(text):
                found[each.pk] = each
                continue
            names = [name for name in self.by_name if name in text]
            for name in names:
                if not any(name != other and name in other for other in names):
                    found[self.by_name[name].pk] = self.by_name[name]
        return found

    def by_file_name(self, file_name: str) -> Department | None:
        """By a code in a file's name, else by the longest name in it; by the folders that it stands in where that has
        none."""
        for part in reversed(PurePosixPath(file_name).parts):
            codes = {code for code in CODE.findall(part) if code in self.by_code}
            if len(codes) == 1:
                return self.by_code[codes.pop()]
            names = sorted((name for name in self.by_short if name in part), key=len, reverse=True)
            apart = [name for name in names if not any(name != other and name in other for other in names)]
            if len({self.by_short[name].pk for name in apart}) == 1:
                return self.by_short[apart[0]]
        return None


def _without_place(department: Department) -> str:
    """区财政局 of 上海市普陀区财政局."""
    return department.name.removeprefix(department.region.name)


def _said(workbook: Workbook) -> tuple[list[str], list[str]]:
    """The names that the first sheet with any says it is of, and those of departments above it."""
    for sheet in workbook.sheets[:SHEETS]:
        own, above = list[str](), list[str]()
        for place, text in _top(sheet):
            if found := SAYS.match(text):
                name = text[found.end() :] or _text(sheet, (place[0], place[1] + 1))
                (above if found["above"] else own).append(name)
            elif title := TITLE.search(text):
                own.append(title[1])
        own, above = ([name for name in names if OFFICE.search(name)] for names in (own, above))
        if own or above:
            return own, above
    return [], []


def _text(sheet: Sheet, place: tuple[int, int]) -> str:
    cell = sheet.cells.get(place)
    return " ".join(cell.text.split()) if cell and cell.kind == "text" else ""


def _top(sheet: Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    """What stands at the top of a sheet, with its places."""
    for place in sheet.cells:
        if place[0] < ROWS and (text := _text(sheet, place)):
            yield place, text


def _first_texts(workbook: Workbook) -> Iterator[list[str]]:
    """What stands at the top of each of the first sheets."""
    for sheet in workbook.sheets[:SHEETS]:
        yield [text for _place, text in _top(sheet)]
