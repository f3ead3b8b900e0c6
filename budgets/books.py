"""The books: everything a department entered for one year, read once, in plain Python.

What is derived — figures, tables, sentences, findings — is derived from Books and never asks the database again, so
that what is examined is what is frozen. ``open_books`` costs the same number of queries whatever the budget's size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import chart
from .catalogue import ITEMS, split_term
from .ended import titles
from .ledger import SYSTEMS, Ledger, Posting, slug
from .models import Account, Budget, BudgetUnit, Entry, Indicator, Particular


@dataclass(frozen=True)
class Stated:
    """A particular as stated. ``value`` None means not filled in; 0 is an answer."""

    value: Decimal | None
    last: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Unit:
    """A budget unit as published; ``code`` is empty where none is stated."""

    name: str
    kind: str
    kind_label: str
    funding_label: str
    is_itself: bool
    code: str = ""

    @property
    def key(self) -> str:
        return slug(self.name)


@dataclass(frozen=True)
class Target:
    """One performance indicator as it is printed: 产出指标 › 数量指标 › name, ``≥ 200 人次``, weight."""

    area: str
    aspect: str
    name: str
    target: str
    weight: int | None


@dataclass(frozen=True)
class ProjectSheet:
    """A project as published; amounts in 元, ``entered`` what the entries booked on it come to (None: none are)."""

    name: str
    amount: Decimal
    last: Decimal | None
    entered: Decimal | None
    use: str
    overview: str
    basis: str
    body: str
    plan: str
    period: str
    goal: str
    funds: tuple[Decimal | None, Decimal | None, Decimal | None]
    targets: tuple[Target, ...]
    schedule: str = ""
    is_special_fund: bool = False

    @property
    def key(self) -> str:
        return f"project.{slug(self.name)}"


@dataclass(frozen=True)
class Purchase:
    kind: str
    name: str
    amount: Decimal
    is_public_service: bool = False

    @property
    def key(self) -> str:
        return f"purchase.{slug(f'{self.kind} {self.name}')}"


@dataclass(frozen=True)
class PurposeText:
    """What a department says of one function code; ``executed`` is last year's executed grants in 元, None unknown."""

    use: str = ""
    executed: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Books:
    region_code: str
    region_name: str
    region_level: str
    form: str  # the family of forms that the region chose; empty: by its code
    department_code: str
    department_name: str
    department_short_name: str
    kind: str
    year: int
    approved_on: date | None
    assets_on: date | None
    equipment_threshold: int
    no_projects: bool
    ledger: Ledger
    names: Mapping[tuple[str, str], str]
    ended: tuple[tuple[str, str], ...]
    stated: Mapping[str, Stated]
    duties: tuple[str, ...]
    offices: tuple[str, ...]
    units: tuple[Unit, ...]
    projects: tuple[ProjectSheet, ...]
    targets: tuple[Target, ...]
    purchases: tuple[Purchase, ...]
    notes: Mapping[str, str]
    purposes: Mapping[str, PurposeText]  # by function code
    late_reason: str = ""
    unsettled: tuple[str, ...] = ()  # accounts of last year that have ended and have no successor yet
    withheld: tuple[str, ...] = ()  # keys of what is kept from the public (see ``withheld``)
    left_out: tuple[str, ...] = ()  # those of them that these books say nothing of any more
    hidden: tuple[ProjectSheet, ...] = ()  # the single projects among them

    @property
    def kind_label(self) -> str:
        return "部门" if self.kind == "department" else "单位"

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """(term, explanation) of every line of 名词解释补充."""
        lines = self.notes.get("terms", "").splitlines()
        return tuple(term for line in lines if (term := split_term(line)))

    def name_of(self, letter: str, code: str) -> str:
        """The official name of a code in this year's chart; the bare code where the chart does not have it."""
        return self.names.get((SYSTEMS[letter], code), code)


#: What an entry carries, read with it.
CARRIED = ("source", "function", "economic", "government", "unit")


def open_books(budget: Budget) -> Books:
    """Read one budget. Thirteen queries with the budget itself, its department and region."""
    department = budget.department
    region = department.region
    entries = list(budget.entries.select_related(*CARRIED))
    accounts = list(
        Account.objects.filter(year=budget.year).values_list("system", "code", "name", "ended_on")
    )
    targets, units = _targets(budget), list(budget.units.all())
    derived = _government_codes(entries, units, budget.year)
    return Books(
        region_code=region.code,
        region_name=region.name,
        region_level=region.level,
        form=region.form,
        department_code=department.code,
        department_name=department.name,
        department_short_name=department.short_name,
        kind=department.kind,
        year=budget.year,
        approved_on=budget.approved_on,
        assets_on=budget.assets_on,
        equipment_threshold=budget.equipment_threshold,
        no_projects=budget.no_projects,
        ledger=Ledger(posting(entry, derived.get(entry.pk, "")) for entry in entries),
        names={(system, code): name for system, code, name, _ in accounts},
        ended=tuple((system, code) for system, code, _, ended_on in accounts if ended_on),
        stated=_stated(budget.particulars.all()),
        duties=tuple(budget.duties.values_list("text", flat=True)),
        offices=tuple(budget.offices.values_list("name", flat=True)),
        units=tuple(
            Unit(u.name, u.kind, u.get_kind_display(), u.get_funding_display(), u.is_itself, u.code)
            for u in units
        ),
        projects=tuple(_project(p, entries, targets.get(p.pk, ())) for p in budget.projects.all()),
        targets=targets.get(None, ()),
        purchases=tuple(
            Purchase(i.kind, i.name, i.amount, i.is_public_service) for i in budget.procurement_items.all()
        ),
        notes=dict(budget.notes.values_list("key", "text")),
        purposes={
            p.function.code: PurposeText(p.use, p.executed, p.reason)
            for p in budget.purposes.select_related("function")
        },
        late_reason=budget.late_reason,
        unsettled=titles(budget.unsettled),
        withheld=tuple(budget.withholdings.exclude(part="").values_list("part", flat=True)),
    )


def posting(entry: Entry, derived: str = "") -> Posting:
    """An entry as the ledger sees it; ``derived`` is the government code that it was not entered with."""
    return Posting(
        direction=entry.direction,
        amount=entry.amount,
        last=entry.last_amount,
        source=entry.source.code if entry.source else "",
        function=entry.function.code if entry.function else "",
        economic=entry.economic.code if entry.economic else "",
        government=entry.government.code if entry.government else derived,
        nature=entry.nature,
        is_last_year_total=entry.is_last_year_total,
        unit=slug(entry.unit.name) if entry.unit else "",
        is_government_derived=bool(derived),
    )


def _government_codes(entries: list[Entry], units: list[BudgetUnit], year: int) -> dict[int, str]:
    """The government codes of the entries that carry an economic code only, by the kind of their unit.

    None where the department broke its money down by government code in entries without an economic code: derived codes
    would count the same money twice.
    """
    if any(entry.government_id and not entry.economic_id for entry in entries):
        return {}
    usual = _unit_type([unit.kind for unit in units if unit.is_itself] or [unit.kind for unit in units])
    return {
        entry.pk: chart.government_code(
            entry.economic.code, _unit_type([entry.unit.kind]) if entry.unit else usual, year
        )
        for entry in entries
        if entry.economic and not entry.government
    }


def _unit_type(kinds: list[str]) -> str:
    """事业 where all units are institutions; 行政 and 参公 are both 行政 to the mapping."""
    return chart.INSTITUTION if {*kinds} == {BudgetUnit.Kind.INSTITUTION} else chart.ADMINISTRATIVE


def _stated(particulars: list[Particular]) -> dict[str, Stated]:
    found = {p.key: Stated(p.value, p.last, p.reason) for p in particulars}
    return {item.key: found.get(item.key, Stated(None)) for item in ITEMS}


def _targets(budget: Budget) -> dict[int | None, tuple[Target, ...]]:
    by_project: dict[int | None, tuple[Target, ...]] = {}
    for indicator in budget.indicators.all():
        target = Target(
            indicator.get_area_display(),
            indicator.aspect,
            indicator.name,
            _printed_target(indicator),
            indicator.weight,
        )
        by_project[indicator.project_id] = (*by_project.get(indicator.project_id, ()), target)
    return by_project


def _printed_target(indicator: Indicator) -> str:
    return f"{indicator.operator}{indicator.target}{indicator.unit}"


def _project(project, entries: list[Entry], targets: tuple[Target, ...]) -> ProjectSheet:
    booked = Ledger(posting(e) for e in entries if e.project_id == project.pk)
    return ProjectSheet(
        name=project.name,
        amount=project.amount,
        last=project.last_amount,
        entered=booked["expenditure.total"].this if booked else None,
        use=project.use,
        overview=project.overview,
        basis=project.basis,
        body=project.body,
        plan=project.plan,
        period=project.period,
        goal=project.goal,
        funds=(project.grant_funds, project.carried_funds, project.other_funds),
        targets=targets,
        schedule=project.schedule,
        is_special_fund=project.is_special_fund,
    )
