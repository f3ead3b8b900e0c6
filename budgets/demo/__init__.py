"""Sample budgets: four departments as they were published, each one declared literal.

Figures, codes, names and document numbers are facts of the published texts; the sentences are our own. How each
text was read is in docs/decisions.md, “Sample data: readings chosen”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from budgets.money import Unit

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """One department and year. Amounts are text in ``unit``; "" is *not known*, which is never 0."""

    unit: Unit
    region: Fields
    department: Fields
    budget: Fields
    #: source, function, this year, last year
    income: tuple[tuple[str, str, str, str], ...]
    #: source, function, nature, this year, last year, project
    expenditure: tuple[tuple[str, str, str, str, str, str], ...]
    #: source, economic, nature, this year, last year
    economic: tuple[tuple[str, str, str, str, str], ...]
    #: direction, source, last year's bare total
    last_totals: tuple[tuple[str, str, str], ...]
    #: key → this year, last year, reason
    particulars: Mapping[str, tuple[str, str, str]]
    duties: tuple[str, ...]
    #: name, kind, funding, is it the department itself
    units: tuple[tuple[str, str, str, bool], ...]
    #: name of a unit → its code
    unit_codes: Mapping[str, str] = field(default_factory=dict)
    offices: tuple[str, ...] = ()
    projects: tuple[Fields, ...] = ()
    #: project, area, aspect, name, operator, target, unit
    indicators: tuple[tuple[str, str, str, str, str, str, str], ...] = ()
    #: function, use, executed last year, reason
    purposes: tuple[tuple[str, str, str, str], ...] = ()
    #: kind, name, amount
    purchases: tuple[tuple[str, str, str], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    #: rule → why its warnings are waived
    waivers: Mapping[str, str] = field(default_factory=dict)
