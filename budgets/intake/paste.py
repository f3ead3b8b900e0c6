"""A pasted block on its way into the entries: what was read, beside what stands there already, and what is to be mended.

The block is kept as an Upload with what was typed, chosen and ticked; everything else is read anew each time it is shown.
Pasting only ever adds and replaces: what is not in the block stays.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..actions import record
from ..books import posting
from ..entry_list import MEASURES, TABS
from ..ledger import Ledger
from ..models import Budget, Entry, Upload
from ..money import WANYUAN, YUAN, Unit, printed
from .asking import TWICE
from .cells import LONGEST_CELL, Grid, address, of_text, position
from .contents import Contents, Level, Origin, Problem, Row
from .detail import NO_AMOUNT, SYSTEMS, Detail, Line, Usual, add_named, known_of
from .heads import LABELS, layout_of, of_year
from .layouts import Column, Reading, reading_of
from .lookup import chart_of
from .plan import Plan, plan_of
from .shapes import SHAPES, key_of, plain
from .units import UNITS
from .uploads import MOST_OPEN, PASTE, TooManyOpen

NAME = "粘贴的明细"
MOST_NAMED = 10
MOST_ROWS = 500
TOO_MANY = "行数超过 500，请使用 Excel 导入"
NOTHING_READ = "没有读到内容。请在 Excel 或 WPS 里选中要的行，复制后粘贴到这里。"
KEPT_FOR = timedelta(days=30)
REPLACE, ADD, SKIP = "replace", "add", "skip"
TWICE_CHOICES = {ADD: "两行都要", SKIP: "只要一行，这一行不导入"}
CHOICES = {REPLACE: "替换", ADD: "另加一条", SKIP: "不导入"}
#: The column of the page under which a faulty cell stands, by how its field begins; the others stand under the account.
HEADS = {"amount": "amount", "last_amount": "last"}
#: Fields whose cells stand under the account on the page; the others have columns of their own.
ACCOUNT_FIELDS = tuple(name for system in SYSTEMS for name in (system, f"{system}_name"))


# Keeping ----------------------------------------------------------------------------------------------------------


def refusal_of(text: str) -> str:
    """Why a block cannot be read at all; empty where it can."""
    rows = len(of_text(text).rows)
    if not rows:
        return NOTHING_READ
    return TOO_MANY if rows > MOST_ROWS + 5 else ""  # heads and totals aside


@transaction.atomic
def keep_block(*, budget: Budget, by: Any, text: str, direction: str, tab: str) -> Upload:
    """Keep a pasted block; nothing of it is in the budget. Raises TooManyOpen."""
    if (number := pastes_of(by, budget).count()) >= MOST_OPEN:
        raise TooManyOpen(number, "粘贴的内容", "粘贴")
    data, rows = text.encode("utf-8", "replace"), len(of_text(text).rows)
    upload = Upload.objects.create(
        region=budget.department.region,
        year=budget.year,
        budget=budget,
        by=by,
        name=NAME,
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        state=Upload.State.READ,
        mapping={"kind": PASTE, "direction": direction, "by": tab, "rows": rows},
    )
    record(budget=budget, by=by, action="粘贴明细", rows=rows, file=upload.sha256)
    return upload


def pastes_of(user: Any, budget: Budget) -> QuerySet[Upload]:
    """What this person pasted and has neither saved nor discarded."""
    waiting = Upload.objects.filter(budget=budget, by=user, state=Upload.State.READ, mapping__kind=PASTE)
    return waiting.filter(at__gt=timezone.now() - KEPT_FOR)


# What was typed and chosen on the page ----------------------------------------------------------------------------


def take(upload: Upload, sent: Mapping[str, Any]) -> None:
    """Lay what was sent from the page over what is kept; nothing is saved here. ``sent`` is a QueryDict."""
    grid = of_text(bytes(upload.data).decode())
    mapping = dict(upload.mapping)
    same = dict(mapping.get("same", {}))
    columns = {}
    for name in sent:
        kind, _, rest = name.partition("-")
        value = str(sent[name])[:LONGEST_CELL]
        if kind == "cell" and (at := position(rest)):
            _mend(upload, grid, at, rest, value)
        elif kind == "column" and rest.isdecimal() and (value in LABELS or not value):
            columns[rest] = value
        elif kind == "same" and rest.isdecimal() and value in CHOICES:
            same[rest] = value
    if columns:
        mapping["columns"] = columns
    for name in ("nature", "source"):
        if name in sent:
            mapping[name] = str(sent[name])[:9]
    if sent.get("unit") in UNITS:
        upload.unit = str(sent["unit"])
    cell, _, text = str(sent.get("take", "")).partition(":")
    if at := position(cell):
        _mend(upload, grid, at, cell, text[:LONGEST_CELL])
    upload.mapping = mapping | {"same": same}
    upload.ticked = sent.getlist("tick") if hasattr(sent, "getlist") else []


def _mend(upload: Upload, grid: Grid, at: tuple[int, int], cell: str, typed: str) -> None:
    if at[0] not in grid.rows or at[1] >= grid.width:
        return
    if typed.strip() == grid.text(*at):
        upload.mended.pop(f"!{cell}", None)
    else:
        upload.mended[f"!{cell}"] = typed


def kept_as(upload: Upload) -> str:
    """A digest of what was typed and chosen so far, rows aside: by which a page knows that another window changed it."""
    chosen = {name: value for name, value in upload.mapping.items() if name != "same"}
    return _digest([chosen, upload.unit, upload.mended])


def _digest(said: Any) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# What the page shows ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: what was pasted or typed there, and where it can be typed anew."""

    problem: Problem
    cell: str
    label: str
    value: str
    original: str
    head: str = ""  # the column of the page: "amount", "last" or "account"

    @property
    def is_amount(self) -> bool:
        return self.head != "account"

    @property
    def id(self) -> str:
        return f"id_cell-{self.cell}"


@dataclass
class PastedRow:
    """One row of the page."""

    line: Line
    result: str = ""
    mark: str = "ok"
    css: str = ""
    faults: list[Fault] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    questions: list[Problem] = field(default_factory=list)
    twice: Problem | None = None  # another row of the block says the same
    existing: list[Entry] = field(default_factory=list)
    beside: list[Entry] = field(default_factory=list)
    choice: str = ""
    choices: list[tuple[str, str, bool]] = field(default_factory=list)
    pasted: str = ""
    pasted_last: str = ""
    code: str = ""
    name: str = ""
    more: str = ""

    @property
    def is_filled_in(self) -> bool:
        """What was carried over from last year waits for its amount: nothing is to be chosen, unless the block says another
        amount of last year."""
        is_last_kept = all(entry.last_amount in (None, self.stored_last) for entry in self.existing)
        return self.choice == REPLACE and is_last_kept and not any(entry.amount for entry in self.existing)

    @property
    def is_undecided(self) -> bool:
        """It stands there already, or twice in the block, and nobody has said what to do."""
        if self.faults or self.line.total:
            return False
        return bool(self.existing and not self.choice) or bool(self.twice and self.choice != ADD)

    @property
    def account_faults(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.head == "account"]

    @property
    def amount_faults(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.head == "amount"]

    @property
    def last_faults(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.head == "last"]

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def stored(self) -> Decimal | None:
        """What is saved, in 元; None where it is not known yet."""
        return None if self.line.is_wrong or not self.line.parts else self.line.yuan

    @property
    def stored_last(self) -> Decimal | None:
        """What is saved as last year's, in 元; None where nothing is: of a row that becomes several entries nobody knows
        which of them it belongs to. What is replaced keeps its own where the block says nothing."""
        if self.line.is_wrong or len(self.line.parts) != 1:
            return None
        if self.line.last is None and self.choice == REPLACE and len(self.existing) == 1:
            return self.existing[0].last_amount
        return self.line.last

    @property
    def is_last_unused(self) -> bool:
        return not self.line.total and self.line.last is not None and len(self.line.parts) > 1

    @property
    def is_same(self) -> bool:
        """Whether what stands there is what would be saved."""
        now = [entry.amount for entry in (*self.existing, *self.beside)]
        lasts = [entry.last_amount for entry in self.existing]
        is_last_same = self.stored_last is None or self.stored_last in lasts
        return is_last_same and now == [part.yuan for part in self.line.parts]


class Paste:
    """A kept block, read against the budget as it stands; the same number of queries whatever its size."""

    def __init__(self, budget: Budget, upload: Upload, user: Any, kept: str = "") -> None:
        self.budget, self.upload = budget, upload
        self.kept = kept or kept_as(upload)
        self.direction, self.tab = upload.mapping["direction"], upload.mapping["by"]
        self.is_income = self.direction == Entry.Direction.INCOME
        self.lookup, self.known = chart_of(budget.year), known_of(budget)
        related = ("source", "function", "economic", "government", "project", "unit")
        every = list(budget.entries.select_related(*related).order_by("pk"))
        self.entries = [entry for entry in every if entry.direction == self.direction]
        self.ledger = Ledger(map(posting, every))
        self.original = of_text(bytes(upload.data).decode())
        self.reading = self._reading(user)
        self.layout = self.reading.layout
        self.unit = Unit(self.reading.unit) if self.reading.unit else None
        self.detail = self._read()
        self.rows = [self._row(line) for line in self.detail.lines]
        self.plan: Plan = plan_of(budget, self.contents)
        self._note_plan()
        for row in self.rows:
            self._judge(row)

    def _reading(self, user: Any) -> Reading:
        by = "source" if self.is_income else self.tab
        layout = of_year(layout_of(self.original, self.lookup, by=by), self.budget.year)
        return reading_of(user, layout, columns=self.upload.mapping.get("columns"), unit=self.upload.unit)

    def _read(self) -> Detail:
        nature = "" if self.is_income else self.upload.mapping.get("nature", Entry.Nature.BASIC)
        source = self.upload.mapping.get("source", "101")
        usual = Usual(self.direction, nature, source)
        grid = Grid("", {row: dict(cells) for row, cells in self.original.rows.items()})
        grid.mend(self.upload.mended)
        return Detail(grid, self.layout, self.lookup, self.known, usual, self.unit or self._likely)

    @property
    def has_last(self) -> bool:
        """Whether the block has a column of last year's amounts: it has one on the page, too."""
        return self.layout.has("last_amount")

    # The unit, where nothing says it

    @cached_property
    def last_year(self) -> Decimal | None:
        """What the department had last year on this side, in 元; None where that is not known."""
        key = "income.total" if self.is_income else MEASURES.get(self.tab, "expenditure.total")
        return self.ledger[key].last if key in self.ledger else None

    @cached_property
    def _likely(self) -> Unit:
        """The unit of the last list of these heads, else by the look of it: whole 元 are large. It is only a proposal, and
        said to be one."""
        if self.reading.proposed:
            return Unit(self.reading.proposed)
        cells = [
            self.original.text(row, column)
            for row in self.original.rows
            for column, _implied in self.layout.amounts
        ]
        large = [cell for cell in cells if len(cell.partition(".")[0].replace(",", "")) > 4]
        return YUAN if len(large) * 2 >= len([cell for cell in cells if cell]) else WANYUAN

    @property
    def unit_question(self) -> str:
        """Asked where no unit is written; empty where one is known."""
        if self.unit:
            return ""
        likely, read = self._likely, printed(self.detail.total, WANYUAN)
        last = "" if self.last_year is None else f"本部门上年合计 {printed(self.last_year, WANYUAN)} 万元，"
        last += f"同样表头的上一份选的是{likely}，" if self.reading.proposed else ""
        return f"没有写单位。按元还是按万元？（{last}按{likely}读本年为 {read} 万元）"

    @property
    def unit_found(self) -> str:
        """表头写着“单位：元”，已按元读取。 where that is where the unit is from."""
        if self.layout.unit is None or self.unit != self.layout.unit:
            return ""
        return f"{self.layout.unit_words}，已按{self.unit}读取。"

    # Rows

    def _row(self, line: Line) -> PastedRow:
        row = PastedRow(line)
        row.existing = self._existing.get(line.row, [])
        row.beside = self._beside(line) if row.existing else []
        row.choice = self.upload.mapping.get("same", {}).get(str(line.number), "")
        if row.existing and not row.choice and not row.beside:
            row.choice = REPLACE
        row.pasted = "　".join(
            text
            for column, _implied in self.layout.amounts
            if (text := self.detail.grid.text(line.row, column))
        )
        if (last := self.layout.column("last_amount")) is not None:
            row.pasted_last = self.detail.grid.text(line.row, last)
        self._call(row)
        return row

    def _call(self, row: PastedRow) -> None:
        line = row.line
        code, _, name = line.label.partition(" ")
        row.code, row.name = (code, name) if code.isdecimal() else ("", line.label)
        others = [line.values.get(name) for name in ("project", "unit")]
        more = [str(value) for value in others if value]
        for system in (*SYSTEMS, "source"):
            value = line.values.get(system)
            if value and value != row.code and system in line.origins:
                more.append(f"{value} {self.lookup.name(system, str(value))}")
        nature = line.values.get("nature") if self.layout.has("nature") else ""
        if nature:
            more.append(str(dict(Entry.Nature.choices)[str(nature)]))
        row.more = "　".join(more)

    def _beside(self, line: Line) -> list[Entry]:
        """Where more stand there than the block has rows of the kind, nobody knows which of them is meant: all of them."""
        amounts = {entry.amount for entry in self._existing[line.row]}
        if amounts == {part.yuan for part in line.parts}:
            return []
        return [entry for row in line.rows for entry in self._left[key_of(row.values, SHAPES["entry"])]]

    @cached_property
    def _left(self) -> dict[Any, list[Entry]]:
        """Entries by what makes them the same as another; once rows have been matched, those that are left."""
        stored: dict[Any, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            stored[key_of(plain(entry, SHAPES["entry"].key), SHAPES["entry"])].append(entry)
        return stored

    @cached_property
    def _existing(self) -> dict[int, list[Entry]]:
        """By row of the block the entries of the same accounts, source, nature, project and unit; each belongs to one row,
        first of all to one of its own amount."""
        shape, stored = SHAPES["entry"], self._left
        rest = [
            (line.row, key_of(row.values, shape), row.values["amount"])
            for line in self.detail.sound
            for row in line.rows
        ]
        found: dict[int, list[Entry]] = defaultdict(list)
        for is_exact in (True, False):
            asked, rest = rest, []
            for number, key, amount in asked:
                same = [entry for entry in stored[key] if not is_exact or entry.amount == amount]
                if same:
                    stored[key].remove(same[0])
                    found[number].append(same[0])
                else:
                    rest.append((number, key, amount))
        return found

    # What would be written

    @cached_property
    def contents(self) -> Contents:
        contents = Contents(kind=PASTE)
        kept: dict[int, Entry] = {}
        for row in self.rows:
            if row.line.total or row.line.is_wrong or row.choice == SKIP:
                continue
            for each in row.line.rows:
                if row.choice == REPLACE and len(row.existing) == 1:
                    _keep_last_year(each, row.existing[0])
                contents.add("entry", each)
            if row.choice == ADD:
                kept |= {entry.pk: entry for entry in (*row.existing, *row.beside)}
        for entry in kept.values():  # they stay as they are, beside the new ones
            values = plain(entry, (*SHAPES["entry"].key, "amount"))
            contents.add("entry", Row(values, {"amount": Origin()}))
        add_named(contents, self.known, self.detail.new_units)
        return contents

    def _note_plan(self) -> None:
        """What the budget says against a row: an amount below zero, a jump against last year, a wrong mixture."""
        by_row = {row.number: row for row in self.rows}
        for problem in self.plan.problems:
            row = by_row.get(problem.origin.row)
            if row and problem.kind == TWICE:
                row.twice = problem
            elif row and problem.level is not Level.NOTICE:
                row.line.problems.append(problem)

    def _judge(self, row: PastedRow) -> None:
        line = row.line
        row.faults = [self._fault(line, p) for p in line.problems if p.level is Level.ERROR]
        row.questions = [p for p in line.problems if p.level is Level.QUESTION]
        if line.total:
            row.css, row.mark, row.result = "skip", "todo", "合计行，不导入"
        elif row.faults:
            row.css, row.mark, row.result = "err", "err", "待改"
        elif row.existing:
            self._judge_existing(row)
        elif row.twice or row.choice == SKIP:
            row.choices = [(value, words, value == row.choice) for value, words in TWICE_CHOICES.items()]
            row.css, row.mark = "warn", "warn"
            row.result = "不导入" if row.choice == SKIP else "重复行"
        elif line.notes:
            row.mark, row.result = "info", "提示"
        else:
            row.mark, row.result = "ok", "新增"
        if row.questions and not row.faults:
            row.css, row.mark = row.css or "warn", "warn"
            row.result = row.result if line.total else "请确认"

    def _judge_existing(self, row: PastedRow) -> None:
        now = [*row.existing, *row.beside]
        choices = (ADD, SKIP) if row.beside else tuple(CHOICES)
        row.choices = [(value, self._choice_words(value, now), value == row.choice) for value in choices]
        if row.choice == REPLACE and row.is_same:
            row.mark, row.result = "todo", "与现有的相同"
        elif row.is_filled_in:
            row.choices, row.mark, row.result = [], "ok", "填入"
        else:
            row.css, row.mark = "warn", "warn"
            row.result = f"已有 {len(now)} 条" if row.beside else "已有一条"

    def _choice_words(self, value: str, now: list[Entry]) -> str:
        if value != REPLACE and len(now) == 1:
            return CHOICES[value]
        amounts = "、".join(self._told_of(entry) for entry in now)
        return f"{CHOICES[value]}（现为 {amounts}）" if value != SKIP else CHOICES[value]

    def _told_of(self, entry: Entry) -> str:
        """1.20，上年 1.00: both amounts, where the block has both."""
        amount = printed(entry.amount, WANYUAN)
        if not self.has_last or entry.last_amount is None:
            return amount
        return f"{amount}，上年 {printed(entry.last_amount, WANYUAN)}"

    def _fault(self, line: Line, problem: Problem) -> Fault:
        at = position(problem.origin.cell)
        if at is None:
            return Fault(problem, "", "", "", "", "amount")
        name = self.layout.columns.get(at[1], "")
        label = f"第 {line.number} 行{'科目' if name in ACCOUNT_FIELDS else LABELS.get(name, '')}"
        head = next((head for start, head in HEADS.items() if name.startswith(start)), "account")
        value = self.detail.grid.text(*at)
        original = self.original.text(*at)
        return Fault(problem, address(*at), label, value, original, head)

    # What the page says of all of it

    @property
    def faulty(self) -> list[PastedRow]:
        return [row for row in self.rows if row.faults]

    @property
    def fault_count(self) -> int:
        in_rows = [fault for row in self.rows for fault in row.faults]
        return len(in_rows) + len(self.errors) + len(self.undecided) + (not self.unit)

    @property
    def cell_faults(self) -> int:
        """Those that no tick mends."""
        in_rows = [fault for row in self.rows for fault in row.faults]
        return len(in_rows) + len(self.errors) + (not self.saved_count)

    @property
    def errors(self) -> list[Problem]:
        """What is wrong with the whole, in no row of it."""
        return [p for p in self.detail.problems if p.level is Level.ERROR]

    @property
    def undecided(self) -> list[PastedRow]:
        """Rows of which nobody has said what to do."""
        return [row for row in self.rows if row.is_undecided]

    @property
    def unticked(self) -> list[Problem]:
        asked = [problem for row in self.rows for problem in row.questions] + self.questions
        return [problem for problem in asked if problem.key not in self.upload.ticked]

    @property
    def ticks(self) -> list[str]:
        """The keys of what is answered with yes: ticked, or chosen in a row."""
        both = [row.twice.key for row in self.rows if row.twice and row.choice == ADD]
        return [*self.upload.ticked, *both]

    @property
    def questions(self) -> list[Problem]:
        """What is to be ticked of the whole."""
        return [p for p in self.detail.problems if p.level is Level.QUESTION]

    @property
    def is_understood(self) -> bool:
        """What is known to have no amounts of this year is told as an error."""
        return self.layout.is_usable or any(problem.kind == NO_AMOUNT for problem in self.errors)

    @property
    def unread_rows(self) -> str:
        """第 3、7 行没有读：没有金额，也没有科目。 Remarks under a list are such rows; titles above the heads are none."""
        read = {line.row for line in self.detail.lines}
        left = [
            str(row + 1) for row in sorted(self.original.rows) if row > self.layout.last and row not in read
        ]
        if not left:
            return ""
        named = "、".join(left[:MOST_NAMED]) + (f" 等 {len(left)}" if len(left) > MOST_NAMED else "")
        return f"第 {named} 行没有读：没有金额，也没有科目。"

    @property
    def notices(self) -> list[str]:
        return [p.wanted for p in self.detail.problems if p.level is Level.NOTICE]

    @property
    def is_blocked(self) -> bool:
        return bool(self.fault_count or self.unticked or not self.saved_count)

    @property
    def first_fault(self) -> Fault | None:
        """The first that can be mended in place."""
        return next((fault for row in self.rows for fault in row.faults if fault.cell), None)

    @property
    def first_faulty(self) -> int:
        return self.faulty[0].number if self.faulty else 0

    @property
    def read_count(self) -> int:
        return len(self.detail.read)

    @property
    def existing_count(self) -> int:
        return len([row for row in self.rows if row.existing and not row.is_filled_in])

    @property
    def sound_count(self) -> int:
        sound = [row for row in self.rows if not (row.line.total or row.faults)]
        return len([row for row in sound if not (row.existing or row.twice) or row.is_filled_in])

    @property
    def saved_count(self) -> int:
        """How many rows the button saves once nothing is to be mended."""
        return len([row for row in self.rows if not row.line.total and row.choice != SKIP])

    # The check against a total

    @property
    def total_row(self) -> PastedRow | None:
        """The last grand total of the block."""
        totals = [row for row in self.rows if row.line.total == "all" and row.line.parts]
        return totals[-1] if totals else None

    @property
    def difference(self) -> Decimal:
        return abs(self.total_row.line.yuan - self.detail.total) if self.total_row else Decimal(0)

    @property
    def unread(self) -> str:
        """第 5、13 行未计入。"""
        numbers = [str(row.number) for row in self.rows if row.line.is_wrong and not row.line.total]
        return f"第 {'、'.join(numbers)} 行未计入。" if numbers else ""

    @cached_property
    def as_proposed(self) -> str:
        """What the total would be if every proposal were taken; empty where not every fault has one."""
        total, faulty = self.total_row, self.faulty
        if not (total and faulty) or not all(
            f.problem.suggestion and f.cell for row in faulty for f in row.faults
        ):
            return ""
        grid = Grid("", {row: dict(cells) for row, cells in self.detail.grid.rows.items()})
        grid.mend({f"!{f.cell}": f.problem.suggestion for row in faulty for f in row.faults})
        unit = self.unit or self._likely
        mended = Detail(grid, self.layout, self.lookup, self.known, self.detail.usual, unit)
        if any(line.is_wrong for line in mended.read):
            return ""
        meets = mended.total == total.line.yuan
        return f"按建议改后，明细之和 {printed(mended.total, YUAN)} 元，与合计{'相符' if meets else '仍不相符'}。"

    # Choices above the rows

    @property
    def units(self) -> list[tuple[str, bool]]:
        return self.reading.units(self.unit or "")

    @property
    def tab_title(self) -> str:
        return TABS[self.tab]

    @property
    def columns(self) -> list[Column]:
        return self.reading.columns

    @property
    def natures(self) -> list[tuple[str, str, bool]]:
        """Of rows that do not say it; nothing to choose where the block does."""
        told = self.layout.has("nature") or any("nature" in implied for _c, implied in self.layout.amounts)
        if self.is_income or told or self.layout.has("project"):
            return []
        usual = self.detail.usual.nature
        return [(value, label, value == usual) for value, label in Entry.Nature.choices]

    @property
    def sources(self) -> list[tuple[str, str, bool]]:
        told = self.layout.has("source") or self.layout.has("source_name")
        if told or any("source" in implied for _c, implied in self.layout.amounts):
            return []
        usual = self.detail.usual.source
        chart = self.lookup.charts["source"].values()
        none = [] if self.is_income else [("", "（未分来源）", not usual)]
        return none + [(line.code, line.name, line.code == usual) for line in chart if not line.ended]

    # Somebody else meanwhile

    @property
    def read_as(self) -> str:
        """A digest of how the page reads the block: the columns, the unit in which the amounts are shown, what holds where
        the block says nothing."""
        usual, columns = self.detail.usual, sorted(self.layout.columns.items())
        return _digest([self.upload.sha256, columns, self.unit or self._likely, usual.nature, usual.source])

    @property
    def seen(self) -> str:
        """What stood there already when the page was shown, row by row: 7=12000.00/5000.00. What is to be mended in a row
        decides what it is: 5=!."""
        told = (f"{row.number}={_stood(row)}" for row in self.rows if row.existing or row.faults)
        return ";".join(told)

    def changed_since(self, seen: str) -> int:
        """How many rows stand there otherwise than the page showed."""
        before, now = _told(seen), _told(self.seen)
        numbers = [n for n in {*before, *now} if WRONG not in (before.get(n), now.get(n))]
        return len([n for n in numbers if before.get(n) != now.get(n)])

    def found_since(self, seen: str) -> list[str]:
        """The rows that were mended, and of which the page could not know that they stand there already."""
        now = _told(self.seen)
        return [n for n, stood in _told(seen).items() if stood == WRONG and now.get(n, WRONG) != WRONG]


WRONG = "!"


def _stood(row: PastedRow) -> str:
    if row.faults:
        return WRONG
    return ",".join(f"{entry.amount}/{entry.last_amount}" for entry in (*row.existing, *row.beside))


def _told(seen: str) -> dict[str, str]:
    return {n: amounts for n, _, amounts in (each.partition("=") for each in seen.split(";")) if n}


def _keep_last_year(row: Row, entry: Entry) -> None:
    """What is replaced is this year's amount; it is held against last year's as where it is typed (row 31)."""
    if entry.last_amount is not None:
        row.values.setdefault("last_amount", entry.last_amount)
    if entry.reason:
        row.values.setdefault("reason", entry.reason)


def waiting(user: Any, budget: Budget, direction: str) -> list[Upload]:
    """The kept blocks of one list, the latest first; without what they hold."""
    kept = pastes_of(user, budget).defer("data")
    return [upload for upload in kept if upload.mapping.get("direction") == direction]
