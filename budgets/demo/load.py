"""Load the sample budgets into the drafts. Running it again changes nothing."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from budgets.actions import record
from budgets.catalogue import ITEM
from budgets.models import (
    Account,
    Budget,
    BudgetUnit,
    Department,
    Duty,
    Entry,
    Indicator,
    Note,
    Office,
    Particular,
    ProcurementItem,
    Project,
    Purpose,
    Region,
)
from budgets.money import YUAN, Unit, parse_amount

from . import Sample
from .hunan_service_2021 import SAMPLE as HUNAN
from .lushan_service_2021 import SAMPLE as LUSHAN
from .putuo_finance_2025 import SAMPLE as PUTUO
from .wanli_2024 import SAMPLE as WANLI

SAMPLES = (HUNAN, LUSHAN, WANLI, PUTUO)
YEARS = tuple(sorted({sample.budget["year"] for sample in SAMPLES}))
PROJECT_AMOUNTS = ("amount", "last_amount")


def load_all(*, by) -> list[Budget]:
    """The sample budgets, made where they are missing; needs the chart of ``YEARS``."""
    return [load(sample=sample, by=by) for sample in SAMPLES]


@transaction.atomic
def load(*, sample: Sample, by) -> Budget:
    """One sample. A budget that has entries is somebody's work and is left alone."""
    region, _ = Region.objects.get_or_create(code=sample.region["code"], defaults=sample.region)
    department, _ = Department.objects.get_or_create(
        region=region, code=sample.department["code"], defaults=sample.department
    )
    budget, _ = Budget.objects.get_or_create(
        department=department, year=sample.budget["year"], defaults=sample.budget
    )
    if not budget.entries.exists():
        _fill(budget, sample)
        record(budget=budget, by=by, action="载入样例")
    return budget


def _fill(budget: Budget, sample: Sample) -> None:
    for n, text in enumerate(sample.duties, 1):
        _keep(Duty(budget=budget, position=n, text=text))
    for n, name in enumerate(sample.offices, 1):
        _keep(Office(budget=budget, position=n, name=name))
    for n, (name, kind, funding, is_itself) in enumerate(sample.units, 1):
        told = {"name": name, "kind": kind, "funding": funding, "is_itself": is_itself}
        _keep(BudgetUnit(budget=budget, position=n, code=sample.unit_codes.get(name, ""), **told))
    for key, (value, last, reason) in sample.particulars.items():
        unit = sample.unit if ITEM[key].is_money else YUAN
        _keep(
            Particular(
                budget=budget, key=key, value=_read(value, unit), last=_read(last, unit), reason=reason
            )
        )
    for n, (kind, name, amount) in enumerate(sample.purchases, 1):
        _keep(
            ProcurementItem(
                budget=budget, position=n, kind=kind, name=name, amount=_read(amount, sample.unit)
            )
        )
    for key, text in sample.notes.items():
        _keep(Note(budget=budget, key=key, text=text))
    _purposes(budget, sample)
    projects = _projects(budget, sample)
    for n, (project, area, aspect, name, operator, target, unit) in enumerate(sample.indicators, 1):
        _keep(
            Indicator(
                budget=budget,
                position=n,
                project=projects[project],
                area=area,
                aspect=aspect,
                name=name,
                operator=operator,
                target=target,
                unit=unit,
            )
        )
    _entries(budget, sample, projects)


def _purposes(budget: Budget, sample: Sample) -> None:
    functions = {a.code: a for a in Account.objects.of("function", budget.year)} if sample.purposes else {}
    for code, use, executed, reason in sample.purposes:
        amount = _read(executed, sample.unit)
        _keep(Purpose(budget=budget, function=functions[code], use=use, executed=amount, reason=reason))


def _projects(budget: Budget, sample: Sample) -> dict[str, Project]:
    projects = {}
    for n, given in enumerate(sample.projects, 1):
        amounts = {name: _read(given.get(name, ""), sample.unit) for name in PROJECT_AMOUNTS}
        projects[given["name"]] = _keep(Project(budget=budget, position=n, **{**given, **amounts}))
    return projects


def _entries(budget: Budget, sample: Sample, projects: dict[str, Project]) -> None:
    accounts = {(a.system, a.code): a for a in Account.objects.filter(year=budget.year)}

    def enter(direction, amount, last, *, source, function="", economic="", nature="", project="", **flags):
        _keep(
            Entry(
                budget=budget,
                direction=direction,
                source=accounts["source", source],
                function=accounts["function", function] if function else None,
                economic=accounts["economic", economic] if economic else None,
                nature=nature,
                project=projects[project] if project else None,
                amount=_read(amount, sample.unit),
                last_amount=_read(last, sample.unit),
                **flags,
            )
        )

    for source, function, amount, last in sample.income:
        enter("income", amount, last, source=source, function=function)
    for source, function, nature, amount, last, project in sample.expenditure:
        enter("expenditure", amount, last, source=source, function=function, nature=nature, project=project)
    for direction, source, last in sample.last_totals:
        enter(direction, "0", last, source=source, is_last_year_total=True)
    for source, economic, nature, amount, last in sample.economic:
        enter("expenditure", amount, last, source=source, economic=economic, nature=nature)


def _keep(row):
    row.full_clean(validate_unique=False, validate_constraints=False)  # the database sees to these
    row.save()
    return row


def _read(text: str, unit: Unit) -> Decimal | None:
    """An amount or count as a person would type it; None where it is not known."""
    return parse_amount(text, unit=unit).yuan if text else None
