"""Reconciliation rules (勾稽关系): what must hold between the figures of one department and year.

The registry ``RULES`` is the list; its ids are those of the field (R: tables, N: text, C: completeness of what is
entered). A rule looks at the books and at their figures and yields a finding for each place where it does not hold;
a rule whose condition does not hold is skipped, because a false alarm is as bad as a miss.

Levels: ``error`` cannot both be true, or the prescribed form is broken, and publication is refused; ``warning`` is
implausible or incomplete; ``info`` is for the reader's eye only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from . import catalogue
from .books import Books, ProjectSheet, Target
from .figures import LAST_YEAR, PROJECT_FUNDS, TOKENS, Figures
from .ledger import (
    BALANCE_SOURCES,
    CARRY,
    EXPENDITURE,
    FUND_OF_SOURCE,
    FUNDS,
    INCOME,
    LEVELS,
    NATURES,
    SYSTEMS,
    add,
)
from .ledger import key as ledger_key
from .money import WANYUAN, printed, typed_back
from .typed import Typed, amounts_of, plain_text

#: What a form may ask for beside what every form does: 科目用途, and 上年执行数 beside this year's grants.
ASKS = ("purposes", "executed")
ERROR, WARNING, INFO = "error", "warning", "info"
LEVEL_WORDS = {ERROR: "错误", WARNING: "警告", INFO: "提示"}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what it is called, its exact value, its figure's key and its unit."""

    label: str
    value: Decimal
    key: str = ""
    unit: str = catalogue.MONEY

    @property
    def text(self) -> str:
        if self.unit == catalogue.MONEY:
            return printed(self.value, WANYUAN)
        return f"{self.value.normalize():f}" if self.value else "0"


@dataclass(frozen=True)
class Finding:
    """What a rule says. ``section`` is the part of the workspace where it is mended; ``id`` is stable.

    ``message`` tells the clerk what to do; ``public`` tells the reader of the disclosure what stands.
    """

    rule: str
    level: str
    title: str
    message: str
    section: str
    sides: tuple[Side, ...] = ()
    subject: str = ""
    public: str = ""

    @property
    def id(self) -> str:
        return f"{self.rule}-{self.subject}" if self.subject else self.rule

    @property
    def level_word(self) -> str:
        return LEVEL_WORDS[self.level]

    @property
    def difference(self) -> Decimal | None:
        return self.sides[0].value - self.sides[1].value if len(self.sides) == 2 else None

    @property
    def difference_text(self) -> str:
        if self.difference is None:
            return ""
        return Side("", abs(self.difference), unit=self.sides[0].unit).text


@dataclass(frozen=True)
class Rule:
    """One line of the registry. ``applies`` says when it is looked at; without it, always.

    A rule with an ``ask`` is looked at only for forms that ask for it.
    """

    id: str
    title: str
    level: str
    section: str
    basis: str
    check: Callable[[Rule, Figures], Iterator[Finding]]
    applies: Callable[[Figures], bool] = lambda figures: True
    ask: str = ""

    def is_applicable(self, figures: Figures) -> bool:
        return (not self.ask or self.ask in figures.asks) and self.applies(figures)

    def run(self, figures: Figures) -> Iterator[Finding]:
        if self.is_applicable(figures):
            yield from self.check(self, figures)

    def finds(self, *sides: Side, message: str = "", public: str = "", **told: str) -> Finding:
        """A finding of this rule; ``told`` may replace its level, title and section, and gives its subject."""
        message = message or _both(*sides)
        return Finding(
            self.id,
            told.get("level", self.level),
            told.get("title", self.title),
            message,
            told.get("section", self.section),
            sides,
            told.get("subject", ""),
            public or message,
        )


def _both(left: Side, right: Side) -> str:
    """The standard message: both figures and their difference; to the 分 where two places do not tell them apart."""
    difference = Side("", abs(left.value - right.value), unit=left.unit)
    texts = [left.text, right.text, difference.text]
    if left.text == right.text and left.unit == catalogue.MONEY:
        texts = [typed_back(side.value) for side in (left, right, difference)]
    return f"{left.label} {texts[0]}，{right.label} {texts[1]}，相差 {texts[2]}"


def examine(books: Books, asks: Collection[str] = ()) -> list[Finding]:
    """Every finding, errors first, then in the order of the registry; ``asks`` is what the form asks for."""
    figures = _figures(books, asks)
    findings = [finding for rule in RULES for finding in rule.run(figures)]
    return sorted(findings, key=lambda finding: [ERROR, WARNING, INFO].index(finding.level))


def not_applicable(books: Books, asks: Collection[str] = ()) -> list[Rule]:
    """The rules whose condition does not hold for these books, or that their form does not ask about."""
    figures = _figures(books, asks)
    return [rule for rule in RULES if not rule.is_applicable(figures)]


def rules_for(asks: Collection[str]) -> list[Rule]:
    """The rules that are looked at for a form that asks for these."""
    return [rule for rule in RULES if not rule.ask or rule.ask in asks]


def _figures(books: Books, asks: Collection[str]) -> Figures:
    if unknown := set(asks) - set(ASKS):
        raise ValueError(f"nothing is known to be asked for as {sorted(unknown)}")
    return Figures(books, asks)


def errors_in(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == ERROR]


# Shapes of rules --------------------------------------------------------------------------------------------------


def side(figures: Figures, key: str, label: str = "") -> Side:
    """One side of a comparison. Rules that compare what may not be stated ask first (``applies``)."""
    figure = figures[key]
    return Side(label or figure.label, figure.value or Decimal(0), key, figure.unit)


def equal(left: str, right: str) -> Callable[[Rule, Figures], Iterator[Finding]]:
    """Two figures that are the same money; nothing is said where one of them is not known."""

    def check(rule: Rule, figures: Figures) -> Iterator[Finding]:
        if figures.value(left) is None or figures.value(right) is None:
            return
        a, b = side(figures, left), side(figures, right)
        if a.value != b.value:
            yield rule.finds(a, b)

    return check


def sums_to(
    total: str, parts: tuple[str, ...], parts_label: str
) -> Callable[[Rule, Figures], Iterator[Finding]]:
    """A figure that is the sum of others; nothing is said where one of them is not known."""

    def check(rule: Rule, figures: Figures) -> Iterator[Finding]:
        values = [figures.value(part) for part in parts]
        known = [value for value in values if value is not None]
        if figures.value(total) is None or len(known) != len(values):
            return
        whole = side(figures, total)
        summed = Side(parts_label, add(known), unit=whole.unit)
        if whole.value != summed.value:
            yield rule.finds(whole, summed)

    return check


def stated(*keys: str) -> Callable[[Figures], bool]:
    """The condition that all of these figures are stated."""
    return lambda figures: all(figures.value(key) is not None for key in keys)


def any_stated(keys: tuple[str, ...]) -> Callable[[Figures], bool]:
    return lambda figures: any(figures.value(key) is not None for key in keys)


# Tables -----------------------------------------------------------------------------------------------------------

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
    ledger, tokens = figures.books.ledger, _tokens_below(figures, at)
    if not tokens:
        return None
    whole_key = ledger_key(measure, fund, f"{letter}{code}" if code else _whole(measure, nature), nature)
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


def _whole(measure: str, nature: str) -> str:
    """The token of a measure's total: of expenditure the year's, since 结转下年 stands under no 类."""
    return "year" if measure == EXPENDITURE and not nature else ""


def _tokens_below(figures: Figures, at: tuple[str, str, str, str, str]) -> list[str]:
    """The codes one level below, as key tokens; below a total also the money without a code."""
    measure, fund, letter, code, _nature = at
    ledger = figures.books.ledger
    tokens = [f"{letter}{c}" for c in ledger.below(measure, fund, letter=letter, code=code)]
    if not code and ledger_key(measure, fund, "nofunction") in ledger:
        tokens.append("nofunction")
    return tokens


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


#: 三公 item → the economic accounts of the same money.
THREE_PUBLIC_ACCOUNTS = {
    "three-public.abroad": ("30212",),
    "three-public.reception": ("30217",),
    "three-public.running": ("30231",),
    "three-public.purchase": ("31013",),
}


def three_public_fit_accounts(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R14: a 三公 item is the money under its economic account, where that is entered to 款."""
    for item, codes in THREE_PUBLIC_ACCOUNTS.items():
        keys = [f"economic.general.e{code}" for code in codes]
        if figures.value(item) is not None and any(k in figures.books.ledger for k in keys):
            left = side(figures, item, f"“三公”的{figures.label(item)}")
            right = Side(f"经济科目 {codes[0]}", add(figures.amount(k) for k in keys), keys[0])
            if left.value != right.value:
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
    elif listed.value < booked.value:
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


# Text and counts --------------------------------------------------------------------------------------------------

UNRESOLVED = re.compile(
    r"增加（减少）|增（减）|（减少）|（增加）|减少（增加）|增加\(减少\)|增\(减\)|[XＸ×]{2,}|_{2,}|＿{2,}|（增加内容）|要求："
)
RISES, FALLS = re.compile(r"增加|增长|提高|上升|新增"), re.compile(r"减少|下降|降低|压减|压缩|核减")


def texts_of(books: Books) -> Iterator[tuple[str, str, str]]:
    """Every text a department typed that will be printed: (where, section, text)."""
    for key, text in books.notes.items():
        yield catalogue.NOTE[key].label, "notes", text
    for key, particular in books.stated.items():
        yield f"{catalogue.ITEM[key].label} · 说明", catalogue.ITEM[key].section, particular.reason
    for n, duty in enumerate(books.duties, 1):
        yield f"主要职责第 {n} 条", "basics", duty
    for project in books.projects:
        texts = (project.name, project.use, project.overview, project.basis, project.body, project.plan)
        more = (project.schedule, project.period, project.goal)
        for text in (*texts, *more, *_target_texts(project.targets)):
            yield f"项目 {project.name}", "projects", text
    for code, purpose in books.purposes.items():
        for text in (purpose.use, purpose.reason):
            yield f"科目 {code} 的用途", "purposes", text
    for text in _target_texts(books.targets):
        yield "整体绩效指标", "projects", text
    for name in (*books.offices, *(unit.name for unit in books.units)):
        yield "机构设置", "basics", name


def _target_texts(targets: tuple[Target, ...]) -> Iterator[str]:
    for target in targets:
        yield from (target.aspect, target.name, target.target)


def no_template_left(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N03, N16: no “增加（减少）”, no underscores or XX of a form left in a text."""
    for n, (where, section, text) in enumerate(texts_of(figures.books)):
        if found := UNRESOLVED.search(text):
            yield rule.finds(
                message=f"{where}：还留着“{found[0]}”，请改成实际内容", subject=str(n), section=section
            )


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
    for n, (where, section, text) in enumerate(texts_of(books)):
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
                subject=f"{n}-{stated.key}",
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


def reasons_fit_changes(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N06: every change has its reason. N03: the reason does not say the opposite of the figures."""
    for key, section in _explained(figures):
        change = figures.change(key)
        if not change:
            continue
        reason, label = figures.reason(key), _compared(figures, key)
        verb = "增加" if change > 0 else "减少"
        amount = Side("", abs(change), unit=figures.unit(key)).text
        if not reason.strip():
            yield rule.finds(
                message=f"{label}{verb} {amount}，请写一句原因",
                public=f"{label}{verb} {amount}，没有说明原因",
                subject=key,
                section=section,
                title=f"缺{verb}的原因",
            )
        elif _contradicts(reason, change):
            yield rule.finds(
                message=f"{label}{verb} {amount}，原因写的却是“{reason[:30]}”",
                subject=key,
                section=section,
                title="原因与增减方向不一致",
            )


def _compared(figures: Figures, key: str) -> str:
    """A figure's name as its change is told; with what it is compared to, where that is not last year's budget."""
    pair = figures.pair(key)
    return pair.label if pair.beside == LAST_YEAR else f"{pair.label}比{pair.beside}"


def _explained(figures: Figures) -> Iterator[tuple[str, str]]:
    """The figures whose change the law or the form wants explained, and where the reason is written."""
    yield "income.total", "notes"
    yield "expenditure.total", "notes"
    for item in catalogue.ITEMS:
        if item.section == "three-public" or item.key == "running":
            yield item.key, item.section
    if "executed" in figures.asks:
        for code in figures.books.ledger.lowest(EXPENDITURE, "grant", letter="f"):
            yield f"against.f{code}", "purposes"


def _contradicts(reason: str, change: Decimal) -> bool:
    rises, falls = bool(RISES.search(reason)), bool(FALLS.search(reason))
    return (change > 0 and falls and not rises) or (change < 0 and rises and not falls)


def changes_add_up(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N05: the changes of the 类 add up to the change of the total."""
    tokens = _tokens_below(figures, (EXPENDITURE, "", "f", "", ""))
    changes = [figures.change(f"expenditure.{token}") for token in tokens]
    whole = figures.change("expenditure.year.total")
    if whole is None or not tokens or any(change is None for change in changes):
        return
    parts = add(change for change in changes if change is not None)
    if parts != whole:
        yield rule.finds(Side("本年支出合计的增减", whole), Side("各类支出增减之和", parts))


def percentages_have_a_base(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N04: a percentage needs last year's value; where it is not known the document says so."""
    for key in ("income.total", "expenditure.total"):
        if figures.value(key) and figures.last(key) is None:
            yield rule.finds(
                message=f"{figures.label(key)}的上年数不全，公开文本会写“上年预算数未公开，不能比较”",
                public=f"{figures.label(key)}的上年数没有公开，不能比较",
                subject=key,
                section=key.split(".")[0],
            )


def staffing_adds_up(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N09: 编制 and 实有 are the sums of their kinds; more staff than posts needs a word."""
    for base in ("staff.posts", "staff.actual"):
        kinds = [figures.value(f"{base}.{kind}") for kind, _ in catalogue.POST_KINDS]
        given = [value for value in kinds if value is not None]
        whole = side(figures, base)
        if given and add(given) != whole.value:
            yield rule.finds(whole, Side("各类人数之和", add(given), unit="人"), subject=base.split(".")[1])
    posts, actual = side(figures, "staff.posts"), side(figures, "staff.actual")
    if actual.value > posts.value and not figures.reason("staff.actual"):
        yield rule.finds(
            actual,
            posts,
            message=f"实有 {actual.text} 人多于编制 {posts.text} 人，请说明",
            public=f"实有 {actual.text} 人多于编制 {posts.text} 人",
            subject="more",
            level=WARNING,
            title="实有人数多于编制",
        )


def lists_have_no_repeats(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N10: offices and units are counted as listed, so none may be listed twice; a code names one unit."""
    lists = (
        ("内设机构", figures.books.offices),
        ("预算单位", tuple(unit.name for unit in figures.books.units)),
        ("单位代码", tuple(unit.code for unit in figures.books.units if unit.code)),
    )
    for label, names in lists:
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield rule.finds(message=f"{label}“{name}”列了不止一次", subject=f"{label}-{name}")


def vehicles_and_costs(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N11: no vehicles, no running cost; vehicles are bought where there is money for them; kinds sum to the total."""
    vehicles, running = side(figures, "assets.vehicles"), side(figures, "three-public.running")
    bought, purchase = side(figures, "assets.buy-vehicles"), side(figures, "three-public.purchase")
    if not vehicles.value and not bought.value and running.value:
        yield rule.finds(
            running,
            message=f"车辆 0 辆，却有公务用车运行费 {running.text}",
            subject="running",
            title="没有车辆却有运行费",
        )
    if bool(bought.value) != bool(purchase.value):
        yield rule.finds(
            message=f"安排购置车辆 {bought.text} 辆，公务用车购置费 {purchase.text}，两者应同时有或同时没有",
            subject="purchase",
            title="购置车辆与购置费不一致",
        )
    yield from _vehicle_kinds(rule, figures, "assets.vehicles", "kinds", "车辆合计与各类之和不等")
    yield from _vehicle_kinds(rule, figures, "assets.buy-vehicles", "bought", "购置车辆合计与各类之和不等")


def _vehicle_kinds(rule: Rule, figures: Figures, key: str, subject: str, title: str) -> Iterator[Finding]:
    """The kinds of vehicles, where they are listed, sum to their number."""
    kinds = [figures.value(f"{key}.{kind}") for kind, _ in catalogue.VEHICLE_KINDS]
    given, whole = [value for value in kinds if value is not None], figures.value(key)
    if given and whole is not None and add(given) != whole:
        summed = Side("各类车辆之和", add(given), unit=catalogue.VEHICLES)
        yield rule.finds(side(figures, key), summed, subject=subject, level=ERROR, title=title)


# Completeness -----------------------------------------------------------------------------------------------------


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
    if not books.duties:
        yield rule.finds(message="还没有填主要职责", subject="duties", section="basics")
    if not books.units:
        yield rule.finds(message="还没有填预算单位（至少有本级）", subject="units", section="basics")
    for item in catalogue.ITEMS:
        if item.required and books.stated[item.key].value is None:
            yield rule.finds(
                message=f"{item.label}：请填写；没有请填 0", subject=item.key, section=item.section
            )
    if not books.projects and not books.no_projects and not figures.amount("expenditure.project"):
        yield rule.finds(
            message="没有项目。若没有项目支出，请勾选“本年无项目支出”", subject="projects", section="projects"
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
            message="财政局尚未登记批复日期，期限未起算；请在“基本情况”中登记",
            public="没有登记批复日期，不能判断是否按时公开",
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


# The registry -----------------------------------------------------------------------------------------------------

LAW = "预算法实施条例第五条"
PROCEDURE = "财预〔2016〕143号"
FORM = "部门预算公开表式"

RULES: tuple[Rule, ...] = (
    Rule(
        "R01",
        "收入总计与支出总计不等",
        ERROR,
        "expenditure",
        FORM,
        equal("expenditure.total", "income.total"),
    ),
    Rule(
        "R02",
        "收入总计与各项来源之和不等",
        ERROR,
        "income",
        FORM,
        sums_to("income.total", (*SOURCES, *BALANCES), "各项来源、使用结余与上年结转之和"),
    ),
    Rule("R03", "科目与其下各项之和不等", ERROR, "expenditure", FORM, codes_add_up),
    Rule("R04", "支出合计与基本支出、项目支出之和不等", ERROR, "expenditure", LAW, rows_have_natures),
    Rule("R06", "财政拨款收入与支出不等", ERROR, "expenditure", LAW, grants_agree),
    Rule(
        "R08",
        "财政拨款支出与三本预算之和不等",
        ERROR,
        "expenditure",
        FORM,
        sums_to(
            "expenditure.grant.total",
            ("expenditure.general.total", "expenditure.fund.total", "expenditure.capital.total"),
            "一般公共预算、政府性基金、国有资本经营之和",
        ),
    ),
    Rule(
        "R10",
        "一般公共预算基本支出与基本支出表合计不等",
        ERROR,
        "expenditure",
        FORM,
        equal("expenditure.general.basic", "economic.general.basic"),
    ),
    Rule("R11", "基本支出中有不属于人员经费、公用经费的科目", ERROR, "expenditure", LAW, basic_cost_kinds),
    Rule(
        "R13",
        "“三公”合计与各项之和不等",
        ERROR,
        "three-public",
        FORM,
        sums_to(
            "three-public.total",
            ("three-public.abroad", "three-public.vehicles", "three-public.reception"),
            "因公出国（境）费、公务用车、公务接待费之和",
        ),
        stated("three-public.total"),
    ),
    Rule("R14", "“三公”经费与经济科目不等", WARNING, "three-public", FORM, three_public_fit_accounts),
    Rule(
        "R15",
        "机关运行经费与公用经费不符",
        ERROR,
        "running",
        PROCEDURE,
        running_within_public,
        stated("running"),
    ),
    Rule(
        "R16",
        "机关运行经费与各分项之和不等",
        ERROR,
        "running",
        PROCEDURE,
        running_components,
        any_stated(tuple(f"running.{kind}" for kind, _ in catalogue.RUNNING_COMPONENTS)),
    ),
    Rule(
        "R21", "科目不在本年度科目表中", ERROR, "expenditure", "政府收支分类科目", accounts_are_in_the_chart
    ),
    Rule("R23", "政府采购各数不符", ERROR, "procurement", PROCEDURE, procurement_agrees),
    Rule(
        "R25", "项目与项目支出不符", ERROR, "projects", FORM, projects_agree, lambda f: bool(f.books.projects)
    ),
    Rule(
        "R26",
        "整体绩效目标的金额与预算不等",
        ERROR,
        "projects",
        FORM,
        goals_agree,
        stated("goals.basic", "goals.project"),
    ),
    Rule("R27", "绩效目标表不平", ERROR, "projects", FORM, goal_tables_agree),
    Rule("N03", "文字中留有未填完的模板", ERROR, "notes", PROCEDURE, no_template_left),
    Rule("N01", "文字中的金额与填报数不符", WARNING, "notes", FORM, typed_amounts_agree),
    Rule("N04", "上年数不全", INFO, "income", PROCEDURE, percentages_have_a_base),
    Rule("N05", "各类支出的增减之和与总额的增减不等", ERROR, "expenditure", FORM, changes_add_up),
    Rule("N06", "缺增减原因", WARNING, "notes", "预算法第十四条", reasons_fit_changes),
    Rule(
        "N09",
        "人数与各类之和不等",
        ERROR,
        "staffing",
        FORM,
        staffing_adds_up,
        stated("staff.posts", "staff.actual"),
    ),
    Rule("N10", "名称重复", ERROR, "basics", FORM, lists_have_no_repeats),
    Rule(
        "N11",
        "车辆与费用不符",
        WARNING,
        "assets",
        PROCEDURE,
        vehicles_and_costs,
        stated("assets.vehicles", "three-public.running"),
    ),
    Rule("C01", "科目没有列到底", WARNING, "expenditure", "预算法实施条例第六条", codes_go_deep_enough),
    Rule("C03", "上年合计与各部分不符", ERROR, "expenditure", FORM, last_totals_agree),
    Rule("C04", "没有登记批复日期", INFO, "basics", "预算法第十四条", approval_is_dated),
    Rule("C02", "还没有填", ERROR, "basics", PROCEDURE, required_is_filled),
    Rule("C05", "科目没有写用途", ERROR, "purposes", FORM, purposes_are_written, ask="purposes"),
    Rule("C06", "没有上年执行数", WARNING, "purposes", FORM, executed_is_stated, ask="executed"),
)

RULE = {rule.id: rule for rule in RULES}
