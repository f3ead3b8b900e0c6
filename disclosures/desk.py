"""What of a budget is public already, for the staff side. Knows no admin: the public role imports it unharmed."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from .models import Publication, Version


def with_publication(budgets):
    """Budgets with ``published``, the number of the version in force, and ``first_published_at``; else None."""
    here = Publication.objects.filter(
        region_code=OuterRef("department__region__code"),
        department_code=OuterRef("department__code"),
        year=OuterRef("year"),
    )
    return budgets.annotate(
        published=Subquery(here.values("number")[:1]),
        first_published_at=Subquery(here.values("first_published_at")[:1]),
    )


def versions_of(budget):
    """The versions published of a budget, the newest first."""
    department = budget.department
    found = Version.objects.of(department.region.code, department.code, budget.year)
    return list(found.select_related("publication").order_by("-number").defer("content"))
