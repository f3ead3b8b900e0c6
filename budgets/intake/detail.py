"""The detail list that budget systems export, and a pasted block of it: rows of cells → lines → Contents.

Which column is what is told by ``heads``; here every row becomes a line with its accounts, its amounts in 元 and what is
wrong with it, beside the cell. Rows of totals are no lines: they are held against the lines above them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError

from ..ledger import add
from ..models import Budget, BudgetUnit, Entry
from ..money import Unit, printed, typed_back
from ..names import plain
from ..text import clean_line
from .amounts import FAULT, UNCOUNTED, amount_in, found_in
from .cells import Grid, address, of_sheet, position
from .contents import Contents, Level, Origin, Problem, Row, Stated, Value
from .heads import CODED, FIELDS, NO_THIS_YEAR, NOT_THIS_YEARS, Layout, layout_of, of_year, units_in_doubt
from .layouts import chosen
from .lookup import NO_NATURE, Lookup, chart_of, nature_of, split

BLANK = "请填写；无支出请填 0"
NO_ACCOUNT = "请填写科目"
TOTAL_WORDS = re.compile(r"(?:.{0,20}(?:合计|总计|小计|共计|累计)|[总合]\s*计|.{0,6}之和)[:：]?")
PART_WORDS = re.compile(r".*小计[:：]?")
NO_AMOUNT = "no amount"
OTHER_YEAR = "第 {} 行的年度是 {} 年，本预算是 {} 年：这是另一年的明细，没有导入"
SYSTEMS = ("function", "economic", "government")
ENTRY = ("direction", "source", *SYSTEMS, "nature", "project", "unit")
#: Natures of money that is not spent under an account.
NO_ACCOUNT_NEEDED = (Entry.Nature.UPWARD, Entry.Nature.DOWNWARD, Entry.Nature.CARRY)
LONGEST_NAME = 120
LONGEST_REASON = Entry._meta.get_field("reason").max_length
TOO_LONG = "最多 {} 字（收到 {} 字）"
MOST_NAMED = 10
#: What says where the money of a row belongs; a heading says less of it than the rows below it.
WORDS = ("nature", "project", "unit")
BELONGING = (*CODED, *WORDS)
#: Of more sets of columns that rows fill in, headings are not looked for: a list has a handful.
MOST_SHAPES = 64
TOO_MANY_SHAPES = "各行填写的科目栏差别太大，没有逐一查找合计行，请核对有没有重复计算的合计"
#: Longer than any word: as a length it means all of it.
WHOLE = 10**6
Said = tuple[str, ...]
Shape = tuple[int, ...]
KIND_BY_NAME = (
    ("本级", "administrative"),
    ("机关", "administrative"),
    ("局", "administrative"),
    ("委员会", "administrative"),
)


@dataclass(frozen=True)
class Known:
    """What the budget has of what a list may name: its units as (name, code, is itself), the names of its projects."""

    department: str = ""
    names: frozenset[str] = frozenset()
    units: tuple[tuple[str, str, bool], ...] = ()
    projects: frozenset[str] = frozenset()


def known_of(budget: Budget) -> Known:
    """Two queries."""
    department = budget.department
    return Known(
        department.code,
        frozenset({plain(department.name), plain(department.short_name)}),
        tuple(budget.units.values_list("name", "code", "is_itself")),
        frozenset(budget.projects.values_list("name", flat=True)),
    )


@dataclass(frozen=True)
class Usual:
    """What holds where the list does not say: direction, nature, and the source of money (by code)."""

    direction: str = Entry.Direction.EXPENDITURE
    nature: str = ""
    source: str = ""


@dataclass(frozen=True)
class Part:
    """One amount of a line, in 元; ``implied`` by the head of its column."""

    yuan: Decimal
    implied: Mapping[str, str]
    origin: Origin


@dataclass
class Line:
    """One row that is read. ``total`` says what it is a total of: "" it is none, "part" of the lines since the last total,
    "all" of every line, "heading" of the lines that say more than it. ``said`` is what it says itself of where its money
    belongs (``BELONGING``), blank where it leaves that to what is usual."""

    row: int
    label: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    total: str = ""
    said: Said = ()
    last: Decimal | None = None

    @property
    def number(self) -> int:
        """As the program counts rows."""
        return self.row + 1

    @property
    def is_wrong(self) -> bool:
        return any(problem.level is Level.ERROR for problem in self.problems)

    @property
    def yuan(self) -> Decimal:
        return add(part.yuan for part in self.parts)

    @property
    def rows(self) -> Iterator[Row]:
        """One entry for each of its amounts."""
        for part in self.parts:
            values = self.values | dict(part.implied) | {"amount": part.yuan}
            if self.last is not None and len(self.parts) == 1:
                values["last_amount"] = self.last
            yield Row(values, self.origins | {"amount": part.origin})


class _Below:
    """The lines that say more than a heading; ``more`` is of what they do. Known once for all rows that say the same."""

    def __init__(self, said: Said, lines: list[Line]) -> None:
        self.lines = lines
        told = {line.said for line in lines}
        pairs = [zip(BELONGING, said, each, strict=True) for each in told]
        self.more = {name for pair in pairs for name, own, other in pair if own != other}
        self.yuan = add(line.yuan for line in lines)
        self.is_wrong = any(line.is_wrong for line in lines)

    @property
    def rows(self) -> str:
        """第 5、6 行 without its first and last word."""
        named = _numbers(line.row for line in self.lines[:MOST_NAMED])
        return named + (f" 等 {len(self.lines)} " if len(self.lines) > MOST_NAMED else " ")


class Detail:
    """A list as read: ``lines`` in order, totals among them; ``problems`` of the whole; ``stated`` totals."""

    def __init__(
        self, grid: Grid, layout: Layout, lookup: Lookup, known: Known, usual: Usual, unit: Unit
    ) -> None:
        self.grid, self.layout, self.lookup, self.known, self.usual, self.unit = (
            grid, layout, lookup, known, usual, unit,
        )  # fmt: skip
        self.new_units: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.stated: list[Stated] = []
        self._under: dict[Said, list[Line]] = {}
        self.lines = [line for row in sorted(grid.rows) if row > layout.last and (line := self._line(row))]
        self._find_headings()
        self._hold_totals()
        self.problems += self._of_the_sheet()
        self._doubt_units()

    # What came of it

    @property
    def read(self) -> list[Line]:
        """The lines that are money, and no totals."""
        return [line for line in self.lines if not line.total]

    @property
    def sound(self) -> list[Line]:
        return [line for line in self.read if not line.is_wrong]

    @property
    def total(self) -> Decimal:
        """What was read, in 元; lines that are to be mended aside."""
        return add(line.yuan for line in self.sound)

    def every_problem(self) -> list[Problem]:
        return [*(p for line in self.lines for p in line.problems), *self.problems]

    # One row

    def _line(self, row: int) -> Line | None:
        line = Line(row)
        if label := self._total_label(row):
            line.label, line.total = label, "part" if PART_WORDS.fullmatch(label) else "all"
            line.parts = self._parts(line, quiet=True)
            return line
        if not self._says_something(row):
            return None
        line.values = {name: None for name in ENTRY} | {"direction": self.usual.direction, "nature": ""}
        for system in SYSTEMS:
            self._account(line, system)
        self._source(line)
        line.parts = self._parts(line)
        self._nature(line)
        self._project(line)
        self._unit(line)
        self._last(line)
        self._reason(line)
        self._formulas(line)
        self._require_account(line)
        line.label = self._label(line)
        line.said = self._said(line)
        line.problems = [replace(problem, about=self._about(line, problem)) for problem in line.problems]
        return line

    def _about(self, line: Line, problem: Problem) -> str:
        """The figure, and the head of the column in which it goes wrong."""
        at = position(problem.origin.cell)
        head = self.layout.heads.get(at[1], "") if at else ""
        return problem.about or " · ".join(part for part in (line.label, head) if part)

    def _total_label(self, row: int) -> str:
        """What a row of totals calls itself; empty where it is none."""
        amounts = {column for column, _implied in self.layout.amounts}
        texts = [
            text for c in sorted(self.grid.rows[row]) if c not in amounts and (text := self.grid.text(row, c))
        ]
        first = re.sub(r"\s", "", texts[0]) if texts else ""
        return first if TOTAL_WORDS.fullmatch(first) else ""

    def _says_something(self, row: int) -> bool:
        """A row with money, or with an account; remarks under a list have neither."""
        money = any(self._has_something(row, column) for column, _implied in self.layout.amounts)
        return money or any(
            split(self._text(row, name))[0] for name in SYSTEMS if self.layout.column(name) is not None
        )

    def _has_something(self, row: int, column: int) -> bool:
        """A formula that was not counted has no text, and is no blank cell (row 83)."""
        return bool(self.grid.text(row, column)) or self.grid.cell(row, column).kind != "text"

    def _text(self, row: int, name: str) -> str:
        column = self.layout.column(name)
        return "" if column is None else self.grid.text(row, column)

    def _origin(self, row: int, column: int | None) -> Origin:
        cell = "" if column is None else address(row, column)
        return Origin(sheet=self.grid.sheet, cell=cell, row=row + 1)

    def _fault(self, line: Line, column: int | None, found: str, wanted: str, suggestion: str = "") -> None:
        origin = self._origin(line.row, column)
        mendable = column is not None
        line.problems.append(Problem(Level.ERROR, origin, found, wanted, suggestion, can_be_mended=mendable))

    def _account(self, line: Line, system: str) -> None:
        coded, named = self.layout.column(system), self.layout.column(f"{system}_name")
        if coded is None and named is None:
            return
        column = named if coded is None else coded
        text = self.grid.text(line.row, column) if column is not None else ""
        # What was typed in place of a code is meant, whatever name stands beside it.
        is_mended = column is not None and (line.row, column) in self.grid.mended
        name = "" if named is None or named == column or is_mended else self.grid.text(line.row, named)
        found = self.lookup.find(system, text, name)
        line.origins[system] = self._origin(line.row, column)
        if found.wanted:
            self._fault(line, column, text or name, found.wanted, found.suggestion)
        line.values[system] = found.code or None
        if found.note:
            line.notes[system] = found.note

    def _source(self, line: Line) -> None:
        coded, named = self.layout.column("source"), self.layout.column("source_name")
        column = named if coded is None else coded
        text, name = self._text(line.row, "source"), self._text(line.row, "source_name")
        if column is None or not (text or name):
            line.values["source"] = self.usual.source or None
            return
        if (line.row, column) in self.grid.mended:
            text, name = self.grid.text(line.row, column), ""
        found = self.lookup.find("source", text, name)
        line.origins["source"] = self._origin(line.row, column)
        line.values["source"] = found.code or None
        if found.wanted:
            self._fault(line, column, text or name, found.wanted, found.suggestion)

    def _nature(self, line: Line) -> None:
        if line.values["direction"] == Entry.Direction.INCOME:
            return
        column, text = self.layout.column("nature"), self._text(line.row, "nature")
        if text:
            line.values["nature"] = nature_of(text)
            line.origins["nature"] = self._origin(line.row, column)
            if not line.values["nature"]:
                self._fault(line, column, text, NO_NATURE)
        elif any("nature" in part.implied for part in line.parts):
            return  # the column says it
        elif self.layout.has("project"):
            line.values["nature"] = "project" if self._text(line.row, "project") else "basic"
        else:
            line.values["nature"] = self.usual.nature

    def _project(self, line: Line) -> None:
        """Only what is project money is booked on a project: systems name 公用经费 and the like as projects, too."""
        column, text = self.layout.column("project"), self._text(line.row, "project")
        if not text or line.values["nature"] != Entry.Nature.PROJECT:
            return
        line.origins["project"] = self._origin(line.row, column)
        line.values["project"] = self._name(line, column, text)

    def _name(self, line: Line, column: int | None, text: str) -> str | None:
        """A name as it may be stored; its code, where one stands before it, is no part of it."""
        code, name = split(text)
        chosen = name if len(code) >= 4 and name else text
        try:
            cleaned = clean_line(chosen)
        except ValidationError as error:
            self._fault(line, column, text, "；".join(error.messages))
            return None
        if len(cleaned) > LONGEST_NAME:
            self._fault(line, column, text, TOO_LONG.format(LONGEST_NAME, len(cleaned)))
            return None
        return cleaned

    def _unit(self, line: Line) -> None:
        row = line.row
        self._own_department(line)
        column = self.layout.column("unit")
        column = self.layout.column("unit_code") if column is None else column
        code, name = split(self._text(row, "unit"))
        code = split(self._text(row, "unit_code"))[0] or code
        if not (code or name):
            return
        line.origins["unit"] = self._origin(row, column)
        for known, known_code, is_itself in self.known.units:
            is_one = (code and code == known_code) or plain(name) == plain(known)
            if is_one or (is_itself and plain(name) in self.known.names):
                line.values["unit"] = known
                return
        if plain(name) in self.known.names:
            return
        if code and self.known.department and not code.startswith(self.known.department):
            words = f"第 {line.number} 行单位编码 {code} 不是本部门（{self.known.department}）的单位"
            self._fault(line, column, code, words)
        elif name and (chosen := self._name(line, column, name)):
            line.values["unit"] = chosen
            self.new_units.setdefault(chosen, code)

    def _own_department(self, line: Line) -> None:
        code = split(self._text(line.row, "department_code"))[0]
        if code and self.known.department and code != self.known.department:
            words = f"第 {line.number} 行部门编码 {code} 不是本部门（{self.known.department}）"
            origin = self._origin(line.row, self.layout.column("department_code"))
            line.problems.append(Problem(Level.ERROR, origin, code, words))

    def _parts(self, line: Line, *, quiet: bool = False) -> list[Part]:
        """The amounts of a row. ``quiet``: of a row of totals, in which nothing is to be mended."""
        found, columns = [], self.layout.amounts
        for column, implied in columns:
            cell = self.grid.cell(line.row, column)
            if not str(cell.text).strip() and cell.kind == "text" and (len(columns) > 1 or quiet):
                continue
            amount = amount_in(cell, self.unit)
            origin = self._origin(line.row, column)
            if amount.yuan is not None:
                found.append(Part(amount.yuan, implied, origin))
                if amount.note:
                    line.notes[address(line.row, column)] = f"{amount.note}：{str(cell.text).strip()}"
            elif not quiet:
                self._fault(
                    line, column, found_in(cell), self._named(line, column, amount.wanted), amount.suggestion
                )
        if not (found or line.problems or quiet) and columns:
            self._fault(line, columns[0][0], "", BLANK)
        self._hold_row(line, found, quiet=quiet)
        return found

    def _named(self, line: Line, column: int, wanted: str) -> str:
        """A faulty formula is told with the head of its column (row 84)."""
        head = self.layout.heads.get(column, "")
        return f"第 {line.number} 行‘{head}’：{wanted}" if head and wanted.startswith("公式错误") else wanted

    def _hold_row(self, line: Line, parts: list[Part], *, quiet: bool) -> None:
        """A column of totals beside its parts."""
        column = self.layout.checked
        if column is None or quiet or line.problems or not self.grid.text(line.row, column):
            return
        stated = amount_in(self.grid.cell(line.row, column), self.unit).yuan
        read = add(part.yuan for part in parts)
        if stated is not None and stated != read:
            self._fault(line, column, self.grid.text(line.row, column), _do_not_agree(stated, read))

    def _last(self, line: Line) -> None:
        column = self.layout.column("last_amount")
        if column is None or not self._has_something(line.row, column):
            return
        amount = amount_in(self.grid.cell(line.row, column), self.unit)
        line.origins["last_amount"] = self._origin(line.row, column)
        line.last = amount.yuan
        if amount.yuan is None:
            found = found_in(self.grid.cell(line.row, column))
            self._fault(line, column, found, amount.wanted, amount.suggestion)

    def _reason(self, line: Line) -> None:
        column, text = self.layout.column("reason"), self._text(line.row, "reason")
        if column is None or not text:
            return
        try:
            reason = clean_line(text)
        except ValidationError as error:
            self._fault(line, column, text, "；".join(error.messages))
            return
        if len(reason) > LONGEST_REASON:
            self._fault(line, column, text, TOO_LONG.format(LONGEST_REASON, len(reason)))
        else:
            line.values["reason"] = reason

    def _formulas(self, line: Line) -> None:
        """What is no amount may be a formula, too: one that was not counted is not blank, and a fault is no name."""
        told = {problem.origin.cell for problem in line.problems}
        for column, name in sorted(self.layout.columns.items()):
            cell = self.grid.cell(line.row, column)
            if "amount" in name or address(line.row, column) in told:
                continue
            if cell.kind == "uncounted":
                self._fault(line, column, "", UNCOUNTED)
            elif cell.kind == "error":
                self._fault(line, column, str(cell.text), FAULT.format(cell.text))

    def _require_account(self, line: Line) -> None:
        if line.problems or line.values["nature"] in NO_ACCOUNT_NEEDED:
            return
        wanted = ("source",) if line.values["direction"] == Entry.Direction.INCOME else SYSTEMS
        if not any(line.values[name] for name in wanted):
            column = next((c for name in wanted if (c := self.layout.column(name)) is not None), None)
            self._fault(line, column, "", NO_ACCOUNT)

    def _label(self, line: Line) -> str:
        for system in (*SYSTEMS, "source"):
            if (code := line.values.get(system)) and system in line.origins:
                name = self.lookup.name(system, str(code)) or self._text(line.row, f"{system}_name")
                return f"{code} {name}".strip()
        return self._text(line.row, "project") or str(line.values.get("unit") or "")

    # Totals

    def _said(self, line: Line) -> Said:
        """What the row itself says of where its money belongs: accounts by code where they are known."""
        texts = {
            name: self._text(line.row, name) or self._text(line.row, f"{name}_name") for name in BELONGING
        }
        texts["unit"] = texts["unit"] or self._text(line.row, "unit_code")
        return tuple(str(line.values.get(name) or text) if text else "" for name, text in texts.items())

    def _find_headings(self) -> None:
        """A row that others say more than, all else being the same, is their heading: a total, and no line. The last of a
        list of headings comes first, so that what stands below the others is known."""
        shapes = {_shape(line.said) for line in self.read}
        if len(shapes) > MOST_SHAPES:
            origin = self._origin(self.read[0].row, None)
            self.problems.append(Problem(Level.QUESTION, origin, "", TOO_MANY_SHAPES, kind="headings"))
            return
        self._under = _under(self.read, shapes)
        heads: dict[Said, list[Line]] = defaultdict(list)
        for line in self.read:
            heads[line.said].append(line)
        for said in sorted(self._under, key=_length, reverse=True):
            below = _Below(said, [line for line in self._under[said] if not line.total])
            for line in heads[said] if below.lines else ():
                self._judge_heading(line, below)

    def _judge_heading(self, line: Line, below: _Below) -> None:
        """A shorter code is a heading, whatever its amount. One that only leaves something blank may be money of its own:
        it is a heading where its amount is that of the rows below it."""
        systems = ("source",) if line.values["direction"] == Entry.Direction.INCOME else SYSTEMS
        if any(line.said[BELONGING.index(name)] for name in systems if name in below.more):
            line.total = "heading"
            line.problems = [p for p in line.problems if p.wanted != BLANK]
        elif line.parts and not line.is_wrong:
            self._doubt_heading(line, below)

    def _doubt_heading(self, line: Line, below: _Below) -> None:
        rows, read, more = below.rows, below.yuan, below.more
        words = ""
        if line.yuan == read and not below.is_wrong:
            line.total = "heading"
            if len(below.lines) == 1 or not more & {*SYSTEMS}:
                words = f"第 {line.number} 行与第 {rows}行之和相等，按合计行不导入，请确认"
        elif more != {"project"}:  # basic money stands beside that of projects
            blank = "、".join(FIELDS[name].removesuffix("编码") for name in BELONGING if name in more)
            words = (
                f"第 {line.number} 行没有“{blank}”，第 {rows}行有，合计 {printed(read, Unit.YUAN)} 元：照明细导入。"
                "若是它们的合计行，请删去"
            )
        if words:
            origin = self._origin(line.row, None)
            found = typed_back(line.yuan)
            line.problems.append(
                Problem(Level.QUESTION, origin, found, words, about=line.label, kind="heading")
            )

    def _hold_totals(self) -> None:
        totals = [line for line in self.lines if line.total in ("part", "all")]
        if len(totals) == 1 and totals[0] is self.lines[-1]:
            totals[0].total = "all"  # a single 小计 below every line is their 合计
        since: list[Line] = []
        for line in self.lines:
            if not line.total:
                since.append(line)
                continue
            if line.total == "part":
                read, since = since, []
            elif line.total == "all":
                read = [each for each in self.read if each.row < line.row] or self.read
            else:
                read = self._below(line)
            if line.parts and read:
                self._hold(line, read)

    def _below(self, heading: Line) -> list[Line]:
        """The lines that say more than a heading, without the headings among them."""
        return [line for line in self._under.get(heading.said, ()) if not line.total]

    def _hold(self, total: Line, lines: list[Line]) -> None:
        """A stated total against its lines; where every one of them could be read and they do not meet, a person says."""
        read = add(line.yuan for line in lines if not line.is_wrong)
        origin = self._origin(total.row, None)
        self.stated.append(Stated(total.label, total.yuan, read, origin))
        if total.yuan == read or any(line.is_wrong for line in lines) or total.total == "part":
            return
        words = f"第 {total.number} 行：{_do_not_agree(total.yuan, read)}。照明细导入"
        total.problems.append(
            Problem(Level.QUESTION, origin, typed_back(total.yuan), words, about=total.label, kind="total")
        )

    # The sheet

    def _doubt_units(self) -> None:
        """What is wrong with the unit is told with the first line: every one of them is read by it."""
        first = next(iter(self.read), None)
        for problem in units_in_doubt(self.grid, self.layout):
            is_of_line = first is not None and problem.level is Level.ERROR
            (first.problems if first and is_of_line else self.problems).append(problem)

    def _of_the_sheet(self) -> Iterator[Problem]:
        yield from self._of_other_years()
        for words in self.layout.unused:
            yield Problem(Level.NOTICE, Origin(sheet=self.grid.sheet), "", words)
        rows = {line.row for line in self.lines}
        for top, _left, bottom, _right in self.grid.merged:
            if top > self.layout.last and bottom > top and {top, bottom} & rows:
                words = f"第 {top + 1}–{bottom + 1} 行有合并单元格，请取消合并"
                yield Problem(
                    Level.ERROR, Origin(sheet=self.grid.sheet, row=top + 1), "", words, kind="merged"
                )
        if hidden := sorted(rows & self.grid.hidden):
            words = f"含隐藏行（第 {_numbers(hidden)} 行），请确认"
            yield Problem(Level.QUESTION, Origin(sheet=self.grid.sheet), "", words, kind="hidden")
        if formulas := [row for row in sorted(rows) if self._has_formula(row)]:
            words = f"第 {_numbers(formulas)} 行含公式，已取计算值"
            yield Problem(Level.NOTICE, Origin(sheet=self.grid.sheet), "", words, kind="formula")
        basic = [line for line in self.read if line.values.get("nature") == "basic"]
        if any(self._text(line.row, "project") for line in basic):
            words = "基本支出不列项目，这些行的项目名称没有用到。"
            yield Problem(Level.NOTICE, Origin(sheet=self.grid.sheet), "", words, kind="basic")
        for name in self.new_units:
            words = f"单位“{name}”还没有登记，将新增，性质按“{_kind_label(_kind(name))}”，请核对"
            yield Problem(Level.QUESTION, Origin(sheet=self.grid.sheet), name, words, kind=f"unit-{name}")

    def _of_other_years(self) -> Iterator[Problem]:
        """Columns and rows that say that they are of another year, and heads none of which is this year's."""
        layout, sheet = self.layout, self.grid.sheet
        if layout.heads and not layout.amounts:
            yield Problem(Level.ERROR, Origin(sheet=sheet), "", NO_THIS_YEAR, kind=NO_AMOUNT)
        for column in layout.of_other_years:
            words = NOT_THIS_YEARS.format(layout.heads[column])
            yield Problem(
                Level.QUESTION, Origin(sheet=sheet), layout.heads[column], words, kind=f"year-{column}"
            )
        rows: dict[str, list[int]] = defaultdict(list)
        for line in self.read:
            told = re.findall(r"20[0-9]{2}", self._text(line.row, "year"))
            if told and str(self.lookup.year) not in told:
                rows[told[0]].append(line.row)
        for year, found in rows.items():
            words = OTHER_YEAR.format(_first_numbers(found), year, self.lookup.year)
            origin = self._origin(found[0], layout.column("year"))
            yield Problem(Level.ERROR, origin, self._text(found[0], "year"), words, kind="year")

    def _has_formula(self, row: int) -> bool:
        return any(
            self.grid.cell(row, c).is_formula and self.grid.cell(row, c).kind != "uncounted"
            for c in self.layout.columns
        )


def _shape(said: Said) -> Shape:
    """How much of each is said: codes by their length, for headings have the beginning of those below them; words whole."""
    return tuple(
        len(text) if name not in WORDS and text.isdecimal() else WHOLE if text else 0
        for name, text in zip(BELONGING, said, strict=True)
    )


def _length(said: Said) -> int:
    """How much is said in all: a heading says less than what is below it."""
    return len("".join("." * each for each in _shape(said)))


def _cut(said: Said, shape: Shape) -> Said:
    """As much of it as one of this shape says."""
    return tuple(text[:length] for text, length in zip(said, shape, strict=True))


def _under(lines: Iterable[Line], shapes: Iterable[Shape]) -> dict[Said, list[Line]]:
    """By what a row says the rows that say it and more; each row is cut once to each shape that is less than its own."""
    every = list(lines)
    told = {line.said for line in every if any(line.said[: len(CODED)])}
    less = {own: [each for each in shapes if each != own and _is_less(each, own)] for own in shapes}
    under: dict[Said, list[Line]] = defaultdict(list)
    for line in every:
        for shape in less[_shape(line.said)]:
            if (cut := _cut(line.said, shape)) in told:
                under[cut].append(line)
    return under


def _is_less(one: Shape, other: Shape) -> bool:
    return all(own <= theirs for own, theirs in zip(one, other, strict=True))


def add_named(contents: Contents, known: Known, new_units: Mapping[str, str]) -> None:
    """The projects and units that entries name and the budget does not have; a project comes with what is booked on it."""
    booked: dict[str, list[Decimal]] = defaultdict(list)
    origins: dict[str, Origin] = {}
    for row in contents.rows.get("entry", ()):
        name, amount = row.values.get("project"), row.values.get("amount")
        if name and str(name) not in known.projects and isinstance(amount, Decimal):
            booked[str(name)].append(amount)
            origins.setdefault(str(name), row.origin("project"))
    for name, amounts in booked.items():
        values: dict[str, Value] = {"name": name, "amount": add(amounts)}
        contents.add("project", Row(values, {"name": origins[name]}))
    used = {row.values.get("unit") for row in contents.rows.get("entry", ())}
    for name, code in new_units.items():
        if name in used:
            contents.add("budgetunit", Row({"name": name, "code": code, "kind": _kind(name)}))


def _kind(name: str) -> str:
    return next((kind for word, kind in KIND_BY_NAME if name.endswith(word)), "institution")


def _kind_label(kind: str) -> str:
    return dict(BudgetUnit.Kind.choices)[kind]


def _numbers(rows: Iterable[int]) -> str:
    return "、".join(str(row + 1) for row in rows)


def _first_numbers(rows: list[int]) -> str:
    """2、3 or 2、3、… 等 40."""
    return _numbers(rows[:MOST_NAMED]) + (f" 等 {len(rows)}" if len(rows) > MOST_NAMED else "")


def _do_not_agree(stated: Decimal, read: Decimal) -> str:
    """Row 30, in 元: two places of 万元 could hide the difference."""
    return (
        f"合计 {printed(stated, Unit.YUAN)} 元与明细之和 {printed(read, Unit.YUAN)} 元不符，"
        f"差 {printed(abs(stated - read), Unit.YUAN)} 元"
    )


# A workbook -------------------------------------------------------------------------------------------------------


def contents_of(
    workbook: Any,
    budget: Budget,
    *,
    mended: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    unit: str = "",
    is_unit_remembered: bool = False,
) -> Contents | None:
    """A workbook (as the reader of workbooks gives it) that holds a detail list; None where no sheet is one.

    ``mended`` is what was typed in place of cells, by ``Problem.place``; ``mapping`` {number of a column: field} as a
    person chose it; ``unit`` the unit that they chose, else it is read from the heads, else asked about. One that is only
    remembered (``is_unit_remembered``) is asked about too: it was chosen for another list.
    """
    lookup, known = chart_of(budget.year), known_of(budget)
    sheets = _lists(workbook, budget, lookup)
    if not sheets:
        return None
    # Of several sheets those with the same heads are one list; others are summaries of it.
    main = max(sheets, key=lambda each: len(each[1].rows))[2]
    found = Contents(kind="detail")
    new_units: dict[str, str] = {}
    for sheet, grid, layout in sheets:
        if layout.head_words != main.head_words:
            found.recognised.append((grid.sheet, "没有读：表头与明细清单不同"))
            continue
        grid.mend(mended or {})
        asked = chosen(layout, mapping) if mapping else layout
        read = _read(grid, asked, lookup, known, unit)
        if getattr(sheet, "is_hidden", False):
            words = f"含隐藏的工作表“{grid.sheet}”，请确认"
            found.problems.append(Problem(Level.QUESTION, Origin(sheet=grid.sheet), "", words, kind="sheet"))
        found.recognised.append((grid.sheet, f"明细清单，{len(read.read)} 行"))
        found.problems += read.every_problem() + list(_ask_unit(read, layout, unit, is_unit_remembered))
        found.problems += _last_unused(read)
        found.stated += read.stated
        for line in read.sound:
            for row in line.rows:
                found.add("entry", row)
        new_units |= read.new_units
    add_named(found, known, new_units)
    rows = found.rows.get("entry", [])
    found.covers["entry"] = [*_covered(rows), *_said_with_less(rows, budget)]
    return found


def layout_in(workbook: Any, budget: Budget) -> Layout | None:
    """How the list in a workbook was understood, to be shown and chosen anew; None where there is none."""
    lists = list(_lists(workbook, budget, chart_of(budget.year)))
    return max(lists, key=lambda each: len(each[1].rows))[2] if lists else None


#: What statements of an official form are called, and what some are that say one thing of each row.
STATEMENT = re.compile("总表|总体情况表|预算表|拨款.*表|收支.*表|三公|基本支出.*表|采购.*表|绩效")
PLAIN_STATEMENT = re.compile("(?:收入|支出|预算|经费|资金|情况)表")
#: A list says of each row at least so much of where its money belongs; a statement says one thing.
LEAST_SAID = 2


def _lists(workbook: Any, budget: Budget, lookup: Lookup) -> list[tuple[Any, Grid, Layout]]:
    """The sheets that are lists. An official workbook has sheets with heads like theirs; none of its sheets is one."""
    found: list[tuple[Any, Grid, Layout]] = []
    without: list[tuple[Any, Grid, Layout]] = []  # this year's amounts
    for sheet in workbook.sheets:
        grid = of_sheet(sheet)
        layout = of_year(layout_of(grid, lookup), budget.year) if grid.rows else None
        if layout and layout.heads and _has_account(layout):
            (found if layout.is_usable else without).append((sheet, grid, layout))
    found = found or [each for each in without if each[2].names_others]
    if any(_is_statement(grid, layout) for _sheet, grid, layout in found):
        return []
    told = [each for each in found if each[2].said >= LEAST_SAID]
    return told or (found if len(found) == 1 else [])


def _has_account(layout: Layout) -> bool:
    """Without one nothing can be entered; assets and staff are counted under heads that look alike."""
    return any(layout.has(name) or layout.has(f"{name}_name") for name in (*SYSTEMS, "source"))


def _is_statement(grid: Grid, layout: Layout) -> bool:
    titles = [
        re.sub(r"\s", "", grid.text(row, c)) for row in grid.rows if row < layout.last for c in grid.rows[row]
    ]
    kinds = (STATEMENT,) if layout.said >= LEAST_SAID else (STATEMENT, PLAIN_STATEMENT)
    return any(kind.search(title) for title in titles if "明细" not in title for kind in kinds)


def _read(grid: Grid, layout: Layout, lookup: Lookup, known: Known, unit: str) -> Detail:
    is_income = not any(layout.has(name) for name in ("economic", "government", "nature", "project")) and any(
        "收入" in head for head in layout.heads.values()
    )
    direction = Entry.Direction.INCOME if is_income else Entry.Direction.EXPENDITURE
    usual = Usual(direction, nature="" if is_income else "basic")
    return Detail(grid, layout, lookup, known, usual, Unit(unit) if unit else layout.unit or Unit.YUAN)


def _last_unused(read: Detail) -> Iterator[Problem]:
    """A paste says so beside the row."""
    if rows := [line.row for line in read.read if line.last is not None and len(line.parts) > 1]:
        words = f"第 {_numbers(rows)} 行有几个本年金额，上年金额没有用到"
        yield Problem(Level.NOTICE, Origin(sheet=read.grid.sheet), "", words, kind="last")


def _ask_unit(read: Detail, layout: Layout, unit: str, is_unit_remembered: bool) -> Iterator[Problem]:
    origin = Origin(sheet=read.grid.sheet)
    if layout.unit is None and (not unit or is_unit_remembered):
        by = f"上次选的{unit}" if unit else str(Unit.YUAN)
        words = f"没有写单位，按{by}读取，合计 {typed_back(read.total)} 万元，请确认"
        yield Problem(Level.QUESTION, origin, "", words, kind="unit")
    elif not unit:
        yield Problem(Level.NOTICE, origin, "", f"{layout.unit_words}，已按{layout.unit}读取", kind="unit")
    told = [layout.has(name) for name in ("nature", "project")] + [
        "nature" in implied for _column, implied in layout.amounts
    ]
    if not any(told) and read.usual.direction == Entry.Direction.EXPENDITURE:
        words = "没有“支出性质”一列，全部按基本支出导入"
        yield Problem(Level.QUESTION, origin, "", words, kind="nature")


def _covered(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """The list speaks of what it has: of the same direction, source, nature and unit, broken down as its rows are.

    A list of functions says nothing of a breakdown by economic accounts that is entered beside it."""
    told: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        alike = {
            name: row.values.get(name) or ("" if name == "nature" else None)
            for name in ("direction", "source", "nature", "unit")
        }
        blank = {name: None for name in SYSTEMS if not row.values.get(name)}
        cover = alike | blank
        told.setdefault(tuple(sorted(cover.items(), key=str)), cover)
    yield from told.values()


#: What an earlier list may have left blank that this one says.
SAID_LATER = ("source", "project", "unit")
KEY = ("direction", "source", *SYSTEMS, "nature", "project", "unit")
STORED = tuple(
    f"{name}__{'name' if name in ('project', 'unit') else 'code'}"
    if name not in ("direction", "nature")
    else name
    for name in KEY
)


def _said_with_less(rows: Iterable[Row], budget: Budget) -> Iterator[dict[str, Any]]:
    """Stored entries of which the list says more than an earlier one did: beside its rows they would count twice. They
    are to go, which is asked as of every row that goes. One query."""
    told: set[tuple[Any, ...]] = set()
    for row in rows:
        own = {name: row.values.get(name) for name in KEY}
        blanks = [name for name in SAID_LATER if own[name]]
        for n in range(1, len(blanks) + 1):
            for left in combinations(blanks, n):
                told.add(_key(own | dict.fromkeys(left)))
    stored = budget.entries.filter(is_last_year_total=False).values_list(*STORED).distinct().order_by()
    for values in stored:
        entry = dict(zip(KEY, values, strict=True))
        if _key(entry) in told:
            yield entry


def _key(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] or None for name in KEY)
