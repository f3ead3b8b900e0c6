"""What a person chose for a layout is remembered, and shown each time (states.md §13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..models import IntakeLayout
from .heads import LABELS, Layout
from .units import UNITS


@dataclass(frozen=True)
class Reading:
    """A layout with its columns as they are read now. ``unit`` is what somebody said: of this list, or its heads; empty
    where nobody did. ``proposed`` was chosen for another list of these heads: it is asked about, for heads without a
    unit say nothing of the next one. ``is_remembered``: the columns are as this person chose them for another list."""

    layout: Layout
    unit: str
    proposed: str
    is_remembered: bool

    @property
    def columns(self) -> list[Column]:
        """Every column with what it can be taken for, as the pages offer it."""
        found = []
        for number in range(self.layout.width):
            now = self.layout.columns.get(number, "")
            options = [("", "不用", not now), *((name, label, name == now) for name, label in LABELS.items())]
            found.append(Column(number, self.layout.heads.get(number, ""), tuple(options)))
        return found

    def units(self, now: str) -> list[tuple[str, bool]]:
        return [(str(unit), unit == now) for unit in UNITS]


@dataclass(frozen=True)
class Column:
    """One column and what it is read as: (field, words, is it this)."""

    number: int
    head: str
    options: tuple[tuple[str, str, bool], ...]

    @property
    def taken(self) -> str:
        return next(name for name, _label, is_on in self.options if is_on)


def reading_of(
    user: Any, layout: Layout, *, columns: Mapping[str, str] | None = None, unit: str = ""
) -> Reading:
    """How a layout is read by this person: as they chose for this list (``columns`` {"0": "function"}, ``unit``), else as
    they had such lists read before, else as it was understood. One query."""
    known = IntakeLayout.objects.filter(by=user, fingerprint=layout.fingerprint)
    found = known.first() if user and layout.fingerprint else None
    said, remembered = unit or layout.unit or "", found.unit if found else ""
    is_remembered = bool(found and found.columns)
    if columns is None and found and is_remembered:
        columns = found.columns
    read = layout if columns is None else chosen(layout, columns)
    return Reading(read, said, "" if layout.unit else remembered, is_remembered)


def chosen(layout: Layout, columns: Mapping[str, str]) -> Layout:
    """The layout with columns as they were chosen, {"0": "function"}; what is no column of it is left out."""
    numbers = {int(c): name for c, name in columns.items() if c.isdecimal() and len(c) < 4}
    return replace(layout, columns={c: n for c, n in numbers.items() if c < layout.width and n in LABELS})


def remember(*, by: Any, layout: Layout, unit: str) -> None:
    """How this person has the layout read from now on. It is a preference: no event, and nothing of a budget. Only what
    they chose is remembered, and only of heads: columns that are read as they were understood, and a unit that the heads
    say, are found anew each time. A layout without heads is known by nothing."""
    if not layout.fingerprint or layout.of_other_years:
        return  # what its heads contradict is asked of each list anew
    is_chosen = dict(layout.columns) != dict(layout.understood)
    columns = {str(column): name for column, name in layout.columns.items()} if is_chosen else {}
    chosen_unit = "" if layout.unit else unit
    if columns or chosen_unit:
        IntakeLayout.objects.update_or_create(
            by=by, fingerprint=layout.fingerprint, defaults={"columns": columns, "unit": chosen_unit}
        )
    else:
        IntakeLayout.objects.filter(by=by, fingerprint=layout.fingerprint).delete()
