"""The shape of checks over what is entered: a figure that is the sum of others; and what their sides are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from budgets.figures import Figures
from budgets.ledger import EXPENDITURE, add
from budgets.ledger import key as ledger_key

from .finding import Finding, Side
from .registry import Rule

Check = Callable[[Rule, Figures], Iterator[Finding]]


def side(figures: Figures, key: str, label: str = "") -> Side:
    """One side of a comparison. Rules that compare what may not be stated ask first (``applies``)."""
    figure = figures[key]
    return Side(label or figure.label, figure.value or Decimal(0), key, figure.unit)


def sums_to(total: str, parts: tuple[str, ...], parts_label: str = "") -> Check:
    """A figure that is the sum of others, or one other; nothing is said where one of them is not known."""

    def check(rule: Rule, figures: Figures) -> Iterator[Finding]:
        values = [figures.value(part) for part in parts]
        known = [value for value in values if value is not None]
        if figures.value(total) is None or len(known) != len(values):
            return
        whole = side(figures, total)
        summed = side(figures, *parts) if len(parts) == 1 else Side(parts_label, add(known), unit=whole.unit)
        if whole.value != summed.value:
            yield rule.finds(whole, summed)

    return check


def stated(*keys: str) -> Callable[[Figures], bool]:
    """The condition that all of these figures are stated."""
    return lambda figures: all(figures.value(key) is not None for key in keys)


def any_stated(keys: tuple[str, ...]) -> Callable[[Figures], bool]:
    return lambda figures: any(figures.value(key) is not None for key in keys)


def whole_token(measure: str, nature: str) -> str:
    """The token of a measure's total: of expenditure the year's, since 结转下年 stands under no 类."""
    return "year" if measure == EXPENDITURE and not nature else ""


def tokens_below(figures: Figures, at: tuple[str, str, str, str, str]) -> list[str]:
    """The codes one level below, as key tokens; below a total also the money without a code."""
    measure, fund, letter, code, _nature = at
    ledger = figures.books.ledger
    tokens = [f"{letter}{c}" for c in ledger.below(measure, fund, letter=letter, code=code)]
    if not code and ledger_key(measure, fund, "nofunction") in ledger:
        tokens.append("nofunction")
    return tokens
