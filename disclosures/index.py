"""The index row of a publication: what lists and the API show, all of it taken from one frozen document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def index_fields(content: Mapping[str, Any]) -> dict[str, Any]:
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
