"""The counts of findings on the board, kept by ``tend``: examining five hundred budgets for one page would take a minute.

A count holds for the content it was made of (``Tally.of``) and for what was published for the year before; where either has
changed since, the board shows none until the next count.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from budgets.books import open_books
from budgets.models import Budget, Tally
from budgets.waivers import standing, unwaived
from budgets.workspace import counts_of

from .chain import findings_now
from .inspection.scoring import points_to_keep
from .models import Publication

#: At most so many in one go: others wait for the same process.
MOST = 50
#: What is kept from the public is examined no more; of what is public, only the points of the inspection are counted.
COUNTED = (
    Budget.State.EDITING,
    Budget.State.SUBMITTED,
    Budget.State.REVIEWED,
    Budget.State.APPROVED,
    Budget.State.SCHEDULED,
    Budget.State.PUBLISHED,
)
NOTHING = {"errors": 0, "missing": 0, "warnings": 0}


def with_counts(budgets: QuerySet[Budget]) -> QuerySet[Budget]:
    """Budgets with ``errors``, ``missing``, ``warnings`` and ``scores``; None where not counted since the last change."""
    return budgets.annotate(
        **{name: _where_it_holds(name) for name in (*NOTHING, "scores")},
    )


def _where_it_holds(name: str) -> Subquery:
    return Subquery(_holding(OuterRef("pk"), OuterRef("updated_at")).values(name)[:1])


def _holding(budget: OuterRef, updated_at: OuterRef) -> QuerySet[Tally]:
    before = Publication.objects.filter(
        region_code=OuterRef("budget__department__region__code"),
        department_code=OuterRef("budget__department__code"),
        year=OuterRef("budget__year") - 1,
    )
    last = Subquery(before.values("published_at")[:1], output_field=DateTimeField())
    return Tally.objects.filter(Q(at__gte=Coalesce(last, F("at"))), budget=budget, of=updated_at)


def count_waiting(now: datetime) -> int:
    """Count for some of the budgets that have no count; returns for how many."""
    waiting = with_counts(Budget.objects.filter(state__in=COUNTED)).filter(errors=None)
    budgets = list(waiting.select_related("department__region").order_by("-updated_at")[:MOST])
    for budget in budgets:
        count(budget, now)
    return len(budgets)


def count(budget: Budget, now: datetime) -> Tally:
    """Examine a budget and keep how many findings there are, and the points of its inspection."""
    kept = NOTHING if budget.state == Budget.State.PUBLISHED else _counts(budget)
    kept = kept | {"scores": points_to_keep(budget)}
    tally, _is_new = Tally.objects.update_or_create(
        budget=budget, defaults=kept | {"of": budget.updated_at, "at": now}
    )
    return tally


def _counts(budget: Budget) -> dict[str, int]:
    findings = findings_now(open_books(budget))
    counts = counts_of(findings)
    left = unwaived(findings, standing(budget, findings))
    return {"errors": counts["error"], "missing": counts["missing"], "warnings": len(left)}


def forget_all() -> None:
    """After an upgrade the rules may be others."""
    Tally.objects.all().delete()
