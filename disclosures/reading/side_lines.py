"""Lines: what the rows of 收支总表, and of other tables without codes, say of income or expenditure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .heads import Side
from .kinds import INCOME
from .labels import bare
from .rows import SUBTOTAL_ROW, TOTAL_ROW, Entry
from .spots import SOURCES, Spot, Words

#: Lines that are of the year, whatever their place makes them.
THIS_YEAR = re.compile("(?:本年|当年)(?:收入|支出)")


def letter_of(base: Spot, side: Side) -> str:
    """By which economic classes the lines of a side are: e, g; empty for functions."""
    if base.measure in ("economic", "government"):
        return base.measure[0]
    heads = "".join(label for column in side.lead for label in column.path)
    if re.search("政府(?:预算)?(?:支出)?经济", heads):
        return "g"
    return "e" if "经济" in heads else ""


@dataclass(frozen=True)
class Lines:
    """How lines are understood: what their side has in common, and by which economic classes they are."""

    words: Words
    base: Spot
    letter: str

    def says(self, entry: Entry, spot: Spot) -> Spot:
        """What a line says, under what its column says; not known where it says nothing more."""
        if spot.measure == INCOME:
            return self._income(entry, spot)
        return self._expenditure(entry, spot)

    def _income(self, entry: Entry, spot: Spot) -> Spot:
        is_year = bool(THIS_YEAR.search(bare(entry.name)))
        if entry.kind == TOTAL_ROW and not is_year:
            return spot
        above = self._income(entry.parent, spot) if entry.parent is not None else spot
        found = self.words.said_by(entry.name, above if above.is_known else spot)
        if not found.is_known or (found == above and entry.kind not in (SUBTOTAL_ROW, TOTAL_ROW)):
            return replace(found, is_known=False)
        if entry.kind == SUBTOTAL_ROW and not found.source:
            found = replace(found, span="year")
        if spot.fund and found.span == "year" and not found.source:
            return replace(found, source=SOURCES[spot.fund], fund="", span="")
        if spot.fund and not found.source.startswith("5"):
            return replace(found, fund="")
        return found

    def _expenditure(self, entry: Entry, spot: Spot) -> Spot:
        is_year = bool(THIS_YEAR.search(bare(entry.name)))
        if entry.kind == TOTAL_ROW and not is_year:
            return spot
        letter = self.letter
        if entry.kind == SUBTOTAL_ROW or is_year:
            if letter:
                return replace(spot, measure="economic" if letter == "e" else "government")
            return replace(spot, span="year") if not (spot.nature or spot.cost) else spot
        if letter and (code := self.words.economic_class(letter, entry.name)):
            return replace(spot, measure="economic" if letter == "e" else "government", code=code)
        if not letter and (code := self.words.function_class(entry.name)):
            return replace(spot, function=code)
        if not letter and (code := self.words.economic_class("e", entry.name)):
            return self._cost(entry, spot, code)
        if (spot.nature, spot.cost) != (self.base.nature, self.base.cost):
            return replace(spot, is_known=False)
        above = self._expenditure(entry.parent, spot) if entry.parent is not None else spot
        start = spot if not above.is_known or above.function or above.span else above
        found = self.words.said_by(entry.name, start)
        if found.cost and not found.function and not found.code:
            found = replace(found, measure="economic")
        return found if found != start else replace(found, is_known=False)

    def _cost(self, entry: Entry, spot: Spot, code: str) -> Spot:
        """An economic class under 基本支出 or 项目支出."""
        above = self._expenditure(entry.parent, spot) if entry.parent is not None else spot
        if not above.is_known or not above.nature or above.code:
            return replace(spot, is_known=False)
        return replace(above, measure="economic", code=code)
