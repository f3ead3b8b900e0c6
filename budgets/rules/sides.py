"""How two sides of a comparison are told in one sentence."""

from __future__ import annotations

from .finding import Side


def both(left: Side, right: Side) -> str:
    """Both figures and their difference, as they are told beside each other."""
    apart = abs(left.value - right.value)
    difference = Side("", apart, unit=left.unit, is_exact=left.is_exact or right.is_exact).text
    return f"{left.label} {left.text}，{right.label} {right.text}，相差 {difference}"
