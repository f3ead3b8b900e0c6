"""Amounts in every way a reader may choose: 元, 万元, 亿元, per head of population, as a share of a total.

All are worked out here and printed side by side; the page shows the one that is chosen (static/site.css, ``.as-…``), and a
screen reader hears no other. Exact values in, one rounding each.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from budgets.money import WANYUAN, YIYUAN, YUAN, Unit

from .. import printing

#: The ways, in the order of the buttons: the class that shows it, and the unit.
UNITS: dict[str, Unit] = {"wan": WANYUAN, "yuan": YUAN, "yi": YIYUAN}
HEAD, SHARE = "head", "share"
NAMES = {
    "wan": gettext_noop("10,000 yuan"),
    "yuan": gettext_noop("yuan"),
    "yi": gettext_noop("100 million yuan"),
    HEAD: gettext_noop("yuan per head"),
    SHARE: gettext_noop("share of the total"),
}


@dataclass(frozen=True)
class Way:
    """One way to print an amount: the class that shows it, and the words."""

    css: str
    text: str


@dataclass(frozen=True)
class Choice:
    """The buttons of a page, and what its tables are headed by in each way."""

    ways: tuple[Way, ...]
    has_heads: bool


def choice(*, has_heads: bool) -> Choice:
    """What may be chosen on a page: per head only where some population is registered."""
    ways = (*UNITS, *([HEAD] if has_heads else []), SHARE)
    return Choice(tuple(Way(css, gettext(NAMES[css])) for css in ways), has_heads)


def labels(of_total: str, *, has_heads: bool) -> tuple[Way, ...]:
    """The unit of a table in each way; ``of_total`` names the total that shares are of."""
    ways = choice(has_heads=has_heads).ways
    return tuple(
        Way(way.css, of_total if way.css == SHARE else gettext("Unit: %(unit)s") % {"unit": way.text})
        for way in ways
    )


def shown(
    amount: Decimal, *, whole: Decimal | None = None, persons: int | None = None, has_heads: bool = False
) -> tuple[Way, ...]:
    """An amount of 元 in each way. ``whole`` is the total that it is a share of, ``persons`` how many live there; where
    either is not known that is said. ``has_heads``: whether the page offers amounts per head at all."""
    ways = [Way(css, printing.amount(amount, unit)) for css, unit in UNITS.items()]
    if has_heads:
        ways.append(Way(HEAD, per_head(amount, persons)))
    return (*ways, Way(SHARE, printing.share(amount, whole)))


def per_head(amount: Decimal, persons: int | None) -> str:
    if persons is None:
        return gettext("population not registered")
    return printing.amount(amount / persons, YUAN)
