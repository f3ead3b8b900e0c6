"""Findings: what a rule says about figures, the same of what is entered and of what somebody printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from budgets import catalogue
from budgets.facts import ZERO, Place, Said
from budgets.money import WANYUAN, printed, rounded, typed_back

ERROR, WARNING, INFO = "error", "warning", "info"
LEVELS = (ERROR, WARNING, INFO)
LEVEL_WORDS = {ERROR: "错误", WARNING: "警告", INFO: "提示"}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what it is called, its exact value, its figure's key and its unit.

    Of something printed also where it stands and how (``printed`` with its unit); ``said`` are the figures it is the
    sum of, or the one it is. ``is_exact``: it is told to the 分, not to two places of 万元.
    """

    label: str
    value: Decimal
    key: str = ""
    unit: str = catalogue.MONEY
    place: Place | None = None
    printed: str = ""
    said: tuple[Said, ...] = ()
    is_exact: bool = False

    @property
    def text(self) -> str:
        if self.unit == catalogue.MONEY:
            return typed_back(self.value) if self.is_exact else printed(self.value, WANYUAN)
        return f"{self.value.normalize():f}" if self.value else "0"


def told_apart(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    """Two amounts to two places of 万元 where their difference to two places is the difference of what is printed; else to
    the 分: 12.35 less 12.30 is not 0.04."""
    if len(sides) != 2 or any(side.unit != catalogue.MONEY or side.printed for side in sides):
        return sides
    left, right = (side.value for side in sides)
    apart = rounded(left, WANYUAN) - rounded(right, WANYUAN)
    if left != right and (not apart or abs(apart) != rounded(abs(left - right), WANYUAN)):
        return tuple(replace(side, is_exact=True) for side in sides)
    return sides


@dataclass(frozen=True)
class Suspect:
    """The figure most likely wrong: changed to ``fits``, everything that it is part of would agree.

    ``text`` is the value that fits as it would be printed in its place; ``settles`` the number of findings it explains.
    """

    said: Said
    fits: Decimal
    text: str
    settles: int = 1


@dataclass(frozen=True)
class Finding:
    """What a rule says. ``section`` is the part of the workspace where it is mended; ``id`` is stable.

    ``message`` tells the clerk what to do; ``public`` tells the reader of the disclosure what stands. ``suspect`` is the
    figure most likely wrong, ``echoes`` what else will be gone once it is mended. ``places`` are where a finding without
    figures is seen.
    """

    rule: str
    level: str
    title: str
    message: str
    section: str
    sides: tuple[Side, ...] = ()
    subject: str = ""
    public: str = ""
    places: tuple[Place, ...] = ()
    suspect: Suspect | None = None
    echoes: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.rule}-{self.subject}" if self.subject else self.rule

    @property
    def level_word(self) -> str:
        return LEVEL_WORDS[self.level]

    @property
    def difference(self) -> Decimal | None:
        """By how much two sides of one unit differ."""
        if len(self.sides) != 2 or self.sides[0].unit != self.sides[1].unit:
            return None
        return self.sides[0].value - self.sides[1].value

    @property
    def difference_text(self) -> str:
        if self.difference is None:
            return ""
        is_exact = any(side.is_exact for side in self.sides)
        return Side("", abs(self.difference or ZERO), unit=self.sides[0].unit, is_exact=is_exact).text


def errors_in(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == ERROR]
