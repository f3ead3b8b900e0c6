"""Every figure of a budget beside last year's, in the groups of the workspace, for whoever reviews it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets import catalogue
from budgets.figures import Figures
from budgets.models import Budget
from budgets.workspace import SECTION, Row, pair

from .. import printing

#: A change of 4 万元 and more is worth a look, and every fall.
NOTABLE = Decimal(40_000)
CHOICES = (("notable", "变动 4 万元以上和减少的"), ("all", "全部"), ("same", "持平"))


@dataclass(frozen=True)
class Compared:
    """One figure: its row, what was written about its change, and how many comments it has."""

    key: str
    row: Row
    percent: str
    reason: str
    remarks: int

    @property
    def kinds(self) -> set[str]:
        change = self.row.change
        if change is None:  # nothing to compare with: worth a look where there is money
            return {"all", "notable"} if self.row.is_money and self.row.this else {"all"}
        if not change:
            return {"all", "same"}
        is_notable = change < 0 or change >= NOTABLE or not self.row.is_money
        return {"all", "notable"} if is_notable else {"all"}


@dataclass(frozen=True)
class Group:
    """What stands under one heading; ``slug`` is the section that a comment on the whole of it speaks of."""

    slug: str
    title: str
    rows: list[Compared]
    total: Compared | None = None


@dataclass(frozen=True)
class Choice:
    slug: str
    words: str
    count: int
    is_on: bool


@dataclass(frozen=True)
class Comparison:
    groups: list[Group]
    choices: list[Choice]
    kind: str


def comparison(budget: Budget, figures: Figures, kind: str) -> Comparison:
    """Every figure of the kind asked for; what is worth a look where none of these is named."""
    groups = list(_groups(figures, _entered_reasons(budget), _remarks(budget)))
    rows = [row for group in groups for row in group.rows]
    kind = kind if kind in dict(CHOICES) else "notable"
    choices = [
        Choice(slug, words, len([row for row in rows if slug in row.kinds]), slug == kind)
        for slug, words in CHOICES
    ]
    shown = [
        Group(group.slug, group.title, [row for row in group.rows if kind in row.kinds], group.total)
        for group in groups
    ]
    return Comparison([group for group in shown if group.rows], choices, kind)


def _remarks(budget: Budget) -> Counter[str]:
    return Counter(budget.remarks.values_list("key", flat=True))


def _entered_reasons(budget: Budget) -> dict[str, str]:
    """What was written beside entries, by the token of their account."""
    found: dict[str, list[str]] = {}
    written = budget.entries.exclude(reason="").order_by("pk")
    for source, function, economic, reason in written.values_list(
        "source__code", "function__code", "economic__code", "reason"
    ):
        for letter, code in (("s", source), ("f", function), ("e", economic)):
            if code and reason not in found.setdefault(f"{letter}{code}", []):
                found[f"{letter}{code}"].append(reason)
    return {token: "；".join(reasons) for token, reasons in found.items()}


#: Ledgers that are compared code by code: section, title, measure, letter.
LEDGERS = (
    ("expenditure", "支出，按功能分类", "expenditure", "f"),
    ("expenditure", "支出，按部门经济分类（同一笔钱）", "economic", "e"),
    ("income", "收入，按来源", "income", "s"),
)
STATED = ("three-public", "running", "procurement", "assets", "staffing")


def _groups(figures: Figures, reasons: dict[str, str], remarks: Counter[str]) -> Iterator[Group]:
    def compared(key: str, reason: str = "", **kwargs: Any) -> Compared:
        row = pair(figures, key, **kwargs)
        return Compared(key, row, percent_words(row), reason or figures.reason(key), remarks[key])

    for slug, title, measure, letter in LEDGERS:
        rows = [
            compared(
                f"{measure}.{letter}{code}",
                _reason(figures, measure, letter, code, reasons),
                label=figures.books.name_of(letter, code),
                code=code,
            )
            for code in figures.books.ledger.lowest(measure, letter=letter)
        ]
        if rows:
            yield Group(slug, title, rows, compared(f"{measure}.total", label="合计"))
    for slug in STATED:
        stated = [item.key for item in catalogue.items_of(slug) if figures.value(item.key) is not None]
        totals = [total.key for total in catalogue.TOTALS if total.section == slug]
        yield Group(slug, SECTION[slug].title, [compared(key) for key in (*stated, *totals)])
    yield Group("projects", "项目", [compared(project.key) for project in figures.books.projects])


def _reason(figures: Figures, measure: str, letter: str, code: str, reasons: dict[str, str]) -> str:
    """Why a code changed: as written with its entries, else with its purpose."""
    purpose = figures.books.purposes.get(code) if (measure, letter) == ("expenditure", "f") else None
    return reasons.get(f"{letter}{code}", "") or (purpose.reason if purpose else "")


def percent_words(row: Row) -> str:
    """+3.57%, −0.53%; 不可比 where there was nothing last year, empty where it is not known."""
    if row.change is None:
        return ""
    if not row.change:
        return ""
    if row.percent is None:
        return "不可比"
    return printing.percentage(row.percent, is_signed=True)


def texts_to_read(figures: Figures) -> Iterable[tuple[str, str, str]]:
    """(key, name, text) of what the department wrote in its own words: its duties, its notes, what its accounts are for."""
    books = figures.books
    if books.duties:
        yield "duties", "主要职责", "\n".join(books.duties)
    for note in catalogue.NOTES:
        if text := books.notes.get(note.key, ""):
            yield f"note.{note.key}", note.label, text
    for code, purpose in books.purposes.items():
        if text := _purpose_text(purpose):
            yield f"purpose.f{code}", f"科目用途 · {code} {books.name_of('f', code)}", text


def _purpose_text(purpose: Any) -> str:
    """What an account is for and why it changed, each on its line."""
    use = f"主要用于{purpose.use}" if purpose.use else ""
    reason = f"增减原因：{purpose.reason}" if purpose.reason else ""
    return "\n".join(part for part in (use, reason) if part)
