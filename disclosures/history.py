"""What a department said of earlier years, for the pages of a year: the current versions, and a digest that names them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db.models import QuerySet

from .models import Publication, Version
from .rendering.charts import MOST_YEARS

#: A page tells of its own year and of so many before.
REACH = MOST_YEARS - 1


def earlier_versions(region: str, department: str, year: int) -> QuerySet[Version]:
    """The current version of each earlier year within reach, oldest first."""
    return (
        Version.objects.in_force()
        .filter(
            publication__region_code=region,
            publication__department_code=department,
            publication__year__range=(year - REACH, year - 1),
        )
        .order_by("publication__year")
    )


def before(publication: Publication) -> QuerySet[Version]:
    return earlier_versions(publication.region_code, publication.department_code, publication.year)


def digest_of(sha256s: Iterable[str]) -> str:
    """A short name for what pages tell of earlier years; empty where they tell of none. Migration 0003 made the same."""
    joined = " ".join(sha256s)
    return hashlib.sha256(joined.encode()).hexdigest()[:12] if joined else ""


def keep(publication: Publication) -> None:
    """Bring ``history`` of a publication, and of the later years that tell of it, to what stands now."""
    for each in telling(publication):
        each.history = digest_of(before(each).values_list("sha256", flat=True))
        each.save(update_fields=["history"])


def telling(publication: Publication) -> QuerySet[Publication]:
    """A publication and those of later years whose pages tell of it."""
    return Publication.objects.filter(
        region_code=publication.region_code,
        department_code=publication.department_code,
        year__range=(publication.year, publication.year + REACH),
    )
