"""Figures: every named number of one set of books, under the key that tables, sentences and rules cite.

A key is a ledger key (see ``ledger``), a particular's key (see ``catalogue``) or one of the counts below, and may end
in ``.last`` (last year's), ``.change`` (this year's less last year's), ``.percent`` (that change as a share of last
year's) or ``.share`` of its measure's total. Money is 元, unrounded; a value of None is *not known*, which is never 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from . import catalogue
from .books import Books
from .ledger import Amount, add
from .money import percent

MONEY, PERCENT = catalogue.MONEY, "%"
VIEWS = ("last", "change", "percent", "share")


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


class Figures:
    """The figures of one set of books, computed when asked for."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._counts = {
            "offices.count": ("内设机构", len(books.offices), "个"),
            "units.count": ("预算单位", len(books.units), "个"),
            "units.subordinate": (
                "所属预算单位",
                len([unit for unit in books.units if not unit.is_itself]),
                "个",
            ),
            "projects.count": ("项目", len(books.projects), "个"),
        }

    def __getitem__(self, key: str) -> Figure:
        base, _, view = key.rpartition(".")
        if view in VIEWS and base:
            return self._view(base, view)
        this, _last = self._pair(key)
        return Figure(key, self.label(key), this, self.unit(key))

    def value(self, key: str) -> Decimal | None:
        """This year's value (or the value of a view)."""
        return self[key].value

    def amount(self, key: str) -> Decimal:
        """The value of a figure that is always known: a total of the ledger, 0 where nothing is entered."""
        return self.value(key) or Decimal(0)

    def last(self, key: str) -> Decimal | None:
        return self._pair(key)[1]

    def change(self, key: str) -> Decimal | None:
        this, last = self._pair(key)
        return None if this is None or last is None else this - last

    def reason(self, key: str) -> str:
        """What the department wrote about the change of a figure."""
        if key in self.books.stated:
            return self.books.stated[key].reason
        for note in catalogue.NOTES:
            if note.explains == key:
                return self.books.notes.get(note.key, "")
        return ""

    def unit(self, key: str) -> str:
        if key in catalogue.ITEM:
            return catalogue.ITEM[key].unit
        return self._counts[key][2] if key in self._counts else MONEY

    def _view(self, base: str, view: str) -> Figure:
        label = self.label(base)
        if view == "last":
            return Figure(f"{base}.last", f"{label}（上年）", self.last(base), self.unit(base))
        if view == "change":
            return Figure(f"{base}.change", f"{label}比上年增减", self.change(base), self.unit(base))
        if view == "percent":
            change, last = self.change(base), self.last(base)
            value = None if change is None or last is None else percent(change, last)
            return Figure(f"{base}.percent", f"{label}比上年增减率", value, PERCENT)
        whole = self.amount(base.partition(".")[0] + ".total")
        value = percent(self.amount(base), whole)
        return Figure(f"{base}.share", f"{label}占比", value, PERCENT)

    def _pair(self, key: str) -> tuple[Decimal | None, Decimal | None]:
        """This year's and last year's value."""
        if key in catalogue.ITEM:
            stated = self.books.stated[key]
            return stated.value, stated.last
        if key in catalogue.TOTAL:
            parts = [self.books.stated[part] for part in catalogue.TOTAL[key].parts]
            return _sum_known([p.value for p in parts]), _sum_known([p.last for p in parts])
        if key in self._counts:
            return Decimal(self._counts[key][1]), None
        if key == "project.total":
            projects = self.books.projects
            return add(p.amount for p in projects), _sum_known([p.last for p in projects])
        if key.startswith("project."):
            project = self.books.projects[int(key.split(".")[1]) - 1]
            return project.amount, project.last
        if key.startswith("purchase."):
            return self.books.purchases[int(key.split(".")[1]) - 1].amount, None
        amount = self._ledger_amount(key)
        return amount.this, amount.last

    def _ledger_amount(self, key: str) -> Amount:
        return self.books.ledger[key]

    def label(self, key: str) -> str:
        """The figure's name in the words of the trade."""
        if key in catalogue.ITEM:
            return catalogue.ITEM[key].label
        if key in catalogue.TOTAL:
            return catalogue.TOTAL[key].label
        if key in self._counts:
            return self._counts[key][0]
        if key == "project.total":
            return "项目合计"
        if key.startswith("project."):
            return self.books.projects[int(key.split(".")[1]) - 1].name
        if key.startswith("purchase."):
            return self.books.purchases[int(key.split(".")[1]) - 1].name
        return _ledger_label(key, self.books)


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
    "basic": "基本支出",
    "project": "项目支出",
    "operating": "事业单位经营支出",
    "upward": "上缴上级支出",
    "downward": "对附属单位补助支出",
    "carry": "结转下年",
    "staff": "人员经费",
    "public": "公用经费",
    "nofunction": "未按功能科目划分",
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
    words = [word for token in tokens if (word := _token_label(token, books))]
    head = "" if words and _names_itself(tokens) else MEASURES.get(measure, measure)
    return "，".join([*([head] if head else []), *words])


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


def all_keys(figures: Figures) -> Iterator[str]:
    """The keys of everything entered: for the index of published figures and for tests."""
    yield from sorted(figures.books.ledger)
    yield from catalogue.ITEM
    yield from catalogue.TOTAL
