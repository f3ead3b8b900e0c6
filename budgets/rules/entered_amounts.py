"""Amounts that a department typed in its texts, held against the figures they are named after: rule N01."""

from __future__ import annotations

from collections.abc import Iterator

from budgets import catalogue
from budgets.catalogue import PROJECT_FUNDS
from budgets.figures import LAST_YEAR, TOKENS, Figures
from budgets.ledger import BALANCE_SOURCES, EXPENDITURE, FUND_OF_SOURCE, FUNDS, INCOME, slug
from budgets.typed import Typed, amounts_of, plain_text

from .entered_texts import texts_of
from .finding import WARNING, Finding, Side
from .registry import Rule


def typed_amounts_agree(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N01: an amount or a count that a text gives behind the name of a figure is that figure.

    Names: 三公 and its items, 机关运行经费, 会议费, 培训费, 政府采购; the sources of income; totals of income, expenditure,
    grants and the three budgets; 基本支出, 项目支出, 人员经费, 公用经费; the 类 (by economic nature only where that is one
    amount); projects; and as counts 编制, 实有, 车辆. It is this year's or last year's, within the digits typed; of a name
    that several figures have, as parts of a budget do, it is any of them. Not looked at: other years, limits, changes,
    sums of several names, what a unit or an office has. In the texts of projects and 科目, which tell of parts, only
    projects are looked at.
    """
    names, books = _names_of_amounts(figures), figures.books
    projects = {name: keys for name, keys in names.items() if keys[0].startswith("project.")}
    parts = [*books.offices, *(unit.name for unit in books.units if len(books.units) > 1)]
    for where, section, text in texts_of(books):
        named, told = projects if section in ("projects", "purposes") else names, set[str]()
        for typed in amounts_of(text, named, year=books.year, parts=parts):
            stated = _stated_otherwise(typed, named[typed.name], figures)
            if stated is None or stated.key in told:
                continue
            told.add(stated.key)
            word = f"{stated.text}万元" if stated.unit == catalogue.MONEY else f"{stated.text}{stated.unit}"
            message = f"{where}：写的是{typed.name} {typed.text}，填报的是 {word}"
            yield rule.finds(
                Side(f"{where}中的{typed.name}", typed.value, unit=typed.unit),
                stated,
                message=message,
                public=message,
                subject=f"{slug(where + text)}-{stated.key}",
                level=WARNING,
                section=section,
            )


def _stated_otherwise(typed: Typed, keys: tuple[str, ...], figures: Figures) -> Side | None:
    """The figure that a typed amount contradicts; none where it is one of them, or the figure is not known."""
    pairs = [figures.pair(key) for key in keys]
    if pairs[0].unit != typed.unit:
        return None
    value = pairs[0].last if typed.is_last_years else pairs[0].this
    known = [amount for pair in pairs for amount in (pair.this, pair.last) if amount is not None]
    if value is None or any(typed.is_the_same_as(amount) for amount in known):
        return None
    key = f"{keys[0]}.last" if typed.is_last_years else keys[0]
    return Side(f"{typed.name}（{LAST_YEAR}）" if typed.is_last_years else typed.name, value, key, typed.unit)


#: Names of particulars in texts, beside their labels.
ALSO_CALLED = {
    "公务用车运行维护费": "three-public.running",
    "公务用车购置及运行维护费": "three-public.vehicles",
    "编制": "staff.posts",
    "编制人数": "staff.posts",
    "实有": "staff.actual",
    "实有人数": "staff.actual",
    "车辆": "assets.vehicles",
}
#: A name with fewer characters than this is a common word, and no project's.
SHORTEST_NAME = 3


def _names_of_amounts(figures: Figures) -> dict[str, tuple[str, ...]]:
    """What amounts are called in texts, without quotes, and the figures of that name; the first is the one told."""
    books, names = figures.books, dict[str, tuple[str, ...]]()
    for key in ("running", "meeting", "training", *(i.key for i in catalogue.items_of("three-public"))):
        component = f"running.{key}"
        names[figures.label(key)] = (key, *([component] if component in catalogue.ITEM else []))
    names |= {total.label: (total.key,) for total in catalogue.TOTALS}
    names |= {name: (key,) for name, key in ALSO_CALLED.items()}
    names["实有"] = names["实有人数"] = ("staff.actual", "staff.present")
    names |= dict(_names_in_ledger(figures))
    for project in books.projects:
        bought = [purchase.key for purchase in books.purchases if purchase.name == project.name]
        funds = [f"{project.key}.{fund}" for fund, _ in PROJECT_FUNDS]
        for name in (project.name, f"{project.name}项目"):
            names[name] = (*names.get(name, ()), project.key, *funds, *bought)
    named = {plain_text(name): keys for name, keys in names.items()}
    return {
        name: keys
        for name, keys in named.items()
        if len(name) >= SHORTEST_NAME or not keys[0].startswith("project.")
    }


def _names_in_ledger(figures: Figures) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of what the ledger adds up; none of a breakdown that is not entered, or not to the end."""
    ledger = figures.books.ledger
    is_split = ("s", "1") not in ledger.booked
    if f"{INCOME}.total" in ledger:
        yield from _names_of_income(figures, is_split)
    if f"{EXPENDITURE}.total" in ledger:
        yield from _names_of_expenditure(figures, is_split)


def _names_of_income(figures: Figures, is_split: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    books = figures.books
    funds = tuple(f"{INCOME}.{fund}.total" for fund in FUNDS if f"{INCOME}.{fund}.total" in books.ledger)
    for name in ("收入预算", "收入总预算", "收入总计", "收入合计", "收支总预算"):
        yield name, (f"{INCOME}.total", f"{INCOME}.year.total", *funds)
    for system, code in books.names:
        is_known = len(code) == 1 or ("s", code[0]) not in books.ledger.booked
        if system == "source" and code[0] not in BALANCE_SOURCES and is_known:
            yield books.name_of("s", code), (f"{INCOME}.s{code}",)
    yield "财政拨款收入", (f"{INCOME}.grant.total", f"{INCOME}.s1")
    for code, fund in FUND_OF_SOURCE.items():
        if is_split and code.startswith("1"):
            for word in ("收入", "财政拨款收入"):
                yield f"{TOKENS[fund]}{word}", (f"{INCOME}.{fund}.total", f"{INCOME}.s{code}")


def _names_of_expenditure(figures: Figures, is_split: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    books = figures.books

    def under(whole: str, measure: str, token: str) -> tuple[str, ...]:
        keys = [k for k in books.ledger if k.startswith(f"{measure}.") and token in k.split(".")]
        return (whole, *(k for k in keys if k != whole))

    for name in ("支出预算", "支出总预算", "支出总计", "支出合计"):
        yield name, under(f"{EXPENDITURE}.total", EXPENDITURE, "total")
    yield "财政拨款支出", (f"{EXPENDITURE}.grant.total", f"{EXPENDITURE}.grant.year.total")
    for fund in FUNDS:
        if is_split and fund != "grant":
            keys = (f"{EXPENDITURE}.{fund}.total", f"{EXPENDITURE}.{fund}.year.total")
            yield f"{TOKENS[fund]}支出", keys
            yield f"{TOKENS[fund]}财政拨款支出", keys
    for code in books.ledger.codes(EXPENDITURE, letter="f", level=1):
        yield books.name_of("f", code), under(f"{EXPENDITURE}.f{code}", EXPENDITURE, f"f{code}")
    for nature in ("basic", "project"):
        key = f"{EXPENDITURE}.{nature}"
        yield figures.label(key), under(key, EXPENDITURE, nature)
    if figures.value("economic.basic") == figures.value(f"{EXPENDITURE}.basic"):
        functions = books.ledger.codes(EXPENDITURE, letter="f")
        for cost in ("staff", "public"):
            crosses = (f"cross.f{code}.{cost}" for code in functions)
            yield TOKENS[cost], (*under(f"economic.general.basic.{cost}", "economic", cost), *crosses)
    if figures.value("economic.total") == figures.value(f"{EXPENDITURE}.year.total"):
        for code in books.ledger.codes("economic", letter="e", level=1):
            parts = under(f"economic.e{code}", "economic", f"e{code}")
            if len({figures.value(key) for key in parts}) == 1:
                yield books.name_of("e", code), parts
