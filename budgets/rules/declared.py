"""Relations between figures of different tables, declared once for what is entered and for what is printed."""

from __future__ import annotations

from dataclasses import dataclass

#: When a declared relation is looked at. ``general``: all money is this year's grant of the general budget;
#: ``settled``: nothing is brought forward or carried over.
ALWAYS, ALL_GENERAL, SETTLED = "", "general", "settled"


@dataclass(frozen=True)
class Declared:
    """``left`` is the sum of ``right``, or with ``is_limit`` at most that; nothing is said where one is not known.

    ``absent_is_nothing``: a part on the right that nobody states is nothing, as long as one part is stated. ``unless``: a
    figure that is of the same money in some places; where there is any of it, nothing is said.
    """

    rule: str
    left: str
    right: tuple[str, ...]
    when: str = ALWAYS
    is_limit: bool = False
    absent_is_nothing: bool = False
    unless: str = ""


BALANCES = ("income.s4", "income.s5")
GRANT_FUNDS = ("general", "fund", "capital")

#: The sources of this year's grants by the budget that each is of.
GRANT_SOURCES = (("general", "s101"), ("fund", "s102"), ("capital", "s103"))

#: The economic account of basic expenditure that each item of “三公” is spent under; what it is more is in projects.
THREE_PUBLIC_ACCOUNTS = {
    "three-public.abroad": "30212",
    "three-public.reception": "30217",
    "three-public.running": "30231",
    "three-public.purchase": "31013",
}

DECLARED: tuple[Declared, ...] = (
    *(
        Declared("N01", f"expenditure.{fund}year.total", (f"expenditure.{fund}total",), SETTLED)
        for fund in ("", "grant.", "general.", "fund.", "capital.")
    ),
    *(
        Declared("N01", f"income.{fund}.total", (f"income.{source}",), SETTLED)
        for fund, source in GRANT_SOURCES
    ),
    Declared("R01", "expenditure.total", ("income.total",)),
    Declared("R02", "income.total", ("income.year.total", *BALANCES), absent_is_nothing=True),
    Declared(
        "R02", "expenditure.total", ("expenditure.year.total", "expenditure.carry"), absent_is_nothing=True
    ),
    Declared("R06", "expenditure.grant.total", ("income.grant.total",)),
    Declared("R07", "income.s1", ("income.grant.year.total",)),
    Declared("R07", "income.s1", ("income.grant.total",), SETTLED),
    Declared("R07", "income.s1", ("expenditure.grant.total",), SETTLED),
    Declared("R07", "income.s101", ("expenditure.general.total",), SETTLED),
    Declared("R07", "income.s102", ("expenditure.fund.total",), SETTLED),
    Declared("R07", "income.s103", ("expenditure.capital.total",), SETTLED),
    Declared(
        "R08",
        "expenditure.grant.total",
        tuple(f"expenditure.{fund}.total" for fund in GRANT_FUNDS),
        absent_is_nothing=True,
    ),
    Declared("R09", "expenditure.total", ("expenditure.general.total",), ALL_GENERAL),
    Declared("R09", "expenditure.basic", ("expenditure.general.basic",), ALL_GENERAL),
    Declared("R09", "expenditure.project", ("expenditure.general.project",), ALL_GENERAL),
    Declared("R09", "income.total", ("income.grant.total",), ALL_GENERAL),
    Declared("R10", "expenditure.general.basic", ("economic.general.basic",)),
    Declared("R10", "expenditure.basic", ("economic.general.basic",), ALL_GENERAL),
    Declared(
        "R11", "economic.general.basic", ("economic.general.basic.staff", "economic.general.basic.public")
    ),
    Declared("R12", "expenditure.year.total", ("economic.total",)),
    Declared("R12", "expenditure.year.total", ("government.total",)),
    Declared("R12", "expenditure.basic", ("economic.basic",)),
    Declared("R12", "expenditure.project", ("economic.project",)),
    Declared("R15", "running", ("economic.general.basic.public",), is_limit=True),
    Declared("R17", "expenditure.general.f2080505.basic", ("economic.general.e30108.basic",)),
    Declared("R17", "expenditure.general.f2080506.basic", ("economic.general.e30109.basic",)),
    Declared("R17", "expenditure.general.f2210201.basic", ("economic.general.e30113.basic",)),
    Declared(
        "R18",
        "expenditure.general.f21011.basic",
        ("economic.general.e30110.basic", "economic.general.e30111.basic"),
        absent_is_nothing=True,
        unless="economic.general.e30307.basic",
    ),
    Declared("R23", "procurement.sme", ("procurement.total",), is_limit=True),
    Declared("R23", "procurement.small", ("procurement.sme",), is_limit=True),
    Declared("R24", "purchase.services", ("procurement.services",), is_limit=True),
    Declared("R25", "project.total", ("expenditure.project",), is_limit=True),
    Declared("R25", "goals.funds", ("expenditure.project",), is_limit=True),
    Declared("R26", "goals.basic", ("expenditure.basic",)),
    Declared("R26", "goals.project", ("expenditure.project",)),
    Declared("R26", "goals.total", ("expenditure.total",)),
    Declared("N18", "economic.general.e30215.basic", ("meeting",), is_limit=True),
    Declared("N18", "economic.general.e30216.basic", ("training",), is_limit=True),
    *(
        Declared("R14", f"economic.general.e{code}.basic", (item,), is_limit=True)
        for item, code in THREE_PUBLIC_ACCOUNTS.items()
    ),
)


def sum_of(rule: str) -> tuple[str, tuple[str, ...]]:
    """The first relation that a rule declares: a figure, and what it is the sum of."""
    line = next(line for line in DECLARED if line.rule == rule)
    return line.left, line.right
