"""Rankings: the departments of a region and year by one figure. Read off the index in the order it stands in; equal figures
share a rank, and what is not known has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Rank

from ..models import Publication, StandingFigure
from .accounts import KEYS, Account
from .measures import Ranked

DEPARTMENT, UNIT = "department", "unit"
KINDS = (DEPARTMENT, UNIT)


def ranked(region: str, year: int, measure: Ranked, kind: str = DEPARTMENT) -> QuerySet[StandingFigure]:
    """The figures of a measure, the highest first, each with its ``rank``; with their publications."""
    return (
        StandingFigure.objects.filter(
            key=measure.key, year=year, region_code=region, kind=kind, number__isnull=False
        )
        .annotate(rank=Window(Rank(), order_by=F("number").desc()))
        .select_related("publication")
        .order_by("-number", "department_code")
    )


@dataclass(frozen=True)
class Missing:
    """Departments that a ranking has no place for: those that have the figure and do not tell it, and those without it."""

    unknown: list[Publication]
    absent: list[Publication]


def missing(region: str, year: int, measure: Ranked, kind: str = DEPARTMENT) -> Missing:
    """Two queries."""
    published = Publication.objects.listed().filter(region_code=region, year=year, kind=kind)
    of_measure = StandingFigure.objects.filter(key=measure.key, year=year, region_code=region)
    unknown = published.filter(pk__in=of_measure.filter(number=None).values("publication"))
    absent = published.exclude(pk__in=of_measure.values("publication"))
    return Missing(list(unknown.order_by("department_code")), list(absent.order_by("department_code")))


def had_in(region: str, keys: Iterable[str], years: Iterable[int]) -> set[tuple[str, int, str]]:
    """(key, year, kind) of each of these years, and each kind of organisation, in which anybody of a region has one of these
    figures, known or not. One query; without the years, which the index has before the region, it would read the figures
    of every region."""
    rows = StandingFigure.objects.filter(key__in=set(keys), year__in=set(years), region_code=region)
    return set(rows.order_by("key").values_list("key", "year", "kind").distinct())


def accounts_in(region: str, year: int, system: str = "function") -> list[tuple[Account, str]]:
    """The accounts of a classification that anybody of the region has in a year, with a label of each. One query."""
    before, behind = KEYS[system].split("{}")
    publications = Publication.objects.listed().filter(region_code=region, year=year)
    rows = StandingFigure.objects.filter(
        publication__in=publications, key__gte=f"{before}0", key__lt=f"{before}:"
    )
    found: dict[Account, str] = {}
    for key, label in rows.order_by("key").values_list("key", "label").distinct():
        code = key.removeprefix(before).removesuffix(behind)
        if code.isdigit():
            found.setdefault(Account(system, code), label)
    return sorted(found.items())
