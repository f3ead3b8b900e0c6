"""Reading our own workbook: sheets are known by title and heads, not by name or place; nothing is guessed in silence.

``contents_of`` says what stands in it and what is wrong (security.md §5.4, rows 82–97, in its words). What an account or a
name means, and whether a row may be stored, is told when it is compared with what is there (``resolving``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError

from ..catalogue import AREA, ITEM
from ..forms import NUMBERING, DateField
from ..ledger import ZERO, add
from ..models import Budget, Entry
from ..money import WANYUAN, Unit
from ..names import plain
from . import our_workbook as declared
from .called import is_called
from .cells import address
from .contents import Contents, Level, Origin, Problem, Row, Stated, Value
from .lookup import Lookup, chart_of, split
from .our_workbook import HEAD_ROW, TITLE_ROW, Column, Kind
from .our_workbook_cells import (
    Cells,
    Place,
    Sheet,
    Workbook,
    is_blank,
    plain_number,
    ranges,
    text_of,
)
from .units import UNITS, WANTED, strange_unit

KIND = "ours"
#: Titles and heads stand no deeper.
TOP, DEEPEST_HEAD = 10, 30
TOTALS, LIKE_TOTALS = ("合计", "总计"), re.compile("合计|总计|小计|累计")
UNIT = re.compile(r"[（(]\s*(?:单位\s*[:：]\s*)?(万元|元)\s*[）)]")
UNIT_LINE = re.compile(r"单位[:：](万元|元)(?![\u4e00-\u9fff])")
ANY_UNIT = re.compile(r"[（(]\s*(?:单位\s*[:：]\s*)?[^（）()]{0,6}(?:元|币|美金|外汇|亿)\s*[）)]")
#: The column that says in what each row of a sheet is counted.
COUNTED = "按此计量"
GUIDE_UNIT = "填表说明写着金额单位为“{}”。各表按自己表头写的单位读取，没有写的按万元读取，请确认"
LINE_UNIT = "“{}”与表头的单位不同，按表头的{}读取，请确认"
ROW_UNIT = "这一行按此计量写的是{}，与表中写的{}不同。按{}读取，请确认"
#: What stands under the title of each sheet: 某县教育局　2025年　单位：万元.
WHOSE = re.compile(r"(?P<name>\S.{0,98}?)\s*(?P<year>20[0-9]{2})年度?\s*(?:单位[:：]?\S+)?")
NO, TICKS = ("否", "0", "FALSE", "×"), ("是", "1", "TRUE", "√", "✓")
UNCLASSIFIED = {
    declared.SPENT: "请填功能科目，或填部门经济科目。",
    declared.COSTS: "请填部门经济科目。",
}
NO_ACCOUNT_NEEDED = (Entry.Nature.UPWARD, Entry.Nature.DOWNWARD, Entry.Nature.CARRY)
HALF = "没有‘{}’这张表，支出明细只增改、不删除"
OTHER_DEPARTMENT = "第 {} 行部门编码 {} 不是本部门（{}）"
OTHER_NAME = "工作簿写的是“{}”，不是“{}”"
SAME_CODE_HERE = "，部门编码 {} 相符。请确认这是本部门的工作簿"
OTHER_YEAR = "第 {} 行年度 {} 不是本年度（{}）"
OTHER_SHEET = "这张表写的是“{}”，不是“{}”"
MORE_SHEETS = "（共 {} 张表这样写）"
SAME_CODE = "第 {} 行与第 {} 行编码重复"
CODE_IS_TEXT = "科目编码应为文本"


def is_ours(workbook: Workbook) -> bool:
    """Whether a workbook is laid out as ours: by its guide, or by two of its tables."""
    sheets = list(workbook.sheets)
    has_guide = any(_answers(sheet) for sheet in sheets)
    return has_guide or len([sheet for sheet in sheets if _titled(sheet)]) > 1


def contents_of(workbook: Workbook, budget: Budget | None = None) -> Contents:
    """What our workbook says; with a budget also whether it is that budget's at all. Raises nothing."""
    contents = Contents(kind=KIND)
    sheets = list(workbook.sheets)
    _read_guide(sheets, contents, budget)
    year = budget.year if budget else contents.year
    lookup = chart_of(year)
    taken: dict[str, str] = {}
    whose: list[_Whose] = []
    halves: list[str] = []
    for sheet in sheets:
        found = _recognise(sheet)
        contents.recognised.append((sheet.name, found.title if found else _beside(sheet)))
        if found and found.title in taken:
            words = f"‘{sheet.name}’与‘{taken[found.title]}’是同一张表，请只留一张"
            contents.problems.append(Problem(Level.ERROR, Origin(sheet.name), "", words, kind="twice"))
        elif found:
            taken[found.title] = sheet.name
            reader = _SheetReader(sheet, found, contents, lookup)
            whose += reader.whose()
            reader.read()
            halves += [found.title] if not reader.is_whole and found.title in declared.EXPENDITURE else []
    if budget:
        contents.problems += _of_others(whose, contents, budget)
    if not halves:  # what could not be read there may be any row that is stored
        _cover_expenditure(taken, contents)
    return contents


def _cover_expenditure(taken: Mapping[str, str], contents: Contents) -> None:
    missing = [title for title in declared.EXPENDITURE if title not in taken]
    if not missing:
        contents.covers.setdefault("entry", []).append({"direction": "expenditure"})
    elif len(missing) < len(declared.EXPENDITURE):
        words = HALF.format(missing[0])
        contents.problems.append(Problem(Level.NOTICE, Origin(), "", words, kind="half"))


# The guide: whose it is -------------------------------------------------------------------------------------------


def _answers(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Where the guide answers whose workbook it is; nothing of a sheet that is no guide."""
    texts = {place: text_of(sheet, *place) for place in sheet.cells}
    if declared.GUIDE not in texts.values():
        return {}
    wanted = (declared.DEPARTMENT, declared.CODE, declared.YEAR, declared.UNIT)
    return {text: (row, column + 1) for (row, column), text in texts.items() if text in wanted}


def _read_guide(sheets: Iterable[Sheet], contents: Contents, budget: Budget | None) -> None:
    for sheet in sheets:
        places = _answers(sheet)
        for name, place in places.items():
            cell = sheet.cells.get(place)
            if is_blank(cell) or cell is None:
                continue
            text = plain_number(cell) if cell.kind == "number" else cell.text.strip()
            if name == declared.DEPARTMENT:
                contents.department = text
            elif name == declared.CODE:
                contents.department_code = text
            elif name == declared.UNIT:
                contents.problems += _unit_of_guide(sheet, place, text)
            elif year := re.fullmatch("([0-9]{4})年?", text):
                contents.year = int(year[1])
        if places and budget:
            contents.problems += _misplaced(sheet, places, contents, budget)


def _unit_of_guide(sheet: Sheet, place: tuple[int, int], text: str) -> Iterator[Problem]:
    """What the guide says of the unit, where it is not what we wrote there."""
    if "".join(text.split()).removeprefix("人民币") == WANYUAN:
        return
    origin = Origin(sheet.name, address(*place), place[0] + 1)
    if strange := strange_unit(text, is_head=True):
        yield Problem(Level.ERROR, origin, text, WANTED.format(strange), kind="unit")
    else:
        yield Problem(Level.QUESTION, origin, text, GUIDE_UNIT.format(text), kind="unit")


def _misplaced(
    sheet: Sheet, places: Mapping[str, tuple[int, int]], contents: Contents, budget: Budget
) -> Iterator[Problem]:
    """Rows 93 and 96: a workbook of another department or year writes nothing here."""
    own = budget.department.code
    for name, found, wanted, sentence in (
        (declared.CODE, contents.department_code, own, OTHER_DEPARTMENT),
        (declared.YEAR, str(contents.year or ""), str(budget.year), OTHER_YEAR),
    ):
        if found and found != wanted and name in places:
            row, column = places[name]
            origin = Origin(sheet.name, address(row, column), row + 1)
            yield Problem(Level.ERROR, origin, found, sentence.format(row + 1, found, wanted), kind="whose")
    name, code = contents.department, contents.department_code
    if name and code in ("", own) and not is_called(name, budget.department):
        row, column = places[declared.DEPARTMENT]
        words = OTHER_NAME.format(name, budget.department.name) + (SAME_CODE_HERE.format(own) if code else "")
        level = Level.QUESTION if code else Level.ERROR
        yield Problem(level, Origin(sheet.name, address(row, column), row + 1), name, words, kind="name")


@dataclass(frozen=True)
class _Whose:
    """Whose a sheet says it is, under its title."""

    origin: Origin
    name: str
    year: str


def _of_others(whose: list[_Whose], contents: Contents, budget: Budget) -> Iterator[Problem]:
    """Sheets of another department or year; what the guide says too was told there. Each name and year is told once."""
    own, department = str(budget.year), budget.department
    years = {each.year for each in whose} - {own, str(contents.year or "")}
    for year in sorted(years):
        same = [each for each in whose if each.year == year]
        words = OTHER_YEAR.format(same[0].origin.row, year, own) + _and_more(same)
        yield Problem(Level.ERROR, same[0].origin, year, words, kind="whose")
    code = contents.department_code
    if code not in ("", department.code):
        return
    is_ours = bool(contents.department) and is_called(contents.department, department)
    level = Level.QUESTION if code and not is_ours else Level.ERROR
    for name in dict.fromkeys(each.name for each in whose):
        if name != contents.department and not is_called(name, department):
            same = [each for each in whose if each.name == name]
            words = OTHER_SHEET.format(name, department.name) + _and_more(same)
            yield Problem(level, same[0].origin, name, words, kind="name")


def _and_more(same: list[_Whose]) -> str:
    return MORE_SHEETS.format(len(same)) if len(same) > 1 else ""


# Which sheet it is ------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """A title or head as it is compared: without spaces, its unit (whatever it is), a star, a year before it."""
    bare = "".join(ANY_UNIT.sub("", text).split()).strip("*＊")
    return plain(re.sub(r"\A20[0-9]{2}年(?:度)?", "", bare))


TITLES = {_plain(sheet.title): sheet for sheet in declared.SHEETS}


def _title_place(sheet: Sheet) -> tuple[int, int] | None:
    places = sorted(place for place in sheet.cells if place[0] < TOP)
    return next((place for place in places if _plain(text_of(sheet, *place)) in TITLES), None)


def _titled(sheet: Sheet) -> declared.Sheet | None:
    place = _title_place(sheet)
    return TITLES[_plain(text_of(sheet, *place))] if place else None


def _recognise(sheet: Sheet) -> declared.Sheet | None:
    """By its title; where that is gone, by heads that no other table has."""
    if _answers(sheet):
        return None
    if titled := _titled(sheet):
        return titled
    heads = [set(found) for found in _heads(sheet).values()]
    complete = [
        each
        for each in declared.SHEETS
        if not each.prompts and any({_plain(c.head) for c in each.columns} <= found for found in heads)
    ]
    most = max((len(each.columns) for each in complete), default=0)
    widest = [each for each in complete if len(each.columns) == most > 1]
    return widest[0] if len(widest) == 1 else None


def _beside(sheet: Sheet) -> str:
    """What our workbook has beside its tables, and blank sheets; empty for what nobody recognises."""
    if _answers(sheet):
        return "填表说明"
    if text_of(sheet, TITLE_ROW, 0) == declared.ACCOUNTS:
        return "供选择的科目，不导入"
    return "" if any(not is_blank(cell) for cell in sheet.cells.values()) else "空表，没有内容"


def _heads(sheet: Sheet) -> dict[int, dict[str, int]]:
    """{row: {head: column}} of what stands in the first rows; of two alike in a row the first."""
    found: dict[int, dict[str, int]] = {}
    for row, column in sorted(place for place in sheet.cells if place[0] < DEEPEST_HEAD):
        if text := _plain(text_of(sheet, row, column)):
            found.setdefault(row, {}).setdefault(text, column)
    return found


# One sheet --------------------------------------------------------------------------------------------------------


@dataclass
class _Line:
    """One row being read: what it says, where, and whether somebody filled in anything of it."""

    row: int
    values: dict[str, Value] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    about: str = ""


class _SheetReader:
    """Reads one sheet as what it was recognised as."""

    def __init__(self, sheet: Sheet, form: declared.Sheet, contents: Contents, lookup: Lookup) -> None:
        self.sheet, self.form, self.contents, self.lookup = sheet, form, contents, lookup
        self.cells = Cells(sheet, form.title)
        self.prompts = {_plain(prompt.label): prompt for prompt in form.prompts}
        self.read_rows: list[Row] = []
        self.codes: dict[Value, int] = {}  # of units, with the rows in which they stand
        self.so_far = ZERO  # of the first column of amounts
        self.is_whole = True  # whether it is known of every row which one it is
        tops = _heads(sheet)
        self.head_row = self._head_row(tops)
        self.heads = tops.get(self.head_row, {})
        self.columns = {
            column.head: self.heads[_plain(column.head)]
            for column in form.columns
            if _plain(column.head) in self.heads
        }

    def _head_row(self, tops: Mapping[int, Mapping[str, int]]) -> int:
        """The row with most of the heads; that of the title only where there is no other: a head may say the same."""
        wanted = {_plain(column.head) for column in self.form.columns}
        title = _title_place(self.sheet)
        matches = {row: len(wanted & set(found)) for row, found in tops.items()}
        others = {row: number for row, number in matches.items() if number and title and row != title[0]}
        found = others or matches
        return max(found, key=lambda row: (found[row], -row), default=HEAD_ROW)

    def read(self) -> None:
        if self._missing():
            return
        self._unused()
        self._doubt_units()
        self._areas()
        for row in range(self.head_row + 1, self.last + 1):
            self._read_row(row)
        self._hidden()
        self._totals()
        self.contents.problems += [*self.cells.problems, *self.cells.notices()]
        for row in self.read_rows:
            self.contents.add(self.form.table, row)
        if self.form.covers and self.is_whole:
            self.contents.covers.setdefault(self.form.table, []).extend(self.form.covers)

    @cached_property
    def last(self) -> int:
        """The last row in which anything stands."""
        return max((row for row, _column in self.sheet.cells), default=self.head_row)

    @cached_property
    def filled(self) -> list[int]:
        """The columns that are filled in, labels and hints aside."""
        return [
            self.columns[column.head]
            for column in self.form.columns
            if column.kind not in declared.FIXED and column.head in self.columns
        ]

    # Heads

    def _problem(self, level: Level, row: int, words: str, kind: str, found: str = "") -> None:
        origin = Origin(self.sheet.name, "", row, self.form.title)
        self.contents.problems.append(Problem(level, origin, found, words, kind=kind))

    def _missing(self) -> bool:
        missing = [
            column.head
            for column in self.form.columns
            if column.head not in self.columns and column.kind is not Kind.HINT
        ]
        if missing:
            self.is_whole = False
            words = f"表头不符：缺少{'、'.join(f'‘{head}’' for head in missing)}"
            self._problem(Level.ERROR, self.head_row + 1, words, "heads")
        return bool(missing)

    def _unused(self) -> None:
        known = {_plain(column.head) for column in self.form.columns}
        head_cells = [(place, cell) for place, cell in self.sheet.cells.items() if place[0] == self.head_row]
        for (row, column), cell in sorted(head_cells, key=lambda each: each[0]):
            if is_blank(cell):
                continue
            head = _plain(cell.text)
            if head in known and self.heads[head] != column:
                self._problem(
                    Level.ERROR, row + 1, f"表头不符：‘{cell.text.strip()}’有两列", f"heads-{column}"
                )
            elif head not in known:
                words = f"第 {column + 1} 列“{cell.text.strip()}”没有用到。"
                self._problem(Level.NOTICE, row + 1, words, f"column-{column}")

    # Units

    def _unit(self, column: Column, row: int = -1) -> Unit:
        """Of a column of amounts: as its head says, else the line under the title, else 万元. Particulars may say it row by
        row."""
        if row >= 0 and (told := self._unit_beside(row)) in UNITS:
            return Unit(told)
        return self._unit_told(column) or WANYUAN

    def _unit_told(self, column: Column) -> Unit | None:
        """Of a column of amounts, where its head or the line under the title says it."""
        written = UNIT.search(text_of(self.sheet, self.head_row, self.columns[column.head]))
        return Unit(written[1]) if written else self.unit_of_sheet

    def _unit_beside(self, row: int) -> str:
        column = self.heads.get(_plain(COUNTED))
        return "" if column is None else text_of(self.sheet, row, column)

    @cached_property
    def unit_of_sheet(self) -> Unit | None:
        told = [UNIT_LINE.search("".join(text.split())) for text in self._lines_above().values()]
        return next((Unit(found[1]) for found in told if found), None)

    def _lines_above(self) -> dict[tuple[int, int], str]:
        return {
            place: cell.text
            for place, cell in self.sheet.cells.items()
            if place[0] < self.head_row and cell.text
        }

    def whose(self) -> Iterator[_Whose]:
        """Whose the lines above the heads say the sheet is."""
        for place, text in sorted(self._lines_above().items()):
            if found := WHOSE.fullmatch(text.strip()):
                origin = Origin(self.sheet.name, address(*place), place[0] + 1, self.form.title)
                yield _Whose(origin, found["name"].strip(), found["year"])

    def _doubt_units(self) -> None:
        """A unit that is none of ours, wherever it stands; a line that says otherwise than the heads."""
        heads = {
            (self.head_row, self.columns[c.head]): c for c in self.form.columns if c.head in self.columns
        }
        amounts = {place for place, column in heads.items() if column.kind in (Kind.AMOUNT, Kind.STATED)}
        told = self._lines_above() | {place: text_of(self.sheet, *place) for place in heads}
        for place, text in sorted(told.items()):
            if strange := strange_unit(text, is_head=place in amounts):
                self._doubt(Level.ERROR, place, text, WANTED.format(strange))
        own = {self._unit(heads[place]) for place in amounts if UNIT.search(told[place])}
        other = own - {self.unit_of_sheet}
        if self.unit_of_sheet and other:
            place, text = next(
                (place, text) for place, text in told.items() if UNIT_LINE.search("".join(text.split()))
            )
            words = LINE_UNIT.format(f"单位：{self.unit_of_sheet}", "、".join(sorted(other)))
            self._doubt(Level.QUESTION, place, text, words)

    def _doubt(self, level: Level, place: tuple[int, int], found: str, words: str) -> None:
        origin = Origin(self.sheet.name, address(*place), place[0] + 1, self.form.title)
        self.contents.problems.append(Problem(level, origin, found, words, kind="unit"))

    # Areas

    def _rows_with_data(self, rows: Iterable[int]) -> list[int]:
        """Those of these rows in which something is filled in, counted as the program shows them."""
        return [
            row + 1
            for row in rows
            if row > self.head_row
            and any(not is_blank(self.sheet.cells.get((row, column))) for column in self.filled)
        ]

    def _areas(self) -> None:
        """Row 91: what is merged over data says of none of its cells but one."""
        for top, left, bottom, right in self.sheet.merged:
            over = any(left <= column <= right for column in self.filled)
            if over and self._rows_with_data(range(top, bottom + 1)):
                self.is_whole = False
                words = f"第 {ranges(range(top + 1, bottom + 2))} 行有合并单元格，请取消合并"
                self._problem(Level.ERROR, top + 1, words, f"merged-{left}")

    def _hidden(self) -> None:
        """Row 92: what is not shown is read, once somebody said so."""
        if rows := self._rows_with_data(sorted(self.sheet.hidden_rows)):
            self._problem(Level.QUESTION, rows[0], f"含隐藏行（第 {ranges(rows)} 行），请确认", "hidden-rows")
        columns = [
            column + 1 for column in sorted(self.sheet.hidden_columns) if self._has_data_in_column(column)
        ]
        if columns:
            words = f"含隐藏列（第 {ranges(columns)} 列），请确认"
            self._problem(Level.QUESTION, self.head_row + 1, words, "hidden-columns")
        if self.sheet.is_hidden and self.read_rows:
            words = f"含隐藏工作表（{self.sheet.name}），请确认"
            self._problem(Level.QUESTION, self.head_row + 1, words, "hidden-sheet")

    def _has_data_in_column(self, column: int) -> bool:
        rows = range(self.head_row + 1, self.last + 1)
        return column in self.filled and any(
            not is_blank(self.sheet.cells.get((row, column))) for row in rows
        )

    # Rows

    def _read_row(self, row: int) -> None:
        if self._is_head_again(row) or self._is_total(row):
            return
        prompt = self._prompt(row) if self.form.prompts else None
        if prompt and self.form.table == "budget":
            self._read_value(row, prompt)
            return
        if not self._is_filled(row):
            return
        if self.form.prompts and prompt is None:
            self._not_asked(row)
            return
        line = _Line(row, about=self._about(row, prompt))
        line.values |= self.form.values
        line.values |= prompt.values if prompt else {}
        for column in self.form.columns:
            if column.kind not in declared.FIXED:
                self._read_cell(line, column, prompt)
        if self.form.table == "duty":
            line.values["position"] = len(self.read_rows) + 1
        self._check(line)
        self.read_rows.append(Row(line.values, line.origins, line.hints))
        if self.form.has_total:
            amount = line.values.get(self._amount_columns()[0].field)
            self.so_far = add([self.so_far, amount]) if isinstance(amount, Decimal) else self.so_far

    def _place(self, row: int, column: Column, about: str = "") -> Place:
        return Place(
            self.sheet, self.form.title, row, self.columns[column.head], column.head, about or column.head
        )

    def _is_filled(self, row: int) -> bool:
        prompting = {self.columns[c.head] for c in self.form.columns if c.is_prompt}
        return any(
            not is_blank(self.sheet.cells.get((row, column)))
            for column in self.filled
            if column not in prompting
        )

    def _prompt(self, row: int) -> declared.Prompt | None:
        label = next(column for column in self.form.columns if column.kind is Kind.LABEL)
        return self.prompts.get(_plain(text_of(self.sheet, row, self.columns[label.head])))

    def _not_asked(self, row: int) -> None:
        self.is_whole = False
        text = next(iter(self._words(row)), "")
        origin = Origin(self.sheet.name, f"A{row + 1}", row + 1, self.form.title)
        self.cells.problems.append(
            Problem(Level.ERROR, origin, text, "没有这个事项，请按表中原有的事项填写", kind="asked")
        )

    def _about(self, row: int, prompt: declared.Prompt | None) -> str:
        return prompt.label if prompt else " · ".join(self._words(row)[:2])

    def _words(self, row: int) -> list[str]:
        """What stands in a row as words, from the left."""
        columns = sorted(self.columns.values())
        texts = [(self.sheet.cells.get((row, column)), column) for column in columns]
        return [cell.text.strip() for cell, _ in texts if cell and cell.kind == "text" and not is_blank(cell)]

    def _is_head_again(self, row: int) -> bool:
        """Heads that come again further down (row 94)."""
        words = [_plain(word) for word in self._words(row)]
        known = {_plain(column.head) for column in self.form.columns}
        return len(words) > 1 and set(words) <= known

    # Totals (row 94)

    def _is_total(self, row: int) -> bool:
        """A row that adds others up is not imported, but held against what was read. Ours stands under the heads."""
        if not self.form.has_total:
            return False
        words = self._words(row)
        first = "".join(words[0].split()) if words else ""
        if first in TOTALS and len(words) == 1:
            if row != self.head_row + 1:
                self._problem(
                    Level.NOTICE, row + 1, f"第 {row + 1} 行为合计行，不导入，用来核对。", "total", first
                )
            self.total_rows.append(row)
            return True
        if (len(words) == 1 and LIKE_TOTALS.search(first)) or (not words and self._is_sum_of_above(row)):
            words_of = f"第 {row + 1} 行疑似合计行"
            self._problem(Level.QUESTION, row + 1, words_of, "total", first)
            return True
        return False

    @cached_property
    def total_rows(self) -> list[int]:
        return []

    def _amount_columns(self) -> list[Column]:
        return [column for column in self.form.columns if column.kind is Kind.AMOUNT]

    def _is_sum_of_above(self, row: int) -> bool:
        """A row of amounts alone, each of them the sum of what was read so far."""
        column = self._amount_columns()[0]
        cell = self.sheet.cells.get((row, self.columns[column.head]))
        if cell is None or cell.kind != "number" or len(self.read_rows) < 2:
            return False
        read = _aside(self.cells).amount(self._place(row, column), self._unit(column), may_be_negative=True)
        return read == self.so_far

    def _read_sum(self, column: Column) -> Decimal:
        amounts = (row.values.get(column.field) for row in self.read_rows)
        return add(amount for amount in amounts if isinstance(amount, Decimal))

    def _totals(self) -> None:
        """What the last row of totals states; one that was not computed states nothing."""
        for row in self.total_rows:
            for column in self._amount_columns():
                place = self._place(row, column)
                if place.cell is None or place.cell.kind != "number":
                    continue
                stated = _aside(self.cells).amount(place, self._unit(column), may_be_negative=True)
                if stated is not None:
                    label = f"{self.form.title} · {column.head}"
                    self.contents.stated.append(Stated(label, stated, self._read_sum(column), place.origin))

    # Cells

    def _read_cell(self, line: _Line, column: Column, prompt: declared.Prompt | None) -> None:
        place = self._place(line.row, column, f"{line.about} · {column.head}")
        line.origins[column.field] = place.origin
        line.values[column.field] = self._value(line, place, column, prompt)

    def _value(self, line: _Line, place: Place, column: Column, prompt: declared.Prompt | None) -> Value:
        match column.kind:
            case Kind.AMOUNT:
                return self._amount(place, column)
            case Kind.STATED:
                return self._stated(place, column, str(prompt.values["key"]) if prompt else "")
            case Kind.WHOLE:
                count = self.cells.count(place, places=0)
                return None if count is None else int(count)
            case Kind.ACCOUNT:
                return self._account(line, place, column)
            case Kind.CODE:
                return self._code(place)
            case Kind.CHOICE:
                return self._choice(place, column)
            case Kind.FLAG:
                return self._flag(place)
        text = self.cells.text(place)
        return (NUMBERING.sub("", text) if column.is_numbered else text) or None

    def _amount(self, place: Place, column: Column) -> Decimal | None:
        return self.cells.amount(place, self._unit(column), may_be_negative=column.may_be_negative)

    def _stated(self, place: Place, column: Column, key: str) -> Decimal | None:
        item = ITEM[key]
        if item.is_money:
            if strange := strange_unit(self._unit_beside(place.row), is_head=True):
                self.cells.fault(place, WANTED.format(strange))
                return None
            return self.cells.amount(place, self._unit(column, place.row))
        return self.cells.count(place, places=2 if item.unit == AREA else 0)

    def _choice(self, place: Place, column: Column) -> Value:
        """What is chosen; where nothing is, the choice that is blank, if there is one."""
        text = self.cells.text(place)
        if not text:
            return "" if "" in column.choices.values() else None
        for label, value in column.choices.items():
            if plain(text) in (plain(label), plain(str(value))):
                return value
        fitting = [label for label in column.choices if plain(text) in plain(label)]
        words = f"应为{'、'.join(column.choices)}之一"
        self.cells.fault(place, words, suggestion=fitting[0] if len(fitting) == 1 else "")
        return None

    def _flag(self, place: Place) -> bool | None:
        text = self.cells.text(place)
        if not text or text.upper() in NO:
            return False
        if text.upper() in TICKS:
            return True
        self.cells.fault(place, "请填“是”，不是的留空", suggestion="是")
        return None

    def _code(self, place: Place) -> str | None:
        """Row 89 of a code that no chart holds: zeroes at its head may be lost."""
        if place.cell is not None and place.cell.kind == "number":
            code = plain_number(place.cell)
            if not code.isdecimal():
                self.cells.fault(place, CODE_IS_TEXT.replace("科目", "单位"))
                return None
            self.cells.say(Level.QUESTION, place, f"单位编码应为文本，按 {code} 读取，请确认", kind="code")
        return self.cells.text(place) or None

    def _account(self, line: _Line, place: Place, column: Column) -> str | None:
        """The code that is meant. Whether it may be used is said where it is stored."""
        text = self.cells.text(place)
        if not text:
            return None
        if place.cell is not None and place.cell.kind == "number":
            return self._numeric_account(place, column, text)
        code, name = split(text)
        if not code:
            return self._named_account(line, place, column, name)
        line.hints[column.field] = name
        own = self.lookup.name(column.system, code)
        if own and name and plain(name) != plain(own):
            words = f"{code} 是“{own}”，这里写着“{name}”；按编码读取，请确认"
            self.cells.say(Level.QUESTION, place, words, kind="name")
        return code

    def _numeric_account(self, place: Place, column: Column, code: str) -> str | None:
        """Row 89: a number is taken for the code that it looks like where there is one, 2.01E+06 for none."""
        if not self.lookup.name(column.system, code):
            self.cells.fault(place, CODE_IS_TEXT)
            return None
        self.cells.say(Level.NOTICE, place, f"{CODE_IS_TEXT}，已读作 {code}")
        return code

    def _named_account(self, line: _Line, place: Place, column: Column, name: str) -> str | None:
        found = self.lookup.find(column.system, "", name)
        if found.wanted:
            self.cells.fault(place, found.wanted, suggestion=found.suggestion)
            return None
        line.hints[column.field] = found.name
        return found.code

    # What a row must be

    def _doubt_row_unit(self, line: _Line) -> None:
        """A particular that is counted otherwise than its sheet says, which is a factor of 10,000."""
        told = self._unit_beside(line.row)
        stated = [c for c in self.form.columns if c.kind is Kind.STATED and c.head in self.columns]
        filled = [c for c in stated if self._place(line.row, c).cell is not None]
        others = {unit for c in filled if (unit := self._unit_told(c)) and unit != told}
        if told in UNITS and others and ITEM[str(line.values["key"])].is_money:
            column = self.heads[_plain(COUNTED)]
            place = Place(self.sheet, self.form.title, line.row, column, COUNTED, line.about)
            words = ROW_UNIT.format(told, "、".join(sorted(others)), told)
            self.cells.say(Level.QUESTION, place, words, kind="counted")

    def _check(self, line: _Line) -> None:
        values = line.values
        if self.form.table == "particular":
            self._doubt_row_unit(line)
        if self.form.title in UNCLASSIFIED and not values.get("is_last_year_total"):
            accounts = ("function", "economic", "government")
            is_told = any(values.get(name) or self._is_typed(line.row, name) for name in accounts)
            if not is_told and values.get("nature") not in NO_ACCOUNT_NEEDED:
                place = self._place(line.row, self.form.columns[0], line.about)
                self.cells.fault(place, UNCLASSIFIED[self.form.title])
        if self.form.table == "budgetunit":
            self._code_twice(line)

    def _is_typed(self, row: int, name: str) -> bool:
        """Whether something stands there, even if it cannot be read."""
        column = next((column for column in self.form.columns if column.field == name), None)
        return column is not None and self._place(row, column).cell is not None

    def _code_twice(self, line: _Line) -> None:
        code = line.values.get("code")
        first = self.codes.setdefault(code, line.row)
        if code and first != line.row:
            place = self._place(line.row, self.form.column("code"), line.about)
            self.cells.fault(place, SAME_CODE.format(line.row + 1, first + 1))

    # The budget's own columns

    def _read_value(self, row: int, prompt: declared.Prompt) -> None:
        """A blank is an answer where the column may be blank."""
        name = str(prompt.values[""])
        column, place = declared.VALUES[name], self._place(row, self.form.column("value"), prompt.label)
        match column.kind:
            case Kind.DATE:
                value: Value = self._date(place)
            case Kind.FLAG:
                value = self._flag(place)
            case _:
                value = self._choice(place, column)
        if value is None and (place.cell is not None or column.kind is Kind.CHOICE):
            return
        if not self.read_rows:
            self.read_rows.append(Row({}, {}))
        self.read_rows[0].values[name] = value
        self.read_rows[0].origins[name] = place.origin

    def _date(self, place: Place) -> str | None:
        """A day as ISO, from a date or from words."""
        cell = self.cells.sound(place)
        if cell is None or cell.kind == "date":
            return cell.text[:10] if cell else None
        try:
            day = DateField().clean(cell.text)
        except ValidationError as error:
            self.cells.fault(place, "；".join(error.messages))
            return None
        return day.isoformat()


def _aside(cells: Cells) -> Cells:
    """The same sheet, read without anything being noted."""
    return replace(cells, problems=[], computed=[])
