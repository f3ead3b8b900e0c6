"""Lists out of the index of publications: what is public, by region, year and department."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from budgets.money import WANYUAN, printed

from .models import Publication
from .timeliness import Timeliness, timeliness

RECENT = 8


@dataclass(frozen=True)
class Line:
    """One publication as lists show it."""

    url: str
    name: str
    title: str
    number: int
    total: Decimal
    change: Decimal | None
    percent: str
    published_at: datetime
    timeliness: Timeliness | None

    @property
    def days(self) -> int | None:
        return self.timeliness.days if self.timeliness else None

    @property
    def total_words(self) -> str:
        return printed(self.total, WANYUAN)

    @property
    def change_words(self) -> str:
        """Against last year: a percentage, 持平 or 不可比."""
        if self.change == 0:
            return gettext("unchanged")
        if self.change is None or not self.percent:
            return gettext("not comparable")
        sign = "+" if self.change > 0 else "−"
        return f"{sign}{self.percent.lstrip('-')}%"

    @property
    def published_words(self) -> str:
        """2025年3月12日公开."""
        day = date_format(localtime(self.published_at), "DATE_FORMAT")
        return gettext("Published %(day)s") % {"day": day}


@dataclass(frozen=True)
class Year:
    year: int
    url: str


def line(publication: Publication) -> Line:
    return Line(
        url=publication.get_absolute_url(),
        name=publication.department_name,
        title=publication.title,
        number=publication.number,
        total=publication.total,
        change=publication.change,
        percent=publication.percent,
        published_at=publication.published_at,
        timeliness=timeliness_of(publication),
    )


def lines(publications: Iterable[Publication]) -> list[Line]:
    """The largest budget first."""
    return [line(p) for p in sorted(publications, key=lambda p: (-p.total, p.department_code))]


def timeliness_of(p: Publication) -> Timeliness | None:
    return timeliness(p.first_published_at, p.approved_on, p.due_on, p.late_reason)


def recent() -> list[Line]:
    return [line(p) for p in Publication.objects.listed().order_by("-published_at", "-pk")[:RECENT]]


def of_region(region: str) -> list[Publication]:
    """Everything public of a region, the latest year first."""
    return list(Publication.objects.listed().filter(region_code=region).order_by("-year", "department_code"))


def of_year(region: str, year: int) -> list[Publication]:
    return list(Publication.objects.listed().filter(region_code=region, year=year))


def years_of(region: str) -> list[Year]:
    """The years in which anything of a region is public, the latest first."""
    years = Publication.objects.listed().filter(region_code=region).values_list("year", flat=True).distinct()
    return [_year(region, year) for year in years.order_by("-year")]


def _year(region: str, year: int) -> Year:
    return Year(year, reverse("year", args=(region, year)))


def regions() -> list[dict[str, Any]]:
    """Each region with its years, and how punctual its latest year was. One query, counted by the database."""
    day = "first_published_at__date"
    counted = (
        Publication.objects.listed()
        .values("region_code", "year")
        .annotate(
            name=Max("region_name"),
            published=Count("pk"),
            on_time=Count("pk", filter=Q(**{f"{day}__lte": F("due_on")})),
            late=Count("pk", filter=Q(**{f"{day}__gt": F("due_on")})),
            undated=Count("pk", filter=Q(due_on__isnull=True)),
        )
    )
    by_region = groupby(counted.order_by("region_code", "-year"), key=itemgetter("region_code"))
    return [_region(code, list(years)) for code, years in by_region]


def _region(code: str, years: list[dict[str, Any]]) -> dict[str, Any]:
    return years[0] | {
        "url": reverse("region", args=(code,)),
        "years": [_year(code, year["year"]) for year in years],
    }


def by_department(publications: Iterable[Publication]) -> list[dict[str, Any]]:
    """Each department with the years it has published."""
    found: dict[str, dict[str, Any]] = {}
    for p in publications:  # the latest year first: its name is the one that stands
        department = found.setdefault(p.department_code, {"name": p.department_name, "years": []})
        department["years"].append(Year(p.year, p.get_absolute_url()))
    return [found[code] for code in sorted(found)]
