"""What must hold between the tables of what a department enters: the rules R."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

from budgets import catalogue
from budgets.books import ProjectSheet, Target
from budgets.figures import Figures
from budgets.ledger import CARRY, EXPENDITURE, FUNDS, INCOME, NATURES, SYSTEMS, add
from budgets.ledger import key as ledger_key
from budgets.withheld import leaves_out_projects

from .declared import THREE_PUBLIC_ACCOUNTS
from .finding import WARNING, Finding, Side
from .registry import Rule
from .shapes import side, tokens_below, whole_token

SOURCES = tuple(f"income.s{code}" for code in ("101", "102", "103", "2", "301", "302", "303", "304", "305"))
BALANCES = ("income.s4", "income.s5")
#: The natures of money that is spent this year: 结转下年 stands under no code.
SPENT = tuple(nature for nature in NATURES if nature != CARRY)
#: (measure, letter of its codes, what its columns are narrowed by, section where it is mended)
TREES = (
    (EXPENDITURE, "f", SPENT, "expenditure"),
    ("economic", "e", SPENT, "expenditure"),
    ("government", "g", SPENT, "expenditure"),
    (INCOME, "f", (), "income"),
)


def codes_add_up(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R03: in every column, this year and last, a heading is the sum of what stands under it and the total of the
    类; money booked on a heading that has codes below it breaks that. Derived government codes are nobody's fault."""
    ledger = figures.books.ledger
    for measure, letter, natures, section in TREES:
        funds = [fund for fund in ("", *FUNDS) if ledger_key(measure, fund) in ledger]
        used = [n for n in ("", *natures) if not n or ledger_key(measure, n) in ledger]
        codes = ["", *ledger.codes(measure, letter=letter)]
        if letter == "g":
            codes = [code for code in codes if code not in ledger.derived]
        found = (
            _heading(rule, figures, (measure, fund, letter, code, nature))
            for fund, code, nature in product(funds, codes, used)
        )
        # One cause shows in many columns: the first is where to look.
        if first := next((finding for finding in found if finding), None):
            yield replace(first, section=section)


def _heading(rule: Rule, figures: Figures, at: tuple[str, str, str, str, str]) -> Finding | None:
    """What is wrong with one heading in one column, if anything."""
    measure, fund, letter, code, nature = at
    ledger, tokens = figures.books.ledger, tokens_below(figures, at)
    if not tokens:
        return None
    whole_key = ledger_key(measure, fund, f"{letter}{code}" if code else whole_token(measure, nature), nature)
    whole, parts = ledger[whole_key], [ledger[ledger_key(measure, fund, token, nature)] for token in tokens]
    last = [part.last for part in parts]
    known = [value for value in last if value is not None]
    comparisons = [("本年", whole.this, add(part.this for part in parts))]
    if whole.last is not None and len(known) == len(last) and not whole.is_stated:
        comparisons.append(("上年", whole.last, add(known)))
    for year, total, summed in comparisons:
        if total != summed:
            label = figures.label(whole_key)
            return rule.finds(
                Side(label, total, whole_key),
                Side(f"其下各项之和（{year}）", summed),
                subject="-".join(
                    token for token in (*at[:2], code, nature, "" if year == "本年" else "last") if token
                ),
                title=f"{label.split('，')[-1]} 与其下各项之和不等",
            )
    return None


def rows_have_natures(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R04: 合计 = 基本支出 + 项目支出 (+ 经营 + 上缴 + 补助), row by row; an entry without a nature breaks it."""
    codes = figures.books.ledger.codes(EXPENDITURE, letter="f")
    for code in codes:
        whole = side(figures, f"expenditure.f{code}")
        parts = add(figures.amount(f"expenditure.f{code}.{nature}") for nature in NATURES)
        is_lowest = ("f", code) in figures.books.ledger.booked
        if whole.value != parts and is_lowest:
            yield rule.finds(whole, Side("基本支出、项目支出等之和", parts), subject=code)


def grants_agree(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R06, R07: 财政拨款收入总计 = 财政拨款支出总计, and the same for each of the three budgets."""
    for fund in FUNDS:
        left, right = side(figures, f"income.{fund}.total"), side(figures, f"expenditure.{fund}.total")
        if left.value != right.value:
            yield rule.finds(left, right, subject=fund)


def last_totals_agree(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """C03: a bare total of last year is not less than the parts known of it, and equal to them where all are."""
    for measure, section in ((INCOME, "income"), (EXPENDITURE, "expenditure")):
        for source in figures.books.ledger[f"{measure}.total"].overstated():
            name = figures.books.name_of("s", source)
            yield rule.finds(
                message=f"{name}：上年合计与已填的各部分上年数不符，请核对",
                subject=f"{measure}-{source}",
                section=section,
            )


def basic_cost_kinds(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R11: basic expenditure is 301, 303 (人员经费) and 302, 310 (公用经费); other classes do not belong there."""
    for code in figures.books.ledger.codes("economic", "general", letter="e", level=1):
        booked = side(figures, f"economic.general.e{code}.basic")
        if booked.value and code not in ("301", "302", "303", "310"):
            yield rule.finds(
                booked,
                message=f"{booked.label} {booked.text}：基本支出只有 301、303（人员经费）和 302、310（公用经费）",
                subject=code,
            )


def running_within_public(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R15: 机关运行经费 is part of 公用经费; the whole of it where every unit is 行政 or 参公; none in a pure 事业单位."""
    running, public = side(figures, "running"), side(figures, "economic.general.basic.public")
    kinds = {unit.kind for unit in figures.books.units}
    if kinds and "institution" not in kinds and running.value != public.value:
        yield rule.finds(
            running, public, title="机关运行经费与公用经费不等（全部为行政和参公单位，两数应相等）"
        )
    elif kinds == {"institution"} and running.value:
        yield rule.finds(
            running,
            message=f"全部为事业单位，没有机关运行经费，应填 0，现为 {running.text}",
            title="事业单位没有机关运行经费",
        )
    elif running.value > public.value:
        yield rule.finds(running, public, title="机关运行经费多于公用经费")


def running_components(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R16: the components of 机关运行经费, where they are listed, sum to it."""
    whole = side(figures, "running")
    parts = add(figures.amount(f"running.{kind}") for kind, _ in catalogue.RUNNING_COMPONENTS)
    if whole.value != parts:
        yield rule.finds(whole, Side("各分项之和", parts))


def three_public_fit_accounts(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R14: a 三公 item is no less than the basic expenditure under its economic account, where that is entered to 款; what
    it is more is in projects."""
    for item, code in THREE_PUBLIC_ACCOUNTS.items():
        key = f"economic.general.e{code}.basic"
        if figures.value(item) is not None and key in figures.books.ledger:
            left = side(figures, item, f"“三公”的{figures.label(item)}")
            right = side(figures, key, f"经济科目 {code}")
            if left.value < right.value:
                yield rule.finds(left, right, subject=item)


def procurement_agrees(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R23: named items within their kind; reserved for SMEs within the total; small and micro within that."""
    labels = {"goods": "货物", "works": "工程", "services": "服务"}
    for kind, label in labels.items():
        named = add(p.amount for p in figures.books.purchases if p.kind == kind)
        whole = side(figures, f"procurement.{kind}")
        if named > whole.value:
            yield rule.finds(
                Side(f"所列{label}项目之和", named), whole, subject=kind, title=f"所列{label}项目多于{label}"
            )
    for smaller, larger in (("sme", "total"), ("small", "sme")):
        left, right = side(figures, f"procurement.{smaller}"), side(figures, f"procurement.{larger}")
        if left.value > right.value:
            yield rule.finds(left, right, subject=smaller, title=f"{left.label}多于{right.label}")


def projects_agree(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R25: the projects listed are the project expenditure; a project is what is booked on it."""
    listed, booked = side(figures, "project.total"), side(figures, "expenditure.project")
    if figures.books.no_projects and (listed.value or booked.value):
        yield rule.finds(
            message=f"勾选了“本年无项目支出”，却有项目支出 {max(booked, listed, key=lambda s: s.value).text}",
            subject="none",
            title="勾选了无项目支出，却有项目支出",
        )
    elif listed.value > booked.value:
        yield rule.finds(listed, booked, subject="more", title="所列项目之和多于项目支出")
    elif listed.value < booked.value and not leaves_out_projects(figures.books):
        yield rule.finds(booked, listed, subject="less", level=WARNING, title="有项目支出未列入项目")
    for project in figures.books.projects:
        if project.entered is not None and project.entered != project.amount:
            yield rule.finds(
                Side(f"{project.name}：年度预算安排", project.amount, project.key),
                Side("记在本项目上的明细", project.entered),
                subject=project.key,
                title="项目的预算安排与明细不等",
            )


def goals_agree(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R26: the amounts under the whole department's goals are its basic and project expenditure."""
    for part in ("basic", "project"):
        left, right = side(figures, f"goals.{part}"), side(figures, f"expenditure.{part}")
        if left.value != right.value:
            yield rule.finds(left, right, subject=part)


def goal_tables_agree(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R27: weights sum to 100; the sources of a project's money sum to its amount."""
    yield from _weights(rule, "部门整体", figures.books.targets, "whole")
    for project in figures.books.projects:
        yield from _weights(rule, project.name, project.targets, project.key)
        yield from _funds(rule, project)


#: Indicators of output are counted; effects may be told in words.
COUNTED = "产出指标"


def targets_are_measurable(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R29: an indicator of output has a number to be measured by."""
    sheets = [("部门整体", figures.books.targets)]
    sheets += [(project.name, project.targets) for project in figures.books.projects]
    for name, targets in sheets:
        for target in targets:
            if (
                target.area == COUNTED
                and target.target.strip()
                and not re.search("[0-9０-９]", target.target)
            ):
                yield rule.finds(
                    message=f"{name}：产出指标“{target.name}”的指标值“{target.target}”没有数值",
                    subject=f"{name}-{target.name}",
                )


def _weights(rule: Rule, name: str, targets: tuple[Target, ...], subject: str) -> Iterator[Finding]:
    weights = [target.weight for target in targets if target.weight is not None]
    if weights and add(map(Decimal, weights)) != 100:
        total = add(map(Decimal, weights))
        yield rule.finds(
            Side("权重之和", total, unit=""),
            Side("应为", Decimal(100), unit=""),
            message=f"{name}：绩效指标权重之和为 {total}，应为 100",
            subject=f"weights-{subject}",
            title="绩效指标权重之和不是 100",
        )


def _funds(rule: Rule, project: ProjectSheet) -> Iterator[Finding]:
    given = [amount for amount in project.funds if amount is not None]
    if given and add(given) != project.amount:
        yield rule.finds(
            Side(f"{project.name}：资金来源之和", add(given)),
            Side("年度预算安排", project.amount, project.key),
            subject=f"funds-{project.key}",
            title="项目资金来源之和与年度预算安排不等",
        )


def accounts_are_in_the_chart(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R21: every code is in this year's chart and not ended."""
    booked = figures.books.ledger.booked
    used = {(SYSTEMS[letter], code) for letter, code in booked}
    for system, code in sorted(used):
        if (system, code) not in figures.books.names:
            yield rule.finds(
                message=f"科目 {code} 不在 {figures.books.year} 年政府收支分类科目中",
                subject=f"{system}-{code}",
            )
        elif (system, code) in figures.books.ended:
            yield rule.finds(message=f"科目 {code} 已停用", subject=f"{system}-{code}")
