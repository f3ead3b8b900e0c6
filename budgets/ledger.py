"""The ledger: what a department entered, added up along every classification it carries.

The only module that adds amounts. An entry counts towards every classification it carries, and towards the
headings above it: a fully classified entry counts in every table, an entry without a function code is a second
breakdown of the same money and counts in the economic tables only (design.md §3, rule 3).

A total is addressed by a *key*: the measure, then the coordinates it is narrowed to, in this fixed order::

    measure [. fund] [. span | code] [. source | nature] [. cost]

    income.total              everything received, balances brought forward included (收入总计)
    income.year.total         what this year brings (本年收入合计)
    income.s101               一般公共预算拨款收入           income.f201.s101   the same, for one function
    expenditure.total         支出总计                       expenditure.general.year.total  its 本年支出
    expenditure.general.f2010601.basic                       one 项, general budget, basic
    economic.general.e30201.basic.public                     公用经费 of one 款, general budget

Crosses are of two classifications, and are added on first use only; their codes stand last::

    cross [. fund] [. function] [. nature] . economic or government code, or cost

    cross.general.f2010601.basic.e30201                      one 款 under one 项, basic, general budget
    cross.e30201                                             one 款 under any function or none: economic.e30201
    cross.f201.basic.staff                                   人员经费 under one 类
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
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
#: The letter that a classification's codes carry in keys.
SYSTEMS = {"f": "function", "e": "economic", "g": "government", "s": "source"}
#: Code lengths of the levels of each classification: 类, 款, 项. Sources of income have two.
LEVELS = {"f": (3, 5, 7), "e": (3, 5), "g": (3, 5), "s": (1, 3)}
#: 人员经费 are the wages and the grants to persons; the rest of basic expenditure is 公用经费 (实施条例 art. 5).
STAFF_CLASSES = ("301", "303")
#: Balances are no income of this year: 使用非财政拨款结余 and 上年结转.
BALANCE_SOURCES = ("4", "5")


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry as the ledger sees it. Amounts in 元; ``last`` is None where last year is not known.

    ``is_last_year_total``: no money of this year, but all that is known of last year's from one source, where nobody
    broke it down. It stands in for the unknown parts of that source, and is never added to them. ``unit`` is the slug of
    the budget unit's name. ``is_government_derived``: nobody entered the government code, the mapping gave it.
    """

    direction: str
    amount: Decimal
    last: Decimal | None = None
    source: str = ""
    function: str = ""
    economic: str = ""
    government: str = ""
    nature: str = ""
    is_last_year_total: bool = False
    unit: str = ""
    is_government_derived: bool = False

    @property
    def funds(self) -> tuple[str, ...]:
        """The money this posting is part of: one of the three budgets, and the grants together; or 财政专户管理资金."""
        if self.source == ACCOUNT_SOURCE:
            return (ACCOUNT,)
        fund = FUND_OF_SOURCE.get(self.source)
        if fund:
            return (fund, "grant")
        return ("grant",) if self.source == "1" else ()


class Amount:
    """This year's and last year's total under one key, in 元."""

    __slots__ = ("_parts", "_stated", "_unknown", "this")

    def __init__(self) -> None:
        self.this = ZERO
        self._parts: dict[str, Decimal] = {}  # last year's known parts, by source
        self._stated: dict[str, Decimal] = {}  # last year's bare totals, by source
        self._unknown: set[str] = set()  # sources with a part that is not known

    @property
    def last(self) -> Decimal | None:
        """Last year's total: of each source its parts or, where one is unknown, its stated total; else not known."""
        total = ZERO
        for source in {*self._parts, *self._stated, *self._unknown}:
            is_complete = source in self._parts and source not in self._unknown
            part = self._parts[source] if is_complete else self._stated.get(source)
            if part is None:
                return None
            total += part
        return total

    @property
    def is_itemised(self) -> bool:
        """Whether last year is known part by part, so that what is not there was nothing."""
        return not self._unknown and not self._stated

    @property
    def is_stated(self) -> bool:
        """Whether last year's total is one that nobody broke down."""
        return bool(self._stated)

    def overstated(self) -> list[str]:
        """The sources whose known parts of last year already exceed, or complete miss, the stated total."""
        return sorted(source for source, stated in self._stated.items() if self._exceeds(source, stated))

    def _exceeds(self, source: str, stated: Decimal) -> bool:
        parts = self._parts.get(source, ZERO)
        return parts > stated if source in self._unknown else source in self._parts and parts != stated

    def add(self, posting: Posting) -> None:
        self.this += posting.amount
        source = posting.source
        if posting.last is None:
            self._unknown.add(source)
        elif posting.is_last_year_total:
            self._stated[source] = self._stated.get(source, ZERO) + posting.last
        else:
            self._parts[source] = self._parts.get(source, ZERO) + posting.last

    @classmethod
    def not_known(cls) -> Amount:
        """Nothing this year, and nobody says what last year was."""
        amount = cls()
        amount._unknown.add("")
        return amount


def add(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts that are no entries: items of 三公, of procurement, printed cells."""
    return sum(amounts, ZERO)


@lru_cache(maxsize=4096)
def slug(name: str) -> str:
    """A short word for a name, the same in every version and year: what a figure's key calls a project or a unit."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def headings(letter: str, code: str) -> tuple[str, ...]:
    """A code and the headings above it as key tokens: ('f', '2010601') → f201, f20106, f2010601."""
    return tuple(f"{letter}{code[:n]}" for n in LEVELS[letter] if len(code) >= n)


MEASURES = (INCOME, EXPENDITURE, "economic", "government")
FUNDS = ("general", "fund", "capital", "grant")
#: What a total may be narrowed to: the grants, and 财政专户管理资金, which are no grant and have a table of their own.
ACCOUNT, ACCOUNT_SOURCE = "account", "2"
POOLS = (*FUNDS, ACCOUNT)
SPANS = ("year", "balance")
NATURES = (BASIC, PROJECT, OPERATING, UPWARD, DOWNWARD, CARRY)
TOKENS = {*POOLS, *SPANS, *NATURES, STAFF, PUBLIC, "nofunction", "total"}
CROSS = "cross"
CROSS_KEY = re.compile(
    rf"{CROSS}([.]({'|'.join(POOLS)}))?([.]f[0-9]+)?([.]({'|'.join(NATURES)}))?[.]([eg][0-9]+|{STAFF}|{PUBLIC})"
)


def is_key(name: str) -> bool:
    """Whether a name is a key of the ledger: a measure, and tokens that it can be narrowed by."""
    measure, *tokens = name.split(".")
    if measure == CROSS:
        return CROSS_KEY.fullmatch(name) is not None
    return (
        measure in MEASURES
        and bool(tokens)
        and all(t in TOKENS or re.fullmatch("[fegs][0-9]+", t) for t in tokens)
    )


def measure_of(name: str) -> str:
    """The measure whose total a key is part of: of a cross, the breakdown that its last code is of."""
    measure, last = name.partition(".")[0], name.rpartition(".")[2]
    if measure != CROSS:
        return measure
    return "economic" if last in (STAFF, PUBLIC) else SYSTEMS[last[0]]


def key(measure: str, *coordinates: str) -> str:
    """A key in canonical form; without any narrowing beyond fund and span it is the total."""
    tokens = [token for token in coordinates if token]
    bare = all(token in POOLS or token in SPANS for token in tokens)
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
    functions = headings("f", posting.function) or (() if posting.is_last_year_total else ("nofunction",))
    sources = headings("s", posting.source)
    for fund, function, source in product(("", *posting.funds), ("", *functions), ("", *sources)):
        yield key(INCOME, fund, function, source)
    for function in ("", *functions):
        yield key(INCOME, span, function)


def _expenditure_keys(posting: Posting) -> Iterator[str]:
    funds, natures = ("", *posting.funds), ("", posting.nature) if posting.nature else ("",)
    has_breakdown = bool(posting.economic or posting.government)
    if posting.function or not has_breakdown:
        for fund, code, nature in product(funds, ("", *_function_tokens(posting)), natures):
            yield key(EXPENDITURE, fund, code, nature)
        if posting.nature != CARRY:
            for fund in funds:
                yield key(EXPENDITURE, fund, "year")
    if posting.economic:
        codes = headings("e", posting.economic)
        for fund, code, nature, cost in product(funds, ("", *codes), natures, ("", *_costs(posting))):
            yield key("economic", fund, code, nature, cost)
    if posting.government:
        codes = headings("g", posting.government)
        for fund, code, nature in product(funds, ("", *codes), natures):
            yield key("government", fund, code, nature)


def _costs(posting: Posting) -> tuple[str, ...]:
    """人员经费 or 公用经费, of money with an economic code."""
    if not posting.economic:
        return ()
    return (STAFF if posting.economic[:3] in STAFF_CLASSES else PUBLIC,)


def _function_tokens(posting: Posting) -> tuple[str, ...]:
    """The function codes an expenditure counts under; this year's money without one has a row of its own."""
    if posting.function:
        return headings("f", posting.function)
    return () if posting.nature == CARRY or posting.is_last_year_total else ("nofunction",)


def crosses_of(posting: Posting) -> Iterator[str]:
    """Every cross that a posting is part of: under no function and under its own, by economic and government code."""
    natures = ("", posting.nature) if posting.nature else ("",)
    functions = headings("f", posting.function)
    codes = (*headings("e", posting.economic), *headings("g", posting.government), *_costs(posting))
    for coordinates in product(("", *posting.funds), ("", *functions), natures):
        prefix = ".".join([CROSS, *filter(None, coordinates)])
        for code in codes:
            yield f"{prefix}.{code}"


def _added(postings: Iterable[Posting], names_of: Callable[[Posting], Iterator[str]]) -> dict[str, Amount]:
    """The totals of postings under every name that they count towards."""
    amounts: dict[str, Amount] = {}
    for posting in postings:
        for name in names_of(posting):
            if name not in amounts:
                amounts[name] = Amount()
            amounts[name].add(posting)
    return amounts


class Ledger(Mapping[str, Amount]):
    """All totals of one department and year, added in one pass; crosses in a pass of their own, once one is wanted.

    To walk it is to walk the totals without the crosses.
    """

    def __init__(self, postings: Iterable[Posting]) -> None:
        self.postings = tuple(postings)
        self._amounts = _added(self.postings, keys_of)
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._below: dict[tuple[str, ...], dict[str, list[str]]] = {}
        self._of_unit: dict[str, Ledger] = {}

    def __getitem__(self, name: str) -> Amount:
        """The total under a key. One that nothing counts towards is nothing this year; and nothing last year only
        where last year is known part by part, else not known. KeyError for what is no key."""
        if name in self._amounts:
            return self._amounts[name]
        if not is_key(name):
            raise KeyError(name)
        if name.startswith(f"{CROSS}.") and name in self._crosses:
            return self._crosses[name]
        _measure, first, *_ = name.split(".")
        whole = self._amounts.get(key(measure_of(name), first if first in POOLS else ""))
        if (
            whole is None
        ):  # a fund that nothing is booked on: nothing last year only where all of last year is known
            everything = self._amounts.get(key(measure_of(name)))
            is_known = everything is None or everything.last is not None
            return Amount() if is_known else Amount.not_known()
        return Amount() if whole.is_itemised else Amount.not_known()

    def __contains__(self, name: object) -> bool:
        return name in (self._crosses if str(name).startswith(f"{CROSS}.") else self._amounts)

    @cached_property
    def _crosses(self) -> dict[str, Amount]:
        spent = (p for p in self.postings if p.direction == EXPENDITURE and (p.economic or p.government))
        return _added(spent, crosses_of)

    def __iter__(self) -> Iterator[str]:
        return iter(self._amounts)

    def __len__(self) -> int:
        return len(self._amounts)

    def of_unit(self, slug: str) -> Ledger:
        """The ledger of one budget unit: of the postings that name it."""
        if slug not in self._of_unit:
            self._of_unit[slug] = Ledger(p for p in self.postings if p.unit == slug)
        return self._of_unit[slug]

    def codes(
        self, measure: str, *coordinates: str, letter: str, level: int = 0, nature: str = ""
    ) -> list[str]:
        """The codes that carry money under a measure (of one nature), in chart order; ``level`` 1 gives 类 only."""
        prefix = ".".join([measure, *[c for c in coordinates if c], letter])
        found = self._codes_under(prefix, f".{nature}" if nature else "")
        return [c for c in found if not level or len(c) == LEVELS[letter][level - 1]]

    def _codes_under(self, prefix: str, suffix: str) -> tuple[str, ...]:
        if (prefix, suffix) not in self._found:
            self._found[prefix, suffix] = self._search(prefix, suffix)
        return self._found[prefix, suffix]

    def _search(self, prefix: str, suffix: str) -> tuple[str, ...]:
        amounts = self._crosses if prefix.startswith(f"{CROSS}.") else self._amounts
        names = (n for n in amounts if n.startswith(prefix) and n.endswith(suffix))
        codes = {n[len(prefix) : len(n) - len(suffix)] for n in names}
        return tuple(sorted(code for code in codes if code.isdigit()))

    def below(self, measure: str, *coordinates: str, letter: str, code: str = "") -> list[str]:
        """The codes one level below a code, in chart order; below none, the 类."""
        place = (measure, *coordinates, letter)
        if place not in self._below:
            children: dict[str, list[str]] = {}
            for each in self.codes(measure, *coordinates, letter=letter):
                shorter = [n for n in LEVELS[letter] if n < len(each)]
                children.setdefault(each[: shorter[-1]] if shorter else "", []).append(each)
            self._below[place] = children
        return self._below[place].get(code, [])

    def lowest(self, measure: str, *coordinates: str, letter: str) -> list[str]:
        """The codes that carry money and have none below them, in chart order."""
        codes = self.codes(measure, *coordinates, letter=letter)
        return [code for code in codes if not self.below(measure, *coordinates, letter=letter, code=code)]

    @cached_property
    def booked(self) -> frozenset[tuple[str, str]]:
        """(letter, code) of every code that an entry is booked on itself, not on one below it; no derived ones."""
        return frozenset(
            (letter, code)
            for p in self.postings
            for letter, field in SYSTEMS.items()
            if (code := getattr(p, field)) and not (letter == "g" and p.is_government_derived)
        )

    @cached_property
    def derived(self) -> frozenset[str]:
        """The government codes that the mapping gave and nobody entered, with the headings above them."""
        codes = {p.government for p in self.postings if p.is_government_derived}
        return frozenset(code[:n] for code in codes for n in (0, *LEVELS["g"]))
