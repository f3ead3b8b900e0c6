"""Amounts that a department typed in its texts, tied to the figures they are named after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .money import WANYUAN, YUAN_IN, Unit, rounded

#: What may stand between the name of a figure and its amount: 公务接待费预算安排 2 万元.
BETWEEN = r"(?:年初|预算数?|总额|合计|共计|安排|支出|资金|为|是|共|计|约|：|:|\s)*"
AMOUNT = r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(万元|元)"


@dataclass(frozen=True)
class Typed:
    """An amount as typed: what it is said to be, and its value in 元 to the last digit written."""

    name: str
    text: str
    value: Decimal
    step: Decimal

    def is_the_same_as(self, value: Decimal) -> bool:
        """Whether a figure in 元 could be written so: rounded half up, or to the digits that were typed."""
        unit = WANYUAN if self.text.endswith("万元") else Unit.YUAN
        exact = abs(value - self.value) * 2 <= self.step
        return exact or rounded(value, unit) * YUAN_IN[unit] == self.value


def amounts_of(text: str, names: Mapping[str, str]) -> Iterator[Typed]:
    """Every amount in a text that stands directly behind one of these names."""
    if not names:
        return
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"({'|'.join(map(re.escape, longest_first))}){BETWEEN}{AMOUNT}")
    for name, digits, unit in pattern.findall(text):
        number = Decimal(digits.replace(",", ""))
        exponent = number.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * YUAN_IN[Unit(unit)]
        yield Typed(name, f"{digits}{unit}", number * YUAN_IN[Unit(unit)], step)
