"""Facets: what a word, or several side by side, say of a figure, in the coordinates that keys are made of."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from budgets import ledger

#: Money of whatever fund, where one was spoken of before.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Facets:
    """What a term, or several side by side, say of a figure; empty: nothing.

    ``measure``: income, expenditure, economic, government, or ``both`` (收支总预算). ``fund``: general, fund, capital,
    grant, account. ``span``: year, balance. ``nature``: basic, project, … ``cost``: staff, public. ``code``: with its letter
    (s101, e301, f2080505). ``item``: the key of a particular or a count; a part of one begins with a point and goes
    with the item before it (``.goods``).
    """

    measure: str = ""
    fund: str = ""
    span: str = ""
    nature: str = ""
    cost: str = ""
    code: str = ""
    item: str = ""

    def with_(self, other: Facets) -> Facets:
        """These and another term's: where both say something, the other."""
        said = {f.name: value for f in fields(other) if (value := getattr(other, f.name))}
        return replace(self, **said)

    def key(self) -> str:
        """The figure's key; empty where the facets name none (a fund alone is no figure)."""
        if self.item:
            return "" if self.item.startswith(".") else self.item
        measure, span = self.measure, self.span
        letter = self.code[:1]
        if letter in ("e", "g"):
            measure = "economic" if letter == "e" else "government"
        elif letter == "s":
            measure = ledger.INCOME
        elif letter == "f":
            measure = measure if measure == ledger.INCOME else ledger.EXPENDITURE
        elif self.cost:
            measure = "economic"
        elif self.nature and measure not in ("economic", "government"):
            measure = ledger.EXPENDITURE
        if measure in ("", "both"):
            return ""
        fund = "" if self.fund == ALL else self.fund
        return ledger.key(measure, fund, span, self.code, self.nature, self.cost)
