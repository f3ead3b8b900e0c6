"""The first page of staff: the budgets to go on with, what stands in the way of each, and the days left."""

from dataclasses import dataclass

from django import template
from django.db.models import F
from django.utils import timezone

from budgets.books import open_books
from budgets.models import Budget
from budgets.rules import ERROR
from budgets.workspace import Clock, clock_of, counts_of, url_of
from disclosures.chain import findings_now
from disclosures.desk import with_publication

register = template.Library()
SHOWN = 5


@dataclass(frozen=True)
class Task:
    budget: Budget
    clock: Clock
    counts: dict
    first_error: str


@register.inclusion_tag("admin/disclosures/tasks.html")
def tasks_of(user):
    """The few budgets to go on with: what is not public yet first, then what was saved last."""
    if not user.has_perm("budgets.change_budget"):
        return {"tasks": []}
    budgets = with_publication(Budget.objects.select_related("department__region"))
    latest = budgets.order_by(F("published").asc(nulls_first=True), "-updated_at")[:SHOWN]
    return {"tasks": [_task(budget) for budget in latest]}


def _task(budget):
    findings = findings_now(open_books(budget))
    errors = [url_of(finding, budget) for finding in findings if finding.level == ERROR]
    first = budget.first_published_at and timezone.localdate(budget.first_published_at)
    clock = clock_of(budget.approved_on, timezone.localdate(), first)
    return Task(budget, clock, counts_of(findings), errors[0] if errors else "")
