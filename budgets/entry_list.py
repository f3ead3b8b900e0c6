"""The list of entries of one direction: tabs, filters, and totals asked of a ledger over what is listed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from .accounts import short_name
from .books import posting
from .ledger import LEVELS, Ledger
from .models import Entry
from .money import typed_back

PAGE = 200
TABS = {"function": "按功能分类", "economic": "按部门经济分类", "government": "按政府经济分类"}
MEASURES = {"function": "expenditure.total", "economic": "economic.total", "government": "government.total"}
LETTERS = {"function": "f", "economic": "e", "government": "g", "source": "s"}


@dataclass(frozen=True)
class Unentered:
    """The total of a side nobody has entered anything on: not 0, but not known."""

    this: None = None
    last: None = None


NOTHING = Unentered()


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many entries it would show."""

    label: str
    url: str
    is_on: bool
    count: int | None = None


@dataclass(frozen=True)
class Line:
    """An entry with its change against last year."""

    entry: Entry
    account: object
    change: object
    copy: str

    @property
    def source(self):
        return short_name(self.entry.source) if self.entry.source else ""

    @property
    def above(self):
        """The headings above the account."""
        return self.account.path.rpartition(" › ")[0]


def entries_path(budget, direction):
    return reverse("admin:budgets_budget_entries", args=[budget.pk, direction])


class EntryList:
    """Everything entered for a budget, read once; then narrowed in plain Python."""

    def __init__(self, budget, direction, query):
        self.budget, self.direction = budget, direction
        related = ("source", "function", "economic", "government", "project", "unit")
        every = list(budget.entries.select_related(*related))
        self.ledger = Ledger(map(posting, every))
        self.entries = [entry for entry in every if entry.direction == direction]
        self.is_income = direction == Entry.Direction.INCOME
        self.by = query.get("by") if query.get("by") in TABS and not self.is_income else "function"
        self.field = "source" if self.is_income else self.by
        self.nature = query.get("nature", "")
        self.head = query.get("head", "")
        self.words = query.get("q", "").split()
        self.in_tab = [entry for entry in self.entries if self._in_tab(entry, self.by)]
        self.listed = [entry for entry in self.in_tab if self._is_wanted(entry)]
        self.page = Paginator(self.listed, PAGE).get_page(query.get("page"))

    def _in_tab(self, entry, by):
        """An entry without any account stands under 功能: its money counts in the total of expenditure."""
        if self.is_income:
            return True
        if by == "function" and not (entry.economic or entry.government):
            return True
        return getattr(entry, by) is not None

    def _is_wanted(self, entry):
        if self.nature and entry.nature != self.nature:
            return False
        account = getattr(entry, self.field)
        if self.head and not (account and account.code.startswith(self.head)):
            return False
        return all(word in _words_of(entry) for word in self.words)

    @property
    def is_narrowed(self):
        return bool(self.nature or self.head or self.words)

    @property
    def lines(self):
        for entry in self.page:
            yield Line(entry, getattr(entry, self.field), _change(entry), self.url(copy=entry.pk))

    def _total_key(self):
        return "income.total" if self.is_income else MEASURES[self.by]

    @property
    def listed_row(self):
        """What is listed, added up."""
        listed = Ledger(map(posting, self.listed)) if self.is_narrowed else self.ledger
        return _row("所列合计", listed[self._total_key()])

    # The totals on top: of everything entered, whatever is listed below

    @property
    def totals(self):
        """Expenditure by nature, then both totals: (label, this year, last year, change, is total)."""
        rows = []
        for nature in Entry.Nature:
            if f"expenditure.{nature.value}" in self.ledger:
                rows.append(_row(nature.label, self.ledger[f"expenditure.{nature.value}"]))
        if "economic.total" in self.ledger:
            rows.append(_row("支出合计（按部门经济分类）", self.ledger["economic.total"]))
        for label, key in (("支出合计", "expenditure.total"), ("收入合计", "income.total")):
            rows.append(_row(label, self._entered(key), is_total=True))
        return rows

    def _entered(self, key):
        if key in self.ledger:
            return self.ledger[key]
        return NOTHING

    @property
    def not_entered(self):
        """Which of both sides has no entries yet: until both have, nothing can agree."""
        sides = {"收入": "income.total", "支出": "expenditure.total"}
        missing = [word for word, key in sides.items() if key not in self.ledger]
        return f"还没有{'和'.join(missing)}明细" if missing else ""

    @property
    def difference(self):
        """Income less expenditure in words and as an amount: 收支相等, 支出多于收入, 收入多于支出."""
        income, expenditure = self.ledger["income.total"].this, self.ledger["expenditure.total"].this
        if income == expenditure:
            return "收支相等", None
        return ("支出多于收入" if expenditure > income else "收入多于支出"), abs(income - expenditure)

    @property
    def by_head(self):
        """This tab's 类 with what was entered under each."""
        measure, letter = (
            ("income", "s") if self.is_income else (MEASURES[self.by].split(".")[0], LETTERS[self.by])
        )
        for code in self.ledger.codes(measure, letter=letter, level=1):
            key = f"{measure}.{letter}{code}"
            name = self._name(code, letter)
            natures = [self.ledger[f"{key}.{n}"].this or None for n in ("basic", "project")]
            yield {**_row(f"{code} {name}", self.ledger[key]), "natures": natures, "url": self.url(head=code)}

    def _name(self, code, letter):
        """The name of a heading, out of the path of an account below it."""
        system = next(system for system, each in LETTERS.items() if each == letter)
        for entry in self.entries:
            account = getattr(entry, system)
            if account and account.code.startswith(code):
                return account.path.split(" › ")[0]
        return ""

    # Filters

    def url(self, **changes):
        query = {"by": "" if self.is_income else self.by, "nature": self.nature, "head": self.head}
        query |= {"q": " ".join(self.words)} | changes
        return "?" + urlencode({key: value for key, value in query.items() if value})

    @property
    def action(self):
        """Where the row at the top is sent: this list, also from the page of an entry that is gone."""
        return entries_path(self.budget, self.direction) + self.url()

    @property
    def clear(self):
        return self.url(nature="", head="", q="")

    @property
    def previous_url(self):
        return self.url(page=self.page.previous_page_number())

    @property
    def next_url(self):
        return self.url(page=self.page.next_page_number())

    @property
    def tab_title(self):
        return TABS[self.by]

    @property
    def tabs(self):
        if self.is_income:
            return []
        counts = {by: len([e for e in self.entries if self._in_tab(e, by)]) for by in TABS}
        shown = [by for by in TABS if by != "government" or counts[by]]
        return [Choice(TABS[by], f"?by={by}", by == self.by, counts[by]) for by in shown]

    @property
    def natures(self):
        if self.is_income:
            return []
        found = [Choice("全部", self.url(nature=""), not self.nature, len(self.in_tab))]
        for value, label in Entry.Nature.choices:
            if count := len([entry for entry in self.in_tab if entry.nature == value]):
                found.append(Choice(label, self.url(nature=value), self.nature == value, count))
        return found

    @property
    def heads(self):
        """The 类 that occur, to list the entries of one."""
        length = LEVELS[LETTERS[self.field]][0]
        accounts = [account for entry in self.in_tab if (account := getattr(entry, self.field))]
        codes = sorted({account.code[:length] for account in accounts})
        chosen = [Choice("全部", self.url(head=""), not self.head)]
        return chosen + [Choice(code, self.url(head=code), self.head == code) for code in codes]


def _change(entry):
    """This year's less last year's; of a bare total of last year there is no change to tell."""
    if entry.last_amount is None or entry.is_last_year_total:
        return None
    return entry.amount - entry.last_amount


def _row(label, amount, is_total=False):
    change = None if amount.this is None or amount.last is None else amount.this - amount.last
    return {"label": label, "amount": amount, "change": change, "is_total": is_total}


def _words_of(entry):
    """What the search box looks through: accounts, project, unit, reason, amounts as typed."""
    accounts = (entry.source, entry.function, entry.economic, entry.government)
    named = [f"{account.code} {account.path}" for account in accounts if account]
    amounts = [typed_back(amount) for amount in (entry.amount, entry.last_amount) if amount is not None]
    others = [str(thing) for thing in (entry.project, entry.unit) if thing]
    return " ".join([*named, *others, entry.reason, *amounts])
