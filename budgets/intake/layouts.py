"""What a person chose for a layout is remembered, and shown each time (states.md §13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..models import IntakeLayout
from .heads import LABELS, Layout


@dataclass(frozen=True)
class Reading:
    """A layout with its columns as this person has them read, and the unit: of the heads, else the one remembered."""

    layout: Layout
    unit: str
    is_remembered: bool


def reading_of(user: Any, layout: Layout) -> Reading:
    """One query."""
    found = IntakeLayout.objects.filter(by=user, fingerprint=layout.fingerprint).first() if user else None
    unit = layout.unit or (found.unit if found else "")
    if found is None:
        return Reading(layout, unit, is_remembered=False)
    return Reading(chosen(layout, found.columns), unit, is_remembered=True)


def chosen(layout: Layout, columns: Mapping[str, str]) -> Layout:
    """The layout with columns as they were chosen, {"0": "function"}; what is no column of it is left out."""
    numbers = {int(c): name for c, name in columns.items() if c.isdecimal() and len(c) < 4}
    return replace(layout, columns={c: n for c, n in numbers.items() if c < layout.width and n in LABELS})


def remember(*, by: Any, layout: Layout, unit: str) -> None:
    """How this person has the layout read from now on. It is a preference: no event, and nothing of a budget."""
    columns = {str(column): name for column, name in layout.columns.items()}
    IntakeLayout.objects.update_or_create(
        by=by, fingerprint=layout.fingerprint, defaults={"columns": columns, "unit": unit}
    )
