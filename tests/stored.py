"""Books put into the database: what a test made in plain Python, as a department would have entered it."""

from django.utils import timezone

from budgets.chart import rows_of
from budgets.ledger import slug
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

SYSTEMS = ("source", "function", "economic", "government")


def store(books, code="101"):
    """The budget of these books, with everything in them."""
    budget = Budget.objects.create(
        department=_department(books, code),
        year=books.year,
        assets_on=books.assets_on,
        equipment_threshold=books.equipment_threshold,
        no_projects=books.no_projects,
    )
    accounts = _accounts(books)
    units = _lists(budget, books)
    _projects(budget, books)
    Particular.objects.bulk_create(
        Particular(budget=budget, key=key, value=s.value, last=s.last, reason=s.reason)
        for key, s in books.stated.items()
        if s.value is not None or s.last is not None or s.reason
    )
    Note.objects.bulk_create(Note(budget=budget, key=key, text=text) for key, text in books.notes.items())
    Purpose.objects.bulk_create(
        Purpose(budget=budget, function=accounts["function", code], **vars(purpose))
        for code, purpose in books.purposes.items()
    )
    Entry.objects.bulk_create(
        Entry(
            budget=budget,
            direction=each.direction,
            nature=each.nature,
            unit=units.get(each.unit),
            amount=each.amount,
            last_amount=each.last,
            is_last_year_total=each.is_last_year_total,
            **{system: accounts.get((system, getattr(each, system))) for system in SYSTEMS},
        )
        for each in books.ledger.postings
    )
    return budget


def _department(books, code):
    place, _ = Region.objects.get_or_create(
        code=books.region_code,
        defaults={"name": books.region_name, "level": books.region_level, "form": books.form},
    )
    names = {"name": books.department_name, "short_name": books.department_short_name, "kind": books.kind}
    return Department.objects.get_or_create(region=place, code=code, defaults=names)[0]


def _accounts(books):
    """The chart of the books' year, and what the books book on beside it."""
    chart = Account.objects.filter(year=books.year)
    if not chart.exists():
        Account.objects.bulk_create(
            Account(system=row.system, year=row.year, code=row.code, name=row.name, path=row.path)
            for row in rows_of(books.year)
        )
    found = {(account.system, account.code): account for account in chart.all()}
    for each in books.ledger.postings:
        for system in SYSTEMS:
            code = getattr(each, system)
            if code and (system, code) not in found:
                ended = timezone.localdate()
                found[system, code] = Account.objects.create(
                    system=system, year=books.year, code=code, name=code, path=code, ended_on=ended
                )
    return found


def _lists(budget, books):
    """Units by the slug of their names."""
    Duty.objects.bulk_create(Duty(budget=budget, position=n, text=t) for n, t in enumerate(books.duties))
    Office.objects.bulk_create(Office(budget=budget, position=n, name=t) for n, t in enumerate(books.offices))
    ProcurementItem.objects.bulk_create(
        ProcurementItem(
            budget=budget,
            position=n,
            kind=p.kind,
            name=p.name,
            amount=p.amount,
            is_public_service=p.is_public_service,
        )
        for n, p in enumerate(books.purchases)
    )
    funding = {label: value for value, label in BudgetUnit.Funding.choices}
    for n, unit in enumerate(books.units):
        BudgetUnit.objects.create(
            budget=budget,
            position=n,
            name=unit.name,
            code=unit.code,
            kind=unit.kind,
            funding=funding.get(unit.funding_label, ""),
            is_itself=unit.is_itself,
        )
    return {slug(unit.name): unit for unit in budget.units.all()}


def _projects(budget, books):
    for n, sheet in enumerate(books.projects):
        grant, carried, other = sheet.funds
        same = ("name", "amount", "use", "overview", "basis", "body", "plan", "schedule", "period", "goal")
        project = Project.objects.create(
            budget=budget,
            position=n,
            last_amount=sheet.last,
            grant_funds=grant,
            carried_funds=carried,
            other_funds=other,
            is_special_fund=sheet.is_special_fund,
            **{name: getattr(sheet, name) for name in same},
        )
        _indicators(budget, sheet.targets, project)
    _indicators(budget, books.targets, None)


def _indicators(budget, targets, project):
    areas = {label: value for value, label in Indicator.Area.choices}
    for n, target in enumerate(targets):
        operator = target.target[0] if target.target[0] in Indicator.Operator.values else ""
        Indicator.objects.create(
            budget=budget,
            project=project,
            position=n,
            area=areas[target.area],
            aspect=target.aspect,
            name=target.name,
            operator=operator,
            target=target.target[len(operator) :],
            weight=target.weight,
        )
