"""How two sides of a comparison are told in one sentence."""

from __future__ import annotations

from budgets import catalogue
from budgets.money import typed_back

from .finding import Side


def both(left: Side, right: Side) -> str:
    """Both figures and their difference; to the 分 where two places do not tell them apart."""
    difference = Side("", abs(left.value - right.value), unit=left.unit)
    texts = [left.text, right.text, difference.text]
    if left.text == right.text and left.unit == catalogue.MONEY:
        texts = [typed_back(side.value) for side in (left, right, difference)]
    return f"{left.label} {texts[0]}，{right.label} {texts[1]}，相差 {texts[2]}"
