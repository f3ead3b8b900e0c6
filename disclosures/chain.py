"""The chain of years: what a department published for the year before, and what it enters now held against it."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F

from budgets.books import Books
from budgets.keys import VIEWS
from budgets.rules import Finding

from .compose import findings_of
from .models import PublishedFigure

#: Keys of what is another thing in another year, or compared with what was executed.
OF_ONE_YEAR = ("against.", "unit.", "project.", "purchase.", "goals.", "assets.")


def findings_now(books: Books) -> list[Finding]:
    """What examining these books finds, last year's published figures known."""
    return findings_of(books, published_before(books.region_code, books.department_code, books.year))


def published_before(region: str, department: str, year: int) -> dict[str, Decimal]:
    """That year's figures of the current version of the year before, by key; none where nothing was published here."""
    figures = PublishedFigure.objects.filter(
        version__publication__region_code=region,
        version__publication__department_code=department,
        version__publication__year=year - 1,
        version__number=F("version__publication__number"),
    ).exclude(value="")
    return {key: Decimal(value) for key, value in figures.values_list("key", "value") if is_comparable(key)}


def is_comparable(key: str) -> bool:
    """Whether a figure is what the next year's text calls last year's."""
    return key.rpartition(".")[2] not in VIEWS and not key.startswith(OF_ONE_YEAR)
