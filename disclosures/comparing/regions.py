"""Regions side by side: what their departments published for a year, added up, and how punctually. Asks nothing of a
database; what some departments do not tell is counted, and never taken for 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.ledger import add

from .measures import THREE
from .spread import ratio

#: By region and key: a value of each department that has the figure, None where it does not say how much.
Figures = Mapping[tuple[str, str], Sequence[Decimal | None]]


@dataclass(frozen=True, slots=True)
class Published:
    """One department's budget as a region's line adds it up; units are within their departments, and not added."""

    region: str
    region_name: str
    kind: str
    total: Decimal
    published_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class People:
    """How many live in a region, as of the end of ``year``."""

    persons: int
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class Added:
    """What is known added up: of ``of`` departments ``stated`` have it, and ``known`` of these say how much. None where
    nobody does."""

    value: Decimal | None
    known: int
    stated: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.known == self.of


@dataclass(frozen=True, slots=True)
class RegionLine:
    code: str
    name: str
    departments: int
    units: int
    on_time: int
    late: int
    undated: int
    total: Added
    three_public: Added
    accounts: tuple[Added, ...]
    people: People | None

    @property
    def per_head(self) -> Decimal | None:
        """元 for each inhabitant; None where it is not known how many there are."""
        return ratio(self.total.value, Decimal(self.people.persons)) if self.people else None


def lines(
    published: Iterable[Published], figures: Figures, people: Mapping[str, People], keys: Sequence[str] = ()
) -> list[RegionLine]:
    """A line for each region, the largest total first. ``keys`` are the figures of the accounts that are looked at."""
    by_region: dict[str, list[Published]] = {}
    for each in published:
        by_region.setdefault(each.region, []).append(each)
    found = [_line(code, all_of_it, figures, people.get(code), keys) for code, all_of_it in by_region.items()]
    return sorted(found, key=lambda line: (-(line.total.value or 0), line.code))


def _line(
    code: str, published: list[Published], figures: Figures, people: People | None, keys: Sequence[str]
) -> RegionLine:
    departments = [each for each in published if each.kind == "department"]
    late = [each.published_on > each.due_on for each in published if each.due_on is not None]
    return RegionLine(
        code=code,
        name=published[0].region_name,
        departments=len(departments),
        units=len(published) - len(departments),
        on_time=late.count(False),
        late=late.count(True),
        undated=len(published) - len(late),
        total=summed([each.total for each in departments], len(departments)),
        three_public=summed(figures.get((code, THREE), ()), len(departments)),
        accounts=tuple(summed(figures.get((code, key), ()), len(departments)) for key in keys),
        people=people,
    )


def summed(values: Sequence[Decimal | None], of: int) -> Added:
    """``values``: of each that has it; None where it does not say how much."""
    known = [value for value in values if value is not None]
    return Added(add(known) if known else None, len(known), len(values), of)
