"""Regions side by side: read from the index in three queries, added up in ``regions``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from ..models import Population, Publication, StandingFigure
from ..models.index import in_its_unit
from ..sheets import Sheet
from . import shown
from .lists import RegionsTable
from .measures import THREE
from .pages import Choice, files, year_words
from .rankings import DEPARTMENT
from .regions import People, Published, RegionLine, lines
from .taken import AMOUNT, NUMBER, Head, Value, exact, taken


@dataclass(frozen=True)
class Shown:
    """A line as the table takes it."""

    line: RegionLine
    url: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)

    @property
    def people_words(self) -> str:
        people = self.line.people
        told = {"year": people.year, "persons": f"{people.persons:,}"} if people else {}
        return _("%(persons)s at the end of %(year)s") % told if people else ""


class Page:
    def __init__(self, year: str) -> None:
        published = Publication.objects.listed().order_by("-year").values_list("year", flat=True)
        self.years = list(published.distinct())
        if not self.years:
            raise Http404
        self.year = int(year) if year else self.years[0]
        if self.year not in self.years:
            raise Http404
        self.query = f"year={self.year}" if year else ""
        self.lines = lines(self._published(), self._three_public(), self._people())

    def _published(self) -> list[Published]:
        rows = Publication.objects.listed().filter(year=self.year).order_by("region_code")
        return [
            Published(code, name, kind, total, localtime(at).date(), due_on)
            for code, name, kind, total, at, due_on in rows.values_list(
                "region_code", "region_name", "kind", "total", "first_published_at", "due_on"
            )
        ]

    def _three_public(self) -> dict[str, list]:
        rows = StandingFigure.objects.filter(key=THREE, year=self.year, kind=DEPARTMENT)
        found: dict[str, list] = {}
        for code, number in rows.values_list("region_code", "number"):
            found.setdefault(code, []).append(in_its_unit(number))
        return found

    def _people(self) -> dict[str, People]:
        """The latest count of each region that is not later than the year of the budgets."""
        rows = Population.objects.filter(year__lte=self.year).order_by("year")
        return {
            code: People(persons, year, source)
            for code, persons, year, source in rows.values_list("region_code", "persons", "year", "source")
        }

    def context(self, request: HttpRequest) -> dict[str, Any]:
        table = RegionsTable([Shown(line, self._url(line)) for line in self.lines])
        RequestConfig(request, paginate=False).configure(table)
        return {
            "year": self.year,
            "table": table,
            "units": shown.choice(),
            "unit_words": shown.unit_words(),
            "years": [
                ("page" if year == self.year else "", Choice(year_words(year), self._address(year)))
                for year in self.years
            ],
            "caveats": caveats(),
            "sources": self.sources(),
            "files": files(reverse("compare-regions"), self.query),
        }

    def _url(self, line: RegionLine) -> str:
        return reverse("year", args=(line.code, self.year))

    def _address(self, year: int) -> str:
        plain = reverse("compare-regions")
        return plain if year == self.years[0] else f"{plain}?year={year}"

    def sources(self) -> list[str]:
        """Where the numbers of inhabitants come from."""
        return list(dict.fromkeys(f"{line.name}：{line.people.source}" for line in self.lines if line.people))

    def sheet(self) -> Sheet:
        heads = [
            Head("region", _("Region code")),
            Head("name", _("Region")),
            Head("departments", _("Departments published"), NUMBER),
            Head("units", _("Units published"), NUMBER),
            Head("on_time", _("On time"), NUMBER),
            Head("late", _("Late"), NUMBER),
            Head("undated", _("No approval date"), NUMBER),
            Head("total", _("Totals of the departments"), AMOUNT),
            Head("three_public", _("The three public expenses"), AMOUNT),
            Head("three_public_known", _("Departments that disclose them"), NUMBER),
            Head("persons", _("Inhabitants"), NUMBER),
            Head("per_head", _("For each inhabitant"), AMOUNT),
        ]
        about = {"url": settings.SITE_URL + self._address(self.year), "year": self.year}
        rows = [_row(line) for line in self.lines]
        return taken(f"regions-{self.year}", heads, rows, [*caveats(), *self.sources()], about)


def _row(line: RegionLine) -> list[Value]:
    return [
        line.code,
        line.name,
        line.departments,
        line.units,
        line.on_time,
        line.late,
        line.undated,
        line.total.value,
        line.three_public.value,
        line.three_public.known,
        line.people.persons if line.people else None,
        exact(line.per_head),
    ]


def caveats() -> list[str]:
    """What must be known before regions are compared."""
    return [
        _(
            "Added up are the budgets that departments have published here: where more of them publish, more is added up. "
            "It is not the whole budget of the region, which also holds transfers and reserves."
        ),
        _("Only departments are added up, for their budgets include those of their units."),
    ]
