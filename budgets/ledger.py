"""The ledger: what a department entered, added up along every classification it carries.

The only module that adds amounts. An entry counts towards every classification it carries, and towards the
headings above it: a fully classified entry counts in every table, an entry without a function code is a second
breakdown of the same money and counts in the economic tables only (design.md §3, rule 3).

A total is addressed by a *key*: the measure, then the coordinates it is narrowed to, in this fixed order::

    measure [. fund] [. code] [. source | nature] [. cost]

    income.total              everything received, balances brought forward included (收入总计)
    income.year.total         what this year brings (本年收入合计)
    income.s101               一般公共预算拨款收入           income.f201.s101   the same, for one function
    expenditure.total         支出总计                       expenditure.general.f2010601.basic
    economic.general.e30201.basic.public                     公用经费 of one 款, general budget
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

ZERO = Decimal(0)

INCOME, EXPENDITURE = "income", "expenditure"
BASIC, PROJECT, OPERATING, UPWARD, DOWNWARD, CARRY = (
    "basic",
    "project",
    "operating",
    "upward",
    "downward",
    "carry",
)
STAFF, PUBLIC = "staff", "public"

#: Which of the three government budgets a source of income belongs to (this year's grant, or its balance).
FUND_OF_SOURCE = {
    "101": "general",
    "501": "general",
    "102": "fund",
    "502": "fund",
    "103": "capital",
    "503": "capital",
}
#: Code lengths of the levels of each classification: 类, 款, 项. Sources of income have two.
LEVELS = {"f": (3, 5, 7), "e": (3, 5), "g": (3, 5), "s": (1, 3)}
#: 人员经费 are the wages and the grants to persons; the rest of basic expenditure is 公用经费 (实施条例 art. 5).
STAFF_CLASSES = ("301", "303")
#: Balances are no income of this year: 使用非财政拨款结余 and 上年结转.
BALANCE_SOURCES = ("4", "5")


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry as the ledger sees it. Amounts in 元; ``last`` is None where last year is not known."""

    direction: str
    amount: Decimal
    last: Decimal | None = None
    source: str = ""
    function: str = ""
    economic: str = ""
    government: str = ""
    nature: str = ""

    @property
    def funds(self) -> tuple[str, ...]:
        """The money this posting is part of: one of the three budgets, and the grants together."""
        fund = FUND_OF_SOURCE.get(self.source)
        if fund:
            return (fund, "grant")
        return ("grant",) if self.source == "1" else ()

    @property
    def is_last_year_total(self) -> bool:
        """Last year's figure for money that nobody broke down: an amount of 0 and no breakdown at all."""
        unclassified = not (self.function or self.economic or self.government)
        return unclassified and self.amount == 0 and self.last is not None and self.nature != CARRY


@dataclass(slots=True)
class Amount:
    """This year's and last year's total under one key, in 元."""

    this: Decimal = ZERO
    known_last: Decimal = ZERO
    some_last_unknown: bool = False
    covered: bool = False

    @property
    def last(self) -> Decimal | None:
        """Last year's total; None unless every part is known or a stated total covers the unknown parts."""
        return None if self.some_last_unknown and not self.covered else self.known_last

    def add(self, posting: Posting) -> None:
        self.this += posting.amount
        if posting.last is None:
            self.some_last_unknown = True
        else:
            self.known_last += posting.last
            self.covered = self.covered or posting.is_last_year_total


def add(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts that are no entries: items of 三公, of procurement, printed cells."""
    return sum(amounts, ZERO)


def headings(letter: str, code: str) -> tuple[str, ...]:
    """A code and the headings above it as key tokens: ('f', '2010601') → f201, f20106, f2010601."""
    return tuple(f"{letter}{code[:n]}" for n in LEVELS[letter] if len(code) >= n)


def key(measure: str, *coordinates: str) -> str:
    """A key in canonical form; without any narrowing beyond the fund it is the total."""
    tokens = [token for token in coordinates if token]
    bare = all(token in ("general", "fund", "capital", "grant", "year", "balance") for token in tokens)
    return ".".join([measure, *tokens, *(["total"] if bare else [])])


def keys_of(posting: Posting) -> Iterator[str]:
    """Every total that a posting is part of."""
    if posting.direction == INCOME:
        yield from _income_keys(posting)
    else:
        yield from _expenditure_keys(posting)


def _income_keys(posting: Posting) -> Iterator[str]:
    if not posting.source:
        return
    span = "balance" if posting.source[0] in BALANCE_SOURCES else "year"
    functions = headings("f", posting.function) or ("nofunction",)
    sources = headings("s", posting.source)
    for fund, function, source in product(("", *posting.funds), ("", *functions), ("", *sources)):
        yield key(INCOME, fund, function, source)
    for function in ("", *functions):
        yield key(INCOME, span, function)


def _expenditure_keys(posting: Posting) -> Iterator[str]:
    funds, natures = ("", *posting.funds), ("", posting.nature) if posting.nature else ("",)
    is_unclassified = not (posting.function or posting.economic or posting.government)
    if posting.function or is_unclassified:
        codes = headings("f", posting.function)
        for fund, code, nature in product(funds, ("", *codes), natures):
            yield key(EXPENDITURE, fund, code, nature)
        if posting.nature != CARRY:
            for fund in funds:
                yield key(EXPENDITURE, "year", fund)
    if posting.economic:
        costs = ("", STAFF if posting.economic[:3] in STAFF_CLASSES else PUBLIC)
        codes = headings("e", posting.economic)
        for fund, code, nature, cost in product(funds, ("", *codes), natures, costs):
            yield key("economic", fund, code, nature, cost)
    if posting.government:
        codes = headings("g", posting.government)
        for fund, code, nature in product(funds, ("", *codes), natures):
            yield key("government", fund, code, nature)


class Ledger(Mapping[str, Amount]):
    """All totals of one department and year, added in one pass. A key that nothing counts towards is zero."""

    def __init__(self, postings: Iterable[Posting]) -> None:
        self.postings = tuple(postings)
        self._amounts: dict[str, Amount] = {}
        for posting in self.postings:
            for name in keys_of(posting):
                self._amounts.setdefault(name, Amount()).add(posting)

    def __getitem__(self, name: str) -> Amount:
        return self._amounts.get(name) or Amount()

    def __contains__(self, name: object) -> bool:
        return name in self._amounts

    def __iter__(self) -> Iterator[str]:
        return iter(self._amounts)

    def __len__(self) -> int:
        return len(self._amounts)

    def codes(self, measure: str, *coordinates: str, letter: str, level: int = 0) -> list[str]:
        """The codes that carry money under a measure, in chart order; ``level`` 1 gives 类 only."""
        prefix = ".".join([measure, *[c for c in coordinates if c], letter])
        found = (name.removeprefix(prefix) for name in self._amounts if name.startswith(prefix))
        codes = {code for code in found if code.isdigit()}
        return sorted(c for c in codes if not level or len(c) == LEVELS[letter][level - 1])

    def stands_at(self, measure_letter: str, code: str) -> bool:
        """Whether an entry is booked on this very code, not on one below it."""
        field = {"f": "function", "e": "economic", "g": "government", "s": "source"}[measure_letter]
        return any(getattr(posting, field) == code for posting in self.postings)
