"""What comparisons read: publications that are public, and the figures of the versions in force. A query for each question,
however much is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F, Q

from ..models import Publication, StandingFigure, Version
from ..models.index import in_its_unit
from .accounts import KEYS as KEYS_OF_ACCOUNTS
from .table import Column, Figures, Standing

Place = tuple[str, str, int]
#: All figures of functions, by their keys: "." and "e" are next to each other in no key of another measure.
FUNCTIONS = KEYS_OF_ACCOUNTS["function"].format("")


def published_by(departments: Iterable[tuple[str, str]]) -> list[Publication]:
    """Everything public of these departments, by (region, code); the latest year first."""
    asked = Q(pk__in=())
    for region, department in departments:
        asked |= Q(region_code=region, department_code=department)
    return list(
        Publication.objects.listed().filter(asked).order_by("region_code", "department_code", "-year")
    )


def columns_of(publications: Sequence[Publication]) -> list[Column]:
    """The publications with the version of each that stands. One query."""
    digests = dict(
        Version.objects.filter(
            publication__in=publications, number=F("publication__number"), withdrawal=None
        ).values_list("publication", "sha256")
    )
    return [
        Column(
            pk=each.pk,
            region=each.region_code,
            department=each.department_code,
            year=each.year,
            region_name=each.region_name,
            name=each.department_name,
            short_name=each.short_name,
            kind=each.kind,
            number=each.number,
            sha256=digests.get(each.pk, ""),
            published_at=each.published_at,
            url=each.get_absolute_url(),
        )
        for each in publications
    ]


def figures_of(columns: Sequence[Column], keys: Collection[str], *, with_functions: bool = False) -> Figures:
    """The figures of these keys, and of all functions, by publication and key. One query."""
    wanted = Q(key__in=keys)
    if with_functions:
        wanted |= Q(key__gte=f"{FUNCTIONS}0", key__lt=f"{FUNCTIONS}:")  # ":" comes after "9"
    rows = StandingFigure.objects.filter(wanted, publication__in=[column.pk for column in columns])
    urls = {column.pk: column.url for column in columns}
    return {
        (pk, key): Standing(in_its_unit(number), unit, label, address(urls[pk], anchor))
        for pk, key, number, unit, label, anchor in rows.values_list(
            "publication", "key", "number", "unit", "label", "anchor"
        )
    }


def address(url: str, anchor: str) -> str:
    """Where a figure stands; of one that is printed nowhere, the page that says it."""
    return f"{url}#{anchor}" if anchor else url
