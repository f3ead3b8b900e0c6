"""What a reader knows before it reads: whose document it is, of what year, and that year's chart of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from budgets import chart
from budgets.ledger import SYSTEMS
from budgets.names import plain


@dataclass(frozen=True)
class Context:
    """Whose document and of what year; ``kind`` is department or unit."""

    year: int
    department: str = ""
    kind: str = "department"

    def name_of(self, letter: str, code: str) -> str:
        """What the year's chart calls a code of a classification (f, e, g, s); empty where it has none such."""
        return _names(self.year).get((SYSTEMS[letter], code), "")

    def codes_named(self, letter: str, name: str, under: str = "") -> tuple[str, ...]:
        """The codes of a classification that have this name in the year's chart, below ``under``; often several
        (行政运行 stands under many 款). 其它 and 其他 are one word here."""
        codes = _codes(self.year).get((SYSTEMS[letter], plain(name)), ())
        return tuple(code for code in codes if code.startswith(under))


@cache
def _names(year: int) -> dict[tuple[str, str], str]:
    return {(row.system, row.code): row.name for row in chart.rows_of(year)}


@cache
def _codes(year: int) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for (system, code), name in _names(year).items():
        found[system, plain(name)] = (*found.get((system, plain(name)), ()), code)
    return found
