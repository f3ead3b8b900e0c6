"""Figures: every named number of one set of books, under the key that tables, sentences and rules cite.

A key is a ledger key (see ``ledger``), a particular's key (see ``catalogue``), one of the counts below, or one of::

    against.f<code>             this year's grants under a function beside what was *executed* under it last year
    unit.<slug>.<ledger key>    the same of one budget unit (``Unit.key`` is its slug)

It may end in ``.last`` (last year's), ``.change`` (this year's less last year's), ``.percent`` (that change as a share
of last year's) or ``.share`` of its measure's total. Money is 元, unrounded; a value of None is *not known*, which is
never 0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from . import catalogue
from .books import Books, PurposeText, Stated
from .keys import VIEWS
from .ledger import CROSS, EXPENDITURE, add, measure_of
from .money import percent
from .withheld import hides

MONEY, PERCENT = catalogue.MONEY, "%"
LAST_YEAR = "上年"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is called, what it is counted in, and its exact value."""

    key: str
    label: str
    value: Decimal | None
    unit: str = MONEY

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of this year beside last year's, under one name; ``beside`` says what the latter is."""

    label: str
    this: Decimal | None
    last: Decimal | None
    unit: str = MONEY
    basis: str = ""
    beside: str = LAST_YEAR


class Figures:
    """The figures of one set of books. A name that is no figure's key is a KeyError, never a zero.

    ``asks``: what the form of these books asks for by name (see ``rules.ASKS``); ``earlier``: what the department
    published for the year before, by key. Rules look at them, figures do not.
    """

    def __init__(
        self, books: Books, asks: Collection[str] = (), earlier: Mapping[str, Decimal] | None = None
    ) -> None:
        self.books, self.asks, self.earlier = books, frozenset(asks), dict(earlier or {})
        named = dict(_counts(books)) | dict(_particulars(books)) | dict(_projects(books))
        self._named = {key: _hidden(pair) if hides(books, key) else pair for key, pair in named.items()}

    def __getitem__(self, key: str) -> Figure:
        base, _, view = key.rpartition(".")
        if view in VIEWS and base:
            return self._view(base, view)
        pair = self.pair(key)
        return Figure(key, pair.label, pair.this, pair.unit)

    def pair(self, key: str) -> Pair:
        """This year's and last year's value of one figure."""
        if key in self._named:
            return self._named[key]
        if key.startswith("against."):
            return self._against(key)
        if key.startswith("unit."):
            return self._of_unit(key)
        amount = self.books.ledger[key]
        return Pair(_ledger_label(key, self.books), amount.this, amount.last, basis=LEDGER_BASIS)

    def _against(self, key: str) -> Pair:
        """This year's budgeted grants under a function code beside what was executed under it last year."""
        code = _code_against(key)
        label = f"{_token_label(f'f{code}', self.books)}，财政拨款支出"
        purpose = self.books.purposes.get(code, PurposeText())
        this = self.books.ledger[f"{EXPENDITURE}.grant.f{code}"].this
        return Pair(label, this, purpose.executed, basis=AGAINST_BASIS, beside="上年执行数")

    def _of_unit(self, key: str) -> Pair:
        """What the ledger of one budget unit says."""
        slug, rest = _unit_and_key(key)
        label = f"{self._unit_names[slug]}：{_ledger_label(rest, self.books)}"
        amount = self.books.ledger.of_unit(slug)[rest]
        return Pair(label, amount.this, amount.last, basis=UNIT_BASIS)

    @cached_property
    def _unit_names(self) -> dict[str, str]:
        return {unit.key: unit.name for unit in self.books.units}

    def value(self, key: str) -> Decimal | None:
        """This year's value (or the value of a view)."""
        return self[key].value

    def amount(self, key: str) -> Decimal:
        """A value to add up: what is not stated counts nothing."""
        return self.value(key) or Decimal(0)

    def last(self, key: str) -> Decimal | None:
        return self.pair(key).last

    def change(self, key: str) -> Decimal | None:
        pair = self.pair(key)
        return None if pair.this is None or pair.last is None else pair.this - pair.last

    def label(self, key: str) -> str:
        return self.pair(key).label

    def unit(self, key: str) -> str:
        return self.pair(key).unit

    def reason(self, key: str) -> str:
        """What the department wrote about the change of a figure."""
        if key in self.books.stated:
            return self.books.stated[key].reason
        if key.startswith("against."):
            return self.books.purposes.get(_code_against(key), PurposeText()).reason
        for note in catalogue.NOTES:
            if note.explains == key:
                return self.books.notes.get(note.key, "")
        return ""

    def _view(self, base: str, view: str) -> Figure:
        pair, change = self.pair(base), self.change(base)
        if view == "last":
            return Figure(f"{base}.last", f"{pair.label}（{pair.beside}）", pair.last, pair.unit)
        if view == "change":
            return Figure(f"{base}.change", f"{pair.label}比{pair.beside}增减", change, pair.unit)
        if view == "percent":
            value = None if change is None or pair.last is None else percent(change, pair.last)
            return Figure(f"{base}.percent", f"{pair.label}比{pair.beside}增减率", value, PERCENT)
        whole = self.amount(_whole_of(base))
        return Figure(
            f"{base}.share",
            f"{pair.label}占比",
            None if pair.this is None else percent(pair.this, whole),
            PERCENT,
        )


def _hidden(pair: Pair) -> Pair:
    """A figure that is not told: as if nobody had stated it."""
    return replace(pair, this=None, last=None)


#: The kinds of budget units that are counted apart, as in ``BudgetUnit.Kind``.
UNIT_KINDS = (("administrative", "行政"), ("civil-service", "参公"), ("institution", "事业"))
LEDGER_BASIS = "本年预算明细按所示科目、性质和资金来源相加"
UNIT_BASIS = "本年预算明细中记在这个单位的，按所示科目、性质和资金来源相加"
AGAINST_BASIS = "本年财政拨款支出预算，与上年执行数比较"


def _code_against(key: str) -> str:
    """The function code of a key ``against.f<code>``; KeyError for what is none."""
    found = re.fullmatch("against[.]f([0-9]+)", key)
    if found is None:
        raise KeyError(key)
    return found[1]


def _unit_and_key(key: str) -> tuple[str, str]:
    """The unit's slug and the ledger key of ``unit.<slug>.<ledger key>``."""
    _, slug, rest = (*key.split(".", 2), "", "")[:3]
    return slug, rest


def _whole_of(key: str) -> str:
    """The figure that a figure is a share of: its measure's total, or all grants that are spent."""
    measure = key.partition(".")[0]
    if measure == "unit":
        slug, rest = _unit_and_key(key)
        return f"unit.{slug}.{_whole_of(rest)}"
    if measure == CROSS:
        return f"{measure_of(key)}.total"
    return f"{EXPENDITURE}.grant.total" if measure == "against" else f"{measure}.total"


def _counts(books: Books) -> Iterator[tuple[str, Pair]]:
    """What is counted as it is listed."""
    subordinate = [unit for unit in books.units if not unit.is_itself]
    lists = (
        ("offices.count", "内设机构", books.offices),
        ("units.count", "预算单位", books.units),
        ("units.subordinate", "所属预算单位", subordinate),
        *(
            (f"units.{kind}", f"{name}单位", [unit for unit in books.units if unit.kind == kind])
            for kind, name in UNIT_KINDS
        ),
        ("projects.count", "项目", books.projects),
    )
    for key, label, listed in lists:
        yield key, Pair(label, Decimal(len(listed)), None, catalogue.NUMBER, "按所列逐个计数")


def _particulars(books: Books) -> Iterator[tuple[str, Pair]]:
    """What the department states, and the sums of it that are never typed."""
    for item in catalogue.ITEMS:
        stated = books.stated[item.key]
        yield item.key, Pair(item.label, stated.value, stated.last, item.unit, f"本{books.kind_label}填报")
    for total in catalogue.TOTALS:
        parts = _parts_of(total, books)
        this, last = _sum_known([p.value for p in parts]), _sum_known([p.last for p in parts])
        basis = "已填的各分项相加" if total.is_partial else "各分项相加"
        yield total.key, Pair(total.label, this, last, total.unit, basis)


def _parts_of(total: catalogue.Total, books: Books) -> list[Stated]:
    """What a total adds up: its parts; of a partial one those stated this year, and last year over the same."""
    parts = [books.stated[part] for part in total.parts]
    return [part for part in parts if part.value is not None] if total.is_partial else parts


def _projects(books: Books) -> Iterator[tuple[str, Pair]]:
    basis = f"本{books.kind_label}填报"
    for project in books.projects:
        yield project.key, Pair(project.name, project.amount, project.last, basis=basis)
        for (fund, name), amount in zip(catalogue.PROJECT_FUNDS, project.funds, strict=True):
            yield f"{project.key}.{fund}", Pair(f"{project.name}，{name}", amount, None, basis=basis)
    for purchase in books.purchases:
        yield purchase.key, Pair(purchase.name, purchase.amount, None, basis=basis)
    total = add(project.amount for project in books.projects)
    yield (
        "project.total",
        Pair("项目合计", total, _sum_known([p.last for p in books.projects]), basis="各项目相加"),
    )
    special = [p for p in books.projects if p.is_special_fund]
    yield (
        "project.special",
        Pair("专项资金合计", add(p.amount for p in special), None, basis="各专项资金项目相加"),
    )
    services = add(purchase.amount for purchase in books.purchases if purchase.is_public_service)
    yield "purchase.services", Pair("政府购买服务合计", services, None, basis="各政府购买服务项目相加")


MEASURES = {
    "income": "收入",
    "expenditure": "支出",
    "economic": "支出（部门经济分类）",
    "government": "支出（政府经济分类）",
}
TOKENS = {
    "year": "本年",
    "balance": "历年结转结余",
    "general": "一般公共预算",
    "fund": "政府性基金预算",
    "capital": "国有资本经营预算",
    "grant": "财政拨款",
    "account": "财政专户管理资金",
    "basic": "基本支出",
    "project": "项目支出",
    "operating": "事业单位经营支出",
    "upward": "上缴上级支出",
    "downward": "对附属单位补助支出",
    "carry": "结转下年",
    "staff": "人员经费",
    "public": "公用经费",
    "nofunction": "未列功能科目",
}
KNOWN_LABELS = {
    "income.total": "收入总计",
    "income.year.total": "本年收入合计",
    "expenditure.total": "支出总计",
    "expenditure.year.total": "本年支出合计",
    "expenditure.basic": "基本支出",
    "expenditure.project": "项目支出",
    "expenditure.grant.total": "财政拨款支出",
    "income.grant.total": "财政拨款收入总计",
    "economic.general.basic.public": "公用经费",
    "economic.general.basic.staff": "人员经费",
}


def _ledger_label(key: str, books: Books) -> str:
    if key in KNOWN_LABELS:
        return KNOWN_LABELS[key]
    measure, *tokens = key.split(".")
    if measure == CROSS:
        return _cross_label(tokens, books)
    words = [word for token in tokens if (word := _token_label(token, books))]
    head = "" if words and _names_itself(tokens) else MEASURES.get(measure, measure)
    return "，".join([*([head] if head else []), *words])


def _cross_label(tokens: list[str], books: Books) -> str:
    """2010601 行政运行的 30201 办公费（一般公共预算，基本支出）."""
    codes = "的 ".join(_token_label(token, books) for token in tokens if token not in TOKENS)
    narrowed = "，".join(TOKENS[token] for token in tokens if token in TOKENS)
    return f"{codes}（{narrowed}）" if codes and narrowed else codes or narrowed


def _names_itself(tokens: list[str]) -> bool:
    """A source of income is called an income already; so is a nature an expenditure."""
    return len(tokens) == 1 and tokens[0][0] == "s" and tokens[0][1:].isdigit()


def _token_label(token: str, books: Books) -> str:
    if token == "total":  # noqa: S105 - a word of the key, no secret
        return "合计"
    if token in TOKENS:
        return TOKENS[token]
    letter, code = token[0], token[1:]
    name = books.name_of(letter, code)
    return name if letter == "s" else f"{code} {name}"


def _sum_known(values: list[Decimal | None]) -> Decimal | None:
    """The sum of what is stated; None where nothing is, or a part is missing and so the sum is not known."""
    known = [value for value in values if value is not None]
    return add(known) if known and len(known) == len(values) else None
