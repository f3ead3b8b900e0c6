"""The lists of what is public, as pages and as files: by region, by year, and how punctual they were.

A file holds the rows that its page shows: narrowed down and sorted by the same parameters, made by the same functions, all
of them instead of one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table

from . import corrections, listing, tables
from .asking import asking
from .filters import DepartmentFilter, YearFilter
from .kept_pages import kept_a_minute, stored
from .models import Publication
from .parameters import in_a_line, takes
from .rendering import linked
from .rendering.frame import frame
from .sheets import KINDS, Column, Sheet, as_file
from .understanding.views import department as department_over_the_years

PER_PAGE = 100
SORT, PAGE = "sort", "page"
#: What narrows a list down or sorts it, of all lists.
NARROWING = ("q", "kind", "on", SORT)


def _configured(request: HttpRequest, table: Table, *, is_paged: bool = True) -> Table:
    """Sorted and paged as asked; what cannot be read is the first page, what does not exist sorts nothing."""
    return RequestConfig(request, paginate={"per_page": PER_PAGE} if is_paged else False).configure(table)


def _some(publications: Iterable[Publication]) -> list[Publication]:
    """Nothing published is the same as nothing there."""
    found = list(publications)
    if not found:
        raise Http404
    return found


# All regions ------------------------------------------------------------------------------------------------------


@takes()
@kept_a_minute
@stored
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "recent": listing.recent(),
        "regions": _regions(request),
        "files": _files(request, "home-file", narrowed=False),
    }
    return render(request, "disclosures/home.html", frame(request.path) | context)


def _regions(request: HttpRequest) -> Table:
    return _configured(request, tables.RegionTable(listing.regions()), is_paged=False)


# One region -------------------------------------------------------------------------------------------------------


@takes("q", "kind", SORT, PAGE)
@kept_a_minute
@stored
def region(request: HttpRequest, region: str) -> HttpResponse:
    publications = _some(listing.of_region(region))
    narrowed, departments = _departments(request, region, publications)
    context = {
        "region": publications[0],
        "years": listing.years_of(region),
        "filter": narrowed,
        "departments": departments,
        "told": _told(departments),
        "timeliness": reverse("region-timeliness", args=[region]),
        "files": _files(request, "region-file", region),
    }
    return render(request, "disclosures/region.html", frame(request.path) | context)


def _departments(
    request: HttpRequest, region: str, every: list[Publication], *, is_paged: bool = True
) -> tuple[FilterSet, Table]:
    narrowed = DepartmentFilter(request.GET, listing.of_region(region), region=region)
    table = tables.DepartmentTable(listing.by_department(narrowed.qs if narrowed.is_narrowed else every))
    return narrowed, _configured(request, table, is_paged=is_paged)


def _told(table: Table) -> str:
    """How many a list is narrowed down to."""
    return gettext("Departments like this: %(count)s") % {"count": f"{len(table.rows):,}"}


@takes(SORT, PAGE)
@kept_a_minute
@stored
def region_timeliness(request: HttpRequest, region: str) -> HttpResponse:
    """How punctual a region was, by year, and whatever it published late."""
    first = _some(listing.of_region(region)[:1])[0]
    context = {
        "region": first,
        "region_url": reverse("region", args=[region]),
        "years": tables.PunctualTable(listing.punctuality(region)),
        "late": _late(request, region),
        "files": _files(request, "region-timeliness-file", region, narrowed=False),
        "late_files": _files(request, "region-late-file", region),
    }
    return render(request, "disclosures/timeliness.html", frame(request.path) | context)


def _late(request: HttpRequest, region: str, *, is_paged: bool = True) -> Table:
    return _configured(request, tables.LateTable(listing.late_of(region)), is_paged=is_paged)


# One year of a region ---------------------------------------------------------------------------------------------


@takes("q", "kind", "on", SORT, PAGE)
@kept_a_minute
@stored
def year(request: HttpRequest, region: str, year: int) -> HttpResponse:
    publications = listing.of_year(region, year)
    if not publications:  # the code of a department may read like a year
        return department_over_the_years(request, region=region, department=str(year))
    narrowed, table = _lines(request, region, year, publications)
    context = {
        "region": publications[0],
        "year": year,
        "years": listing.years_of(region),
        "count": len(publications),
        "filter": narrowed,
        "table": table,
        "told": _told(table),
        "timeliness": reverse("region-timeliness", args=[region]),
        "files": (files := _files(request, "year-file", region, year)),
        "linked": _linked(request, publications[0], year, files),
    }
    return render(request, "disclosures/year.html", frame(request.path) | context)


def _linked(request: HttpRequest, of: Publication, year: int, files: Iterable[tuple[str, str]]) -> SafeString:
    """What search engines for data are told of a year."""
    name = f"{of.region_name} " + gettext("%(year)s departmental budgets") % {"year": year}
    said = gettext("Total, change and timeliness of the %(year)s budgets of the departments of %(name)s.") % {
        "name": of.region_name,
        "year": year,
    }
    return linked.block(linked.of_list(name, said, settings.SITE_URL + request.path, files))


def _lines(
    request: HttpRequest, region: str, year: int, every: list[Publication], *, is_paged: bool = True
) -> tuple[FilterSet, Table]:
    narrowed = YearFilter(request.GET, listing.of_year(region, year), region=region)
    table = tables.YearTable(listing.lines(narrowed.qs if narrowed.is_narrowed else every))
    return narrowed, _configured(request, table, is_paged=is_paged)


# As files ---------------------------------------------------------------------------------------------------------

REGION_COLUMNS = (
    Column("region", "行政区划代码", lambda row: row["region_code"]),
    Column("name", "地区", lambda row: row["name"]),
    Column("year", "年度", lambda row: row["year"]),
    Column("published", "已公开", lambda row: row["published"]),
    Column("on_time", "按时", lambda row: row["on_time"]),
    Column("late", "逾期", lambda row: row["late"]),
    Column("undated", "未登记批复日期", lambda row: row["undated"]),
    Column("longest", "最长用时（日）", lambda row: row["longest"]),
    Column("address", "网址", lambda row: row["url"], is_address=True),
)
PUNCTUAL_COLUMNS = REGION_COLUMNS[2:]
DEPARTMENT_COLUMNS = (
    Column("department", "部门编码", lambda row: row["code"]),
    Column("name", "部门", lambda row: row["name"]),
    Column("kind", "类别", lambda row: row["kind"]),
    Column("years", "已公开年度", lambda row: " ".join(str(each.year) for each in row["years"])),
    Column("address", "最近一年的网址", lambda row: row["years"][0].url, is_address=True),
)
LINE_COLUMNS = (
    Column("department", "部门编码", lambda line: line.code),
    Column("name", "部门", lambda line: line.name),
    Column("kind", "类别", lambda line: line.kind),
    Column("year", "年度", lambda line: line.year),
    Column("title", "名称", lambda line: line.title),
    Column("version", "版本", lambda line: line.number),
    Column("total", "预算总额（元）", lambda line: line.total, is_number=True),
    Column("change", "比上年增减额（元）", lambda line: line.change, is_number=True),
    Column("percent", "比上年增减率（%）", lambda line: line.rate, is_number=True),
    Column("approved_on", "批复日期", lambda line: line.approved_on),
    Column("due_on", "公开截止日期", lambda line: line.due_on),
    Column("first_published_at", "首次公开时间", lambda line: line.first_published_at),
    Column("days", "公开用时（日）", lambda line: line.days),
    Column("late", "逾期（日）", lambda line: line.late),
    Column("reason", "逾期原因", lambda line: line.reason),
    Column("address", "网址", lambda line: line.url, is_address=True),
)


CORRECTION_COLUMNS = (
    Column("at", "时间", lambda each: each.at),
    Column("region", "行政区划代码", lambda each: each.publication.region_code),
    Column("department", "部门编码", lambda each: each.publication.department_code),
    Column("name", "部门", lambda each: each.publication.department_name),
    Column("year", "年度", lambda each: each.publication.year),
    Column("version", "版本", lambda each: each.number),
    Column("act", "事项", lambda each: "withdraw" if each.is_withdrawal else "correct"),
    Column("reason", "更正原因或撤下依据", lambda each: each.basis or each.reason),
    Column("figures", "更正数据（个）", lambda each: each.figures),
    Column("address", "网址", lambda each: each.url, is_address=True),
    Column("changes", "更正前后对照", lambda each: each.changes_url, is_address=True),
)


class Unreadable(Exception):
    """A parameter has a value that means nothing; its name."""


def _file(*parameters: str) -> Callable[..., Any]:
    """A list as a file. What a page is kind about is refused here: a typing error must not look like an answer."""

    def decorate(sheet_of: Callable[..., Sheet]) -> Callable[..., HttpResponse]:
        @wraps(sheet_of)
        def answer(request: HttpRequest, kind: str, **where: Any) -> HttpResponse:
            try:
                with asking():
                    return as_file(sheet_of(request, **where), kind)
            except Unreadable as error:
                return in_a_line(
                    request, [gettext("The parameter %(name)s cannot be read.") % {"name": error}]
                )

        return takes(*parameters, refuse=in_a_line)(kept_a_minute(answer))

    return decorate


def _records(request: HttpRequest, table: Table, narrowed: FilterSet | None = None) -> list[Any]:
    """What the rows of a table are made of, in their order. Raises Unreadable."""
    for name in narrowed.errors if narrowed else ():
        raise Unreadable(name)
    asked = request.GET.get(SORT, "")
    if asked and asked.removeprefix("-") not in {column.name for column in table.columns if column.orderable}:
        raise Unreadable(SORT)
    return [row.record for row in table.rows]


@_file()
def home_file(request: HttpRequest) -> Sheet:
    return Sheet("regions", REGION_COLUMNS, _records(request, _regions(request)))


@_file("q", "kind", SORT)
def region_file(request: HttpRequest, region: str) -> Sheet:
    publications = _some(listing.of_region(region))
    narrowed, table = _departments(request, region, publications, is_paged=False)
    return Sheet(region, DEPARTMENT_COLUMNS, _records(request, table, narrowed))


@_file("q", "kind", "on", SORT)
def year_file(request: HttpRequest, region: str, year: int) -> Sheet:
    publications = _some(listing.of_year(region, year))
    narrowed, table = _lines(request, region, year, publications, is_paged=False)
    return Sheet(f"{region}-{year}", LINE_COLUMNS, _records(request, table, narrowed))


@_file()
def region_timeliness_file(request: HttpRequest, region: str) -> Sheet:
    _some(listing.of_region(region)[:1])
    return Sheet(f"{region}-timeliness", PUNCTUAL_COLUMNS, listing.punctuality(region))


@_file(SORT)
def region_late_file(request: HttpRequest, region: str) -> Sheet:
    _some(listing.of_region(region)[:1])
    return Sheet(f"{region}-late", LINE_COLUMNS, _records(request, _late(request, region, is_paged=False)))


@_file()
def corrections_file(request: HttpRequest, region: str = "") -> Sheet:
    """Every correction and withdrawal, the latest first."""
    if region and not corrections.name_of(region):
        raise Http404
    rows = corrections.told(corrections.rows(region))
    return Sheet(f"{region}-corrections" if region else "corrections", CORRECTION_COLUMNS, rows)


def _files(request: HttpRequest, name: str, *place: Any, narrowed: bool = True) -> list[tuple[str, str]]:
    """(kind, address) of the files of a list as it is asked for: narrowed down and sorted alike, not paged."""
    asked = {key: value for key, value in request.GET.items() if narrowed and value and key in NARROWING}
    query = f"?{urlencode(asked)}" if asked else ""
    return [(kind.upper(), reverse(name, args=[*place, kind]) + query) for kind in KINDS]
