"""Indexing: what comes into force is written into the rows that lists, search and comparisons read (models/index.py).

The rows repeat the frozen document and may be lost: ``write_missing`` makes them again, each minute and after an update.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from .models import Publication, StandingFigure, Version
from .rendering.opendata import anchors_of
from .search import entries

# Lists ------------------------------------------------------------------------------------------------------------


def publication_fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of Publication that follow from its current version, as Python values."""
    figures = content["figures"]
    change = figures["expenditure.total.change"]["value"]
    return {
        "region_name": content["region"]["name"],
        "department_name": content["department"]["name"],
        "short_name": content["department"]["short_name"],
        "kind": content["kind"],
        "number": content["number"],
        "title": content["title"],
        "total": Decimal(figures["expenditure.total"]["value"]),
        "change": None if change is None else Decimal(change),
        "percent": figures["expenditure.total.percent"]["value"] or "",
        "published_at": datetime.fromisoformat(content["published_at"]),
        "approved_on": _date(content, "approved_on"),
        "due_on": _date(content, "due_on"),
        "late_reason": content["deadline"].get("late_reason", ""),
        "withdrawn_at": None,
    }


def _date(content: Mapping[str, Any], name: str) -> date | None:
    text = content["deadline"].get(name)
    return date.fromisoformat(text) if text else None


# Figures ----------------------------------------------------------------------------------------------------------

#: Another whenever other rows are written from the same document.
EDITION = "5"
AT_ONCE = 1000


def mark_of(sha256: str) -> str:
    """What ``Publication.indexed`` says when its rows are those of this version."""
    return f"{EDITION}-{sha256}"


def write(publication: Publication, content: Mapping[str, Any], sha256: str) -> None:
    """Replace the rows of a publication by those of the version that stands now. Within the caller's transaction."""
    publication.figures.all().delete()
    StandingFigure.objects.bulk_create(figures(publication, content), batch_size=AT_ONCE)
    entries.write(publication, content)
    publication.indexed = mark_of(sha256)
    publication.save(update_fields=["indexed"])


def clear(publication: Publication) -> None:
    """Nothing of it is found any more."""
    publication.figures.all().delete()
    entries.clear(publication)
    publication.indexed = ""
    publication.save(update_fields=["indexed"])


def figures(publication: Publication, content: Mapping[str, Any]) -> Iterator[StandingFigure]:
    """One row for each figure of a document, those that are not known among them."""
    shared = {
        "region_code": publication.region_code,
        "department_code": publication.department_code,
        "year": publication.year,
        "kind": publication.kind,
    }
    anchors = anchors_of(content, content["figures"])
    for key, figure in content["figures"].items():
        yield StandingFigure(
            publication=publication,
            key=key,
            label=figure["label"],
            unit=figure["unit"],
            number=hundredths(figure["value"]),
            anchor=anchors.get(key, ""),
            **shared,
        )


def hundredths(value: str | int | None) -> int | None:
    """A machine value in hundredths of its unit. ValueError where it has more than two decimals: none may be lost."""
    if value is None:
        return None
    exact = Decimal(value).scaleb(2)
    if exact != exact.to_integral_value():
        raise ValueError(f"{value} has more than two decimals")
    return int(exact)


# After whatever has happened ---------------------------------------------------------------------------------------


def missing() -> Iterator[Version]:
    """The versions in force whose rows are not written, or were written by earlier software."""
    mark = Concat(Value(f"{EDITION}-"), F("sha256"))
    return (
        Version.objects.in_force().exclude(publication__indexed=mark).select_related("publication").iterator()
    )


def write_missing(now: datetime | None = None) -> int:
    """Write the rows of every version in force that has none; how many were written."""
    return len([version for version in list(missing()) if _write_again(version)])


@transaction.atomic
def _write_again(version: Version) -> bool:
    """False where another version came into force, or this was withdrawn, since it was looked for."""
    publication = Publication.objects.select_for_update().get(pk=version.publication_id)
    if publication.withdrawn_at or publication.number != version.number:
        return False
    write(publication, version.document, version.sha256)
    return True


def differing(publication: Publication, content: Mapping[str, Any]) -> list[str]:
    """The keys of figures whose rows say otherwise than the document in force."""
    rows = dict(publication.figures.values_list("key", "number"))
    said = {key: hundredths(figure["value"]) for key, figure in content["figures"].items()}
    return sorted(key for key in rows.keys() | said.keys() if rows.get(key, "") != said.get(key, ""))
