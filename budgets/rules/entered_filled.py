"""What must be there before a department publishes: the rules C."""

from __future__ import annotations

from collections.abc import Iterator

from budgets import catalogue
from budgets.books import Books
from budgets.figures import Figures
from budgets.ledger import EXPENDITURE, LEVELS
from budgets.withheld import hidden_projects, hides, leaves_out, leaves_out_projects

from .entered_texts import texts_of
from .finding import Finding
from .registry import Rule


def codes_go_deep_enough(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C01: expenditure by function to 项; basic expenditure by economic nature to 款 (实施条例 art. 6)."""
    for measure, letter, word in ((EXPENDITURE, "f", "项"), ("economic", "e", "款")):
        full = LEVELS[letter][-1]
        for code in figures.books.ledger.codes(measure, letter=letter):
            if len(code) < full and (letter, code) in figures.books.ledger.booked:
                name = figures.books.name_of(letter, code)
                yield rule.finds(
                    message=f"{code} {name} 没有列到“{word}”",
                    subject=f"{letter}{code}",
                    section="expenditure",
                )


def required_is_filled(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C02: what every form demands is there: income, expenditure, duties, and the required particulars."""
    books = figures.books
    for key, section in (("income.total", "income"), ("expenditure.total", "expenditure")):
        if key not in books.ledger:
            yield rule.finds(message=f"还没有填{figures.label(key)}的明细", subject=key, section=section)
        elif not books.ledger[key].this:
            yield rule.finds(message=f"{figures.label(key)}为 0，请填写本年数", subject=key, section=section)
    if not books.duties:
        yield rule.finds(message="还没有填主要职责", subject="duties", section="basics")
    if not books.units and not leaves_out(books, "structure"):
        yield rule.finds(message="还没有填预算单位（至少有本级）", subject="units", section="basics")
    for item in catalogue.ITEMS:
        if item.required and books.stated[item.key].value is None and not hides(books, item.key):
            yield rule.finds(
                message=f"{item.label}：请填写；没有请填 0", subject=item.key, section=item.section
            )
    has_said_why = books.no_projects or leaves_out_projects(books)
    if not books.projects and not has_said_why and not figures.amount("expenditure.project"):
        yield rule.finds(
            message="没有项目。若没有项目支出，请勾选“本年无项目支出”", subject="projects", section="projects"
        )
    for project in books.projects:
        if project.last and not project.amount and not project.entered:
            yield rule.finds(
                message=f"项目“{project.name}”：请填本年安排；不再继续的请删除",
                subject=project.key,
                section="projects",
            )
    yield from _withheld_projects(rule, books)


def _withheld_projects(rule: Rule, books: Books) -> Iterator[Finding]:
    """A project that is withheld is known by its name: renamed it would be published, and so would it be where another
    text names it."""
    for key, name in hidden_projects(books):
        if not name:
            yield rule.finds(
                message="登记不公开的项目已改名或删除，请财政局核对登记", subject=key, section="projects"
            )
        for where, section, text in texts_of(books) if name else ():
            if name in text:
                yield rule.finds(
                    message=f"{where}：写有登记不公开的项目“{name}”",
                    subject=f"{key}-{where}",
                    section=section,
                )


def ended_accounts_are_settled(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C07: what stood on an account that has ended stands on its successor, or was left out by somebody's choice."""
    for title in figures.books.unsettled:
        yield rule.finds(
            message=f"上年的科目 {title} 今年已停用：请选定改列的科目",
            subject=f"ended-{title.partition(' ')[0]}",
        )


def purposes_are_written(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C05: a function that grants are spent under says what for, where the form prints it."""
    for code, name in _granted(figures):
        purpose = figures.books.purposes.get(code)
        if purpose is None or not purpose.use.strip():
            yield rule.finds(message=f"{name}：请写主要用途", public=f"{name}没有写主要用途", subject=code)


def executed_is_stated(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C06: grants stand beside what was executed under the same function last year, where the form prints it."""
    for code, name in _granted(figures):
        if figures.last(f"against.f{code}") is None:
            yield rule.finds(
                message=f"{name}：请填上年执行数；没有请填 0",
                public=f"{name}的上年执行数没有公开，不能比较",
                subject=code,
            )


def _granted(figures: Figures) -> Iterator[tuple[str, str]]:
    """(code, code and name) of the lowest functions that grants of this year are spent under."""
    for code in figures.books.ledger.lowest(EXPENDITURE, "grant", letter="f"):
        if figures.value(f"against.f{code}"):
            yield code, f"{code} {figures.books.name_of('f', code)}"


def approval_is_dated(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C04: without the approval date nobody can say whether the publication was in time."""
    if figures.books.approved_on is None:
        yield rule.finds(
            message="财政局尚未登记批复日期，期限未起算。",
            public="没有登记批复日期，不能判断是否按时公开",
        )
