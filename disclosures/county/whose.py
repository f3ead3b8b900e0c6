"""Which department a workbook is of: by the code or the name that it holds, else by its own name. In doubt, none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from budgets.models import Department

from ..intake.sheets import Workbook

#: A cover and the heads of tables say whose they are; further down stand the names of others.
SHEETS, ROWS = 4, 12
#: What stands before a name or a code on a cover.
LABEL = re.compile(r"(主管)?(?:部门|单位|编制|预算)[^:：主]{0,8}[:：]\s*(.+)")
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9a-z]{2,11}(?![0-9A-Za-z])")


class Roster:
    """The departments of a region, found by what is written of them."""

    def __init__(self, departments: Iterable[Department]):
        every = list(departments)
        self.by_code = {each.code: each for each in every}
        self.by_name = {each.name: each for each in every}
        # A short name may be that of several (办公室); the longest that is found counts.
        short: dict[str, list[Department]] = {}
        for each in every:
            for name in {each.name, each.short_name, _without_place(each)}:
                short.setdefault(name, []).append(each)
        self.by_short = {name: found[0] for name, found in short.items() if len(found) == 1 and len(name) > 1}

    def of(self, workbook: Workbook, file_name: str) -> Department | None:
        """The one department that a workbook is of; None where it names none or several."""
        return self._by_what_it_says(workbook) or self.by_file_name(file_name)

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


def _first_texts(workbook: Workbook) -> Iterator[list[str]]:
    """What stands at the top of each of the first sheets."""
    for sheet in workbook.sheets[:SHEETS]:
        yield [
            " ".join(cell.text.split())
            for (row, _column), cell in sheet.cells.items()
            if row < ROWS and cell.kind == "text" and cell.text.strip()
        ]
