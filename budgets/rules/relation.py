"""Relations: what must hold between figures as they are said, and by how much it may miss.

A total printed to a unit may miss the sum of its printed parts by half a unit for each of them (rounding); where digits
were cut off instead, by a whole unit of the coarser side (truncation). Both are info; more cannot be (design.md §3,
rule 5; measured on published documents). One figure printed to fewer digits elsewhere is right when it is rounded so.
Amounts that are said exactly have a step of nothing, and no tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from budgets.facts import ZERO, Said
from budgets.ledger import add
from budgets.money import percent

from .registry import Rule

Value = Callable[[Said], Decimal]
HOLDS, ROUNDED, TRUNCATED, BROKEN = "holds", "rounded", "truncated", "broken"


def as_said(said: Said) -> Decimal:
    return said.value


def is_times(said: Said, other: Said, factor: Decimal = Decimal(1)) -> bool:
    """Whether a figure is another one, or so many times it, to the last digit of the coarser."""
    return abs(said.value - other.value * factor) <= max(said.step, other.step * factor)


@dataclass(frozen=True)
class Relation:
    """``left`` summed is ``right`` summed (or at most that, where ``is_limit``). Labels name sums of several."""

    rule: Rule
    left: tuple[Said, ...]
    right: tuple[Said, ...]
    left_label: str = ""
    right_label: str = ""
    is_limit: bool = False
    told: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def all_said(self) -> tuple[Said, ...]:
        return (*self.left, *self.right)

    def gap(self, value: Value = as_said) -> Decimal:
        """By how much the left is more than the right."""
        return add(value(said) for said in self.left) - add(value(said) for said in self.right)

    def verdict(self, value: Value = as_said) -> str:
        gap = self.gap(value)
        if abs(gap) <= self.blur or (self.is_limit and gap < 0):
            return HOLDS
        rounding, truncation = self.tolerance
        if self.blur:
            return TRUNCATED if abs(gap) <= truncation else BROKEN
        return ROUNDED if abs(gap) <= rounding else TRUNCATED if abs(gap) <= truncation else BROKEN

    @cached_property
    def tolerance(self) -> tuple[Decimal, Decimal]:
        """By how much the sides may miss each other by rounding, and by digits cut off."""
        left, right = add(said.step for said in self.left), add(said.step for said in self.right)
        return (left + right) / 2, max(left, right)

    @cached_property
    def blur(self) -> Decimal:
        """By how much two ways of printing one figure may differ where both are right: half of the coarser's last digit."""
        if len(self.left) > 1 or len(self.right) > 1 or self.left[0].step == self.right[0].step:
            return ZERO
        return max(self.left[0].step, self.right[0].step) / 2

    def fits(self, said: Said) -> Decimal | None:
        """The value of one of its figures that would make it hold exactly; None where it is no plain sum of it."""
        if self.is_limit or said not in self.all_said:
            return None
        weight = self.left.count(said) - self.right.count(said)
        return said.value - self.gap() / weight if abs(weight) == 1 else None


@dataclass(frozen=True)
class Rate:
    """A printed rate is the change (or part) as a share of its base, as exactly as all three are printed."""

    rule: Rule
    rate: Said
    part: tuple[Said, ...]
    part_minus: tuple[Said, ...]
    base: tuple[Said, ...]
    base_minus: tuple[Said, ...] = ()
    told: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def all_said(self) -> tuple[Said, ...]:
        return (self.rate, *self.part, *self.part_minus, *self.base, *self.base_minus)

    def of(self, value: Value = as_said) -> tuple[Decimal, Decimal]:
        """The part and the base."""
        part = add(value(said) for said in self.part) - add(value(said) for said in self.part_minus)
        base = add(value(said) for said in self.base) - add(value(said) for said in self.base_minus)
        return part, base

    def exact(self, value: Value = as_said) -> Decimal | None:
        """What the rate comes to, in per cent; None of a base that is nothing."""
        part, base = self.of(value)
        return percent(part, base)

    def verdict(self, value: Value = as_said) -> str:
        part, base = self.of(value)
        if base == 0:
            return HOLDS  # of nothing there is no rate; that one is printed is another finding
        exact, said, step = part * 100 / abs(base), value(self.rate), self.rate.step
        slack = abs(exact) * self._blur(part, base)
        miss = abs(exact - said) - slack
        if miss <= step / 2:
            return HOLDS
        return TRUNCATED if miss < step and abs(said) < abs(exact) else BROKEN

    def _blur(self, part: Decimal, base: Decimal) -> Decimal:
        """How far the rounding of part and base may move the rate, as a share of it."""
        blur = ZERO
        for whole, figures in (
            (part, (*self.part, *self.part_minus)),
            (base, (*self.base, *self.base_minus)),
        ):
            step = add(said.step for said in figures)
            blur += step / 2 / abs(whole) if whole else ZERO
        return blur

    def fits(self, said: Said) -> Decimal | None:
        """What the rate would have to be; its part and base follow from no single value as exactly."""
        exact = self.exact()
        if said != self.rate or exact is None:
            return None
        return exact.quantize(said.step, ROUND_HALF_UP) if said.step else exact


Check = Relation | Rate
