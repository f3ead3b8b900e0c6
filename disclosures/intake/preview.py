"""What a person looks at before an upload is imported: what is wrong and to be ticked, what would be other than it is, and
what the rules would say then."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction

from budgets.books import open_books
from budgets.intake import detail
from budgets.intake.actions import write
from budgets.intake.asking import TWICE
from budgets.intake.cells import position
from budgets.intake.contents import Contents, Level, Problem, Stated
from budgets.intake.heads import Layout
from budgets.intake.layouts import Column, Reading, reading_of
from budgets.intake.lookup import charts_held
from budgets.intake.plan import CHANGED, NEW, PENDING, REMOVED, Change, Plan, plan_of
from budgets.intake.uploads import LEAVE_OUT, changed_by_others
from budgets.models import Budget, Upload
from budgets.rules import ERROR, examine
from budgets.workspace import counts_of

from .recognise import contents_of
from .sheets import Workbook, read_workbook

#: As many errors stand on the page; all of them are in the files.
SHOWN_ERRORS = 50
SHOWN_CHANGES = 200
SHOWN_FINDINGS = 5
MARKS = {
    NEW: ("ok", "新增"),
    CHANGED: ("info", "改动"),
    REMOVED: ("warn", "将删除"),
    PENDING: ("warn", "待改正"),
}
DETAIL = "detail"
#: What may be asked many times over, by kind; each is ticked for itself or all of its kind together, never across kinds.
KINDS = {
    "twice": "重复行",
    "jump": "与上年相差很大",
    "slip": "与现有的差整百、整万倍",
    "total": "合计与明细不符",
    "counted": "按此计量的单位与表中写的不同",
    "last": "上年数重复",
    "unit": "没有登记的单位",
    "several": "多条合并成一条",
}


@dataclass(frozen=True)
class Fault:
    """An error with the field in which another value is typed; ``value`` is what stands in it: what was typed, else what
    is proposed."""

    number: int
    problem: Problem
    value: str

    @property
    def id(self) -> str:
        return f"id_mend-{self.number}"

    @property
    def is_long(self) -> bool:
        return len(self.problem.found) > 60 or "\n" in self.problem.found


@dataclass(frozen=True)
class Question:
    """Something to be ticked. A tick is of the very words: of what is asked otherwise since, nobody has said yes."""

    problem: Problem
    every_tick: Collection[str]

    @property
    def tick(self) -> str:
        said = hashlib.sha256(f"{self.problem.found}\n{self.problem.wanted}".encode()).hexdigest()
        return f"{self.problem.key}#{said[:12]}"

    @property
    def is_ticked(self) -> bool:
        return self.tick in self.every_tick

    @property
    def leave_out(self) -> str:
        """The other answer, of a row that stands twice; empty where there is only yes."""
        return f"{LEAVE_OUT}{self.problem.key}" if self.problem.kind == TWICE else ""


@dataclass(frozen=True)
class Asked:
    """The questions of one kind, to be ticked one by one or together."""

    kind: str
    questions: list[Question]

    @property
    def title(self) -> str:
        """Empty where there is nothing to be ticked together."""
        return KINDS.get(self.kind, "同类问题") if len(self.questions) > 1 else ""

    @property
    def tick(self) -> str:
        """Of just these questions in these words: of what is asked otherwise since, nobody has said yes."""
        ticks = "\n".join(question.tick for question in self.questions)
        return f"{self.kind}#{hashlib.sha256(ticks.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Mended:
    """A cell for which something else was typed, and that is right now."""

    number: int
    place: str
    before: str
    typed: str


@dataclass(frozen=True)
class Line:
    """One line of the differences."""

    change: Change

    @property
    def mark(self) -> tuple[str, str]:
        return MARKS[self.change.kind]


@dataclass(frozen=True)
class Pair:
    """A total as it is stated, beside what was read (元)."""

    stated: Stated

    @property
    def difference(self) -> Decimal:
        return self.stated.stated - self.stated.read


@dataclass(frozen=True)
class Outcome:
    """What the rules would say of the budget: counts by level, the errors, and how many of today's would be gone."""

    counts: Mapping[str, int]
    errors: tuple[str, ...]
    gone: int


@dataclass
class Preview:
    """An upload read and compared anew. Raises Unreadable where it cannot be read."""

    upload: Upload
    user: Any
    beside: Mapping[str, Any] = field(default_factory=dict)  # what the rules look at beside the books

    @charts_held()
    def __post_init__(self) -> None:
        data, self.budget = bytes(self.upload.data), self.upload.budget
        self.workbook: Workbook = read_workbook(data)
        self.reading = self._remembered()
        self.contents: Contents = contents_of(
            data,
            self.budget,
            workbook=self.workbook,
            mended=self.upload.mended,
            mapping=self.mapping,
            unit=self.unit,
            is_unit_remembered=not self.upload.unit,
        )
        self.contents.left_out = {
            said.removeprefix(LEAVE_OUT) for said in self.upload.ticked if said.startswith(LEAVE_OUT)
        }
        self.plan: Plan = plan_of(self.budget, self.contents)

    # How a detail list is read

    def _remembered(self) -> Reading | None:
        layout = detail.layout_in(self.workbook, self.budget)
        if layout is None:
            return None
        return reading_of(self.user, layout, columns=self.upload.mapping or None, unit=self.upload.unit)

    @property
    def mapping(self) -> Mapping[str, str] | None:
        """{number of a column: field}, as chosen for this upload, else as this person has such lists read."""
        if self.reading is None or not (self.upload.mapping or self.reading.is_remembered):
            return None
        return {str(number): name for number, name in self.reading.layout.columns.items()}

    @property
    def unit(self) -> str:
        return self.upload.unit or (self.reading.proposed if self.reading else "")

    @property
    def is_detail(self) -> bool:
        return self.contents.kind == DETAIL

    @property
    def layout(self) -> Layout | None:
        """Of a detail list, with the columns as they are read now."""
        return self.reading.layout if self.reading and self.is_detail else None

    @property
    def columns(self) -> list[Column]:
        return self.reading.columns if self.reading and self.is_detail else []

    @property
    def units(self) -> list[tuple[str, bool]]:
        """None is chosen where nobody said it: that is asked."""
        return self.reading.units(self.unit or self.reading.unit) if self.reading else []

    @property
    def shown_as(self) -> str:
        """The columns and the unit as the page shows them, to tell whether they were chosen anew."""
        columns = [each.taken for each in self.columns]
        return ",".join([*columns, *(unit for unit, is_on in self.units if is_on)])

    # What stands in the way

    @cached_property
    def errors(self) -> list[Problem]:
        return self.plan.of_level(Level.ERROR)

    @property
    def faults(self) -> list[Fault]:
        """The first of them."""
        return [
            Fault(number, problem, self.upload.mended.get(problem.place) or problem.suggestion)
            for number, problem in enumerate(self.errors[:SHOWN_ERRORS], 1)
        ]

    @property
    def unshown(self) -> int:
        return max(len(self.errors) - SHOWN_ERRORS, 0)

    @cached_property
    def questions(self) -> list[Question]:
        return [Question(problem, self.upload.ticked) for problem in self.plan.of_level(Level.QUESTION)]

    @property
    def asked(self) -> list[Asked]:
        """The questions by kind. What is removed is asked table by table; new units are of one kind."""
        kinds: dict[str, list[Question]] = {}
        for question in self.questions:
            kind = question.problem.kind
            kind = "unit" if kind.startswith("unit-") else kind or question.tick
            kinds.setdefault(kind, []).append(question)
        return [Asked(kind, questions) for kind, questions in kinds.items()]

    @property
    def left_out(self) -> list[Question]:
        """The rows that stand twice and come in once, as somebody said."""
        return [Question(problem, self.upload.ticked) for problem in self.plan.left_out]

    @property
    def ticked(self) -> list[str]:
        """The keys of those that are answered with yes, as they are asked now."""
        return [question.problem.key for question in self.questions if question.is_ticked]

    @property
    def unticked(self) -> int:
        return len([question for question in self.questions if not question.is_ticked])

    @property
    def notices(self) -> list[Problem]:
        return self.plan.of_level(Level.NOTICE)

    @property
    def is_blocked(self) -> bool:
        return bool(self.errors or self.unticked)

    @property
    def is_same(self) -> bool:
        return self.plan.is_empty and not self.errors

    @property
    def mended(self) -> list[Mended]:
        """What was typed and is right now; it can be typed anew."""
        wrong = {problem.place for problem in self.errors}
        shown = [(place, typed) for place, typed in self.upload.mended.items() if place not in wrong]
        return [
            Mended(SHOWN_ERRORS + number, place, self._stood(place), typed)
            for number, (place, typed) in enumerate(shown, 1)
        ]

    def _stood(self, place: str) -> str:
        name, _, cell = place.rpartition("!")
        at = position(cell)
        found = [sheet.cells.get(at) for sheet in self.workbook.sheets if sheet.name == name and at]
        return found[0].text if found and found[0] else ""

    # What would be other than it is

    @property
    def lines(self) -> list[Line]:
        return [Line(change) for change in self.plan.changes[:SHOWN_CHANGES]]

    @property
    def more_lines(self) -> int:
        return max(len(self.plan.changes) - SHOWN_CHANGES, 0)

    @property
    def new(self) -> int:
        return self.plan.count(NEW)

    @property
    def changed(self) -> int:
        return self.plan.count(CHANGED)

    @property
    def removed(self) -> int:
        return self.plan.count(REMOVED)

    @property
    def meanwhile(self) -> str:
        """您上传之后 李静 改了 2 处。已重新比较，请再看一遍差别。 Empty where nobody did."""
        name, number = changed_by_others(self.upload, self.user)
        return f"您上传之后 {name} 改了 {number} 处。已重新比较，请再看一遍差别。" if number else ""

    # What it was taken for

    @property
    def pairs(self) -> list[Pair]:
        return [Pair(stated) for stated in self.plan.stated]

    @property
    def known(self) -> list[tuple[str, str]]:
        return [(sheet, what) for sheet, what in self.contents.recognised if what]

    @property
    def unread(self) -> list[str]:
        known = {sheet for sheet, _what in self.known}
        return [sheet.name for sheet in self.workbook.sheets if sheet.name not in known]

    @cached_property
    def outcome(self) -> Outcome | None:
        """None while there are errors: what they stand for would be missing from every sum."""
        if self.errors or self.plan.is_empty:
            return None
        before = {f.id for f in examine(open_books(self.budget), **self.beside) if f.level == ERROR}
        after = examine(_as_it_would_be(self.plan), **self.beside)
        errors = [f for f in after if f.level == ERROR]
        said = tuple(f.message for f in errors[:SHOWN_FINDINGS])
        return Outcome(counts_of(after), said, len(before - {f.id for f in errors}))


def _as_it_would_be(plan: Plan) -> Any:
    """The books after the import, read within a transaction that is taken back."""
    with transaction.atomic():
        write(plan)
        books = open_books(Budget.objects.select_related("department__region").get(pk=plan.budget.pk))
        transaction.set_rollback(True)
    return books
