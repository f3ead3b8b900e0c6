"""Lists out of the index of publications: what is public, by region, year and department."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

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
    published_at: object
    timeliness: Timeliness | None

    @property
    def days(self):
        return self.timeliness.days if self.timeliness else None


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
        timeliness=_timeliness(publication),
    )


def lines(publications: Iterable[Publication]) -> list[Line]:
    """The largest budget first."""
    return [line(p) for p in sorted(publications, key=lambda p: (-p.total, p.department_code))]


def _timeliness(p: Publication) -> Timeliness | None:
    return timeliness(p.first_published_at, p.approved_on, p.due_on)


def recent() -> list[Line]:
    return [line(p) for p in Publication.objects.order_by("-published_at", "-pk")[:RECENT]]


def of_region(region: str) -> list[Publication]:
    """Everything public of a region, the latest year first."""
    return list(Publication.objects.filter(region_code=region).order_by("-year", "department_code"))


def years_in(publications: Iterable[Publication]) -> list[Year]:
    """The years of publications of one region, the latest first."""
    found = {(p.region_code, p.year) for p in publications}
    return [
        Year(year, reverse("year", args=(region, year))) for region, year in sorted(found, key=lambda f: -f[1])
    ]


def regions() -> list[dict[str, object]]:
    """Each region with its years, and how punctual its latest year was."""
    publications = Publication.objects.order_by("region_code", "-year")
    found = []
    for code, group in groupby(publications, key=lambda p: p.region_code):
        of_region = list(group)
        latest = [p for p in of_region if p.year == of_region[0].year]
        judged = [t for p in latest if (t := _timeliness(p))]
        found.append(
            {
                "name": of_region[0].region_name,
                "url": reverse("region", args=(code,)),
                "years": years_in(of_region),
                "year": of_region[0].year,
                "published": len(latest),
                "on_time": sum(not t.late for t in judged),
                "late": sum(bool(t.late) for t in judged),
                "longest": max((t.days for t in judged), default=None),
            }
        )
    return found


def by_department(publications: Iterable[Publication]) -> list[dict[str, object]]:
    """Each department with the years it has published."""
    found: dict[str, dict[str, object]] = {}
    for p in publications:  # the latest year first: its name is the one that stands
        department = found.setdefault(p.department_code, {"name": p.department_name, "years": []})
        department["years"].append(Year(p.year, p.get_absolute_url()))
    return [found[code] for code in sorted(found)]
