"""Measures: what departments are compared and ranked by, each with what must be known of it before anybody judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from budgets.catalogue import MONEY
from budgets.money import percent

from .accounts import Account, account_of
from .spread import ratio
from .table import ACTUAL, PERCENT, RUNNING, TOTAL

Values = Mapping[str, Decimal | None]

STAFF_COST = "economic.general.basic.staff"
THREE, PROJECTS, CHANGE = "three-public.total", "expenditure.project", "expenditure.total.percent"
CHANGED_BY = "expenditure.total.change"


# Ranked by --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a ranking is by: a figure of the index. ``caveat`` is the sentence above the list; ``in_share``: whether a share
    of the total is told beside it."""

    slug: str
    key: str
    label: str
    caveat: str
    unit: str = MONEY
    in_share: bool = False
    account: Account | None = None

    @property
    def is_change(self) -> bool:
        return self.unit == PERCENT


_OF_TOTAL = gettext_noop(
    "A large budget is neither good nor bad: it follows from what a department has to do, how many people work there, "
    "and which units it speaks for."
)
_OF_PUBLIC = gettext_noop(
    "It depends on how many people and vehicles a department has, and on what it has to do. "
    "Going abroad is often arranged from above and then 0 here."
)
_OF_CHANGE = gettext_noop(
    "A rate says little where last year was small, or where tasks or units came or went: read the reason that the "
    "department gives. Where last year is not known, or was 0, there is no rate."
)
_OF_RUNNING = gettext_noop(
    "Only administrative bodies have running costs of offices in this sense; public institutions state 0."
)
_OF_NATURE = gettext_noop(
    "What one department pays as a project another pays as basic expenditure; the share says more than the amount."
)
_OF_PROCUREMENT = gettext_noop("A single building or system can make most of it, and be over next year.")
_OF_ACCOUNT = gettext_noop(
    "Departments with different tasks spend under different accounts: who stands high here may simply be who is in charge."
)
_OF_ECONOMIC = gettext_noop(
    "Told is the basic expenditure of the general public budget under this account, which every form prints; what is "
    "spent on it within projects is not in it."
)

PLAIN = (
    Ranked("total", TOTAL, gettext_noop("Total budget"), _OF_TOTAL),
    Ranked("change", CHANGE, gettext_noop("Change against last year"), _OF_CHANGE, PERCENT),
    Ranked("three-public", THREE, gettext_noop("The three public expenses"), _OF_PUBLIC, in_share=True),
    Ranked("abroad", "three-public.abroad", gettext_noop("Official trips abroad"), _OF_PUBLIC, in_share=True),
    Ranked("vehicles", "three-public.vehicles", gettext_noop("Official vehicles"), _OF_PUBLIC, in_share=True),
    Ranked(
        "reception", "three-public.reception", gettext_noop("Official receptions"), _OF_PUBLIC, in_share=True
    ),
    Ranked("running", RUNNING, gettext_noop("Running costs of offices"), _OF_RUNNING, in_share=True),
    Ranked("basic", "expenditure.basic", gettext_noop("Basic expenditure"), _OF_NATURE, in_share=True),
    Ranked("project", PROJECTS, gettext_noop("Project expenditure"), _OF_NATURE, in_share=True),
    Ranked(
        "procurement",
        "procurement.total",
        gettext_noop("Government procurement"),
        _OF_PROCUREMENT,
        in_share=True,
    ),
)
RANKED = {measure.slug: measure for measure in PLAIN}


def ranked_by(slug: str) -> Ranked | None:
    """The measure that an address names: one of the plain ones, or an account; None where it names none."""
    account = account_of(slug)
    return ranked_account(account) if account else RANKED.get(slug)


def ranked_account(account: Account) -> Ranked:
    is_income = account.system == "source"
    caveat = {"function": _OF_ACCOUNT, "economic": _OF_ECONOMIC}.get(account.system, _OF_TOTAL)
    return Ranked(account.slug, account.key, "", caveat, in_share=not is_income, account=account)


# Peers are compared by --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """What a department is held against its peers by: a value out of the figures of one budget, None where not known."""

    slug: str
    label: str
    value: Callable[[Values], Decimal | None]
    unit: str = MONEY
    key: str = ""  # of the figure that it is, where it is one
    how: str = ""  # how it is reckoned, where it is not printed

    @property
    def is_signed(self) -> bool:
        """Whether it tells how much more or less than last year."""
        return self.key == CHANGE


def _share(key: str) -> Callable[[Values], Decimal | None]:
    def value(values: Values) -> Decimal | None:
        part, whole = values.get(key), values.get(TOTAL)
        return percent(part, whole) if part is not None and whole is not None else None

    return value


def _each(key: str) -> Callable[[Values], Decimal | None]:
    return lambda values: ratio(values.get(key), values.get(ACTUAL))


def _plain(key: str) -> Callable[[Values], Decimal | None]:
    return lambda values: values.get(key)


COMPARED = (
    Compared("three-public", gettext_noop("The three public expenses"), _plain(THREE), key=THREE),
    Compared(
        "three-public-share",
        gettext_noop("The three public expenses, share of the total"),
        _share(THREE),
        PERCENT,
        how=gettext_noop("The three public expenses by the total budget"),
    ),
    Compared(
        "reception",
        gettext_noop("Official receptions"),
        _plain("three-public.reception"),
        key="three-public.reception",
    ),
    Compared(
        "running-per-staff",
        gettext_noop("Running costs for each of the staff"),
        _each(RUNNING),
        how=gettext_noop("Running costs of offices by the staff in post"),
    ),
    Compared(
        "staff-cost-per-staff",
        gettext_noop("Staff costs for each of the staff"),
        _each(STAFF_COST),
        how=gettext_noop(
            "Staff costs within the basic expenditure of the general public budget by the staff in post"
        ),
    ),
    Compared(
        "project-share",
        gettext_noop("Share of projects"),
        _share(PROJECTS),
        PERCENT,
        how=gettext_noop("Project expenditure by the total budget"),
    ),
    Compared(
        "procurement",
        gettext_noop("Government procurement"),
        _plain("procurement.total"),
        key="procurement.total",
    ),
    Compared("change", gettext_noop("Change against last year"), _plain(CHANGE), PERCENT, key=CHANGE),
)
KEYS_COMPARED = frozenset(
    {
        TOTAL,
        THREE,
        "three-public.reception",
        RUNNING,
        ACTUAL,
        STAFF_COST,
        PROJECTS,
        "procurement.total",
        CHANGE,
        CHANGED_BY,
    }
)


def label_of(measure: Ranked | Compared) -> str:
    """What a measure is called in the language of the page; empty of an account, whose name the documents say."""
    return _(measure.label) if measure.label else ""
