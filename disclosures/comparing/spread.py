"""Spread: medians and quartiles of exact numbers. Never rounds, and never makes 0 of what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

HALF, QUARTER = Decimal("0.5"), Decimal("0.25")
#: Of fewer known values no median is told, and of fewer than that no quartiles: a list says more.
FEWEST, FEWEST_FOR_QUARTILES = 3, 4


@dataclass(frozen=True, slots=True)
class Spread:
    """How known values lie; ``median`` and the quartiles are None where there are too few."""

    known: int
    unknown: int
    lowest: Decimal | None = None
    first: Decimal | None = None
    median: Decimal | None = None
    third: Decimal | None = None
    highest: Decimal | None = None

    @property
    def has_median(self) -> bool:
        return self.median is not None

    @property
    def has_quartiles(self) -> bool:
        return self.first is not None


def spread(values: Iterable[Decimal | None]) -> Spread:
    """The spread of what is known among ``values``; None is not known, and counted apart."""
    everything = list(values)
    known = sorted(value for value in everything if value is not None)
    unknown = len(everything) - len(known)
    if len(known) < FEWEST:
        return Spread(len(known), unknown)
    has_quartiles = len(known) >= FEWEST_FOR_QUARTILES
    return Spread(
        len(known),
        unknown,
        lowest=known[0],
        first=quantile(known, QUARTER) if has_quartiles else None,
        median=quantile(known, HALF),
        third=quantile(known, HALF + QUARTER) if has_quartiles else None,
        highest=known[-1],
    )


def quantile(ordered: Sequence[Decimal], part: Decimal) -> Decimal:
    """The value below which ``part`` of the ordered values lie, between two of them in proportion (as QUARTILE.INC of
    spreadsheets has it). IndexError of none."""
    place = part * (len(ordered) - 1)
    below = int(place)
    if below + 1 >= len(ordered):
        return ordered[-1]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A part by a whole, exactly as far as Decimals go; None where either is not known, or the whole is 0."""
    return part / whole if part is not None and whole else None
