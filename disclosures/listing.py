"""Lists out of the index of publications: what is public, by region, year and department."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from . import printing
from .models import Publication
from .models.published import PublicationQuerySet
from .timeliness import Timeliness, timeliness

RECENT = 8


@dataclass(frozen=True)
class Line:
    """One publication as lists show it."""

    url: str
    code: str
    name: str
    kind: str
    title: str
    year: int
    number: int
    total: Decimal
    change: Decimal | None
    percent: str
    published_at: datetime
    first_published_at: datetime
    approved_on: date | None
    due_on: date | None
    timeliness: Timeliness | None

    @property
    def rate(self) -> Decimal | None:
        """Against last year, in percent; what lists are sorted by."""
        if self.change == 0:
            return Decimal(0)
        return Decimal(self.percent) if self.percent and self.change is not None else None

    @property
    def late(self) -> int | None:
        """Days past the last day."""
        return self.timeliness.late if self.timeliness else None

    @property
    def reason(self) -> str:
        """Of being late."""
        return self.timeliness.reason if self.timeliness else ""

    @property
    def days(self) -> int | None:
        return self.timeliness.days if self.timeliness else None

    @property
    def total_words(self) -> str:
        return printing.amount(self.total)

    @property
    def change_words(self) -> str:
        """Against last year: a percentage, 持平 or 不可比."""
        return printing.rate(self.change, Decimal(self.percent) if self.percent else None)

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
        code=publication.department_code,
        name=publication.department_name,
        kind=publication.kind,
        title=publication.title,
        year=publication.year,
        number=publication.number,
        total=publication.total,
        change=publication.change,
        percent=publication.percent,
        published_at=publication.published_at,
        first_published_at=publication.first_published_at,
        approved_on=publication.approved_on,
        due_on=publication.due_on,
        timeliness=timeliness_of(publication),
    )


def lines(publications: Iterable[Publication]) -> list[Line]:
    """The largest budget first."""
    return [line(p) for p in sorted(publications, key=lambda p: (-p.total, p.department_code))]


def timeliness_of(p: Publication) -> Timeliness | None:
    return timeliness(p.first_published_at, p.approved_on, p.due_on, p.late_reason)


def recent() -> list[Line]:
    return [line(p) for p in Publication.objects.listed().order_by("-published_at", "-pk")[:RECENT]]


def of_region(region: str) -> PublicationQuerySet:
    """Everything public of a region, the latest year first."""
    return Publication.objects.listed().filter(region_code=region).order_by("-year", "department_code")


def of_year(region: str, year: int) -> PublicationQuerySet:
    return Publication.objects.listed().filter(region_code=region, year=year)


def years_of(region: str) -> list[Year]:
    """The years in which anything of a region is public, the latest first."""
    years = Publication.objects.listed().filter(region_code=region).values_list("year", flat=True).distinct()
    return [_year(region, year) for year in years.order_by("-year")]


def _year(region: str, year: int) -> Year:
    return Year(year, reverse("year", args=(region, year)))


# How punctual ------------------------------------------------------------------------------------------------------

ON_TIME = Q(first_published_at__date__lte=F("due_on"))
LATE = Q(first_published_at__date__gt=F("due_on"))
UNDATED = Q(due_on__isnull=True)
#: From the approval to the first publication; counted where the date of approval is known.
TAKEN = ExpressionWrapper(TruncDate("first_published_at") - F("approved_on"), DurationField())


def _counted(publications: PublicationQuerySet, *by: str) -> Any:
    """How many were published in time, late, or nobody knows; by these columns."""
    return publications.values(*by).annotate(
        name=Max("region_name"),
        published=Count("pk"),
        on_time=Count("pk", filter=ON_TIME),
        late=Count("pk", filter=LATE),
        undated=Count("pk", filter=UNDATED),
        longest=Max(TAKEN),
    )


def regions() -> list[dict[str, Any]]:
    """Each region with its years, and how punctual its latest year was. One query, counted by the database."""
    counted = _counted(Publication.objects.listed(), "region_code", "year")
    by_region = groupby(counted.order_by("region_code", "-year"), key=itemgetter("region_code"))
    return [_region(code, list(years)) for code, years in by_region]


def _region(code: str, years: list[dict[str, Any]]) -> dict[str, Any]:
    return _punctual(years[0]) | {
        "url": reverse("region", args=(code,)),
        "timeliness": reverse("region-timeliness", args=(code,)),
        "years": [_year(code, year["year"]) for year in years],
    }


def punctuality(region: str) -> list[dict[str, Any]]:
    """How punctual each year of a region was, the latest first."""
    counted = _counted(of_region(region).order_by(), "year").order_by("-year")
    return [_punctual(row) | {"url": _year(region, row["year"]).url, "timeliness": ""} for row in counted]


def _punctual(row: dict[str, Any]) -> dict[str, Any]:
    """With the longest time taken in days; None where no date of approval is known."""
    longest = row["longest"]  # no time at all where a budget came out on the day of its approval
    return row | {"longest": None if longest is None else longest.days}


def late_of(region: str) -> list[Line]:
    """Whatever of a region was published late, the latest year first, and in it the latest."""
    late = of_region(region).filter(LATE)
    return sorted(map(line, late), key=lambda each: (-each.year, -(each.late or 0), each.code))


# Departments -------------------------------------------------------------------------------------------------------


def by_department(publications: Iterable[Publication]) -> list[dict[str, Any]]:
    """Each department with the years it has published."""
    found: dict[str, dict[str, Any]] = {}
    for p in publications:  # the latest year first: its name is the one that stands
        department = found.setdefault(
            p.department_code,
            {
                "code": p.department_code,
                "name": p.department_name,
                "kind": p.kind,
                "url": reverse("department", args=(p.region_code, p.department_code)),
                "years": [],
            },
        )
        department["years"].append(Year(p.year, p.get_absolute_url()))
    return [found[code] for code in sorted(found)]
