"""What figures are made of: which of them are added up by us and never typed, and which others a figure is the sum of.

Known by key alone, so that two published documents can be held against each other without any books.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from .catalogue import POST_KINDS, PROJECT_FUNDS, RUNNING_COMPONENTS, TOTALS, VEHICLE_KINDS
from .keys import AGAINST, DIMENSIONS, Coordinates, coordinates, is_project, parted
from .ledger import BALANCE_SOURCES, CARRY, CROSS, EXPENDITURE, FUND_OF_SOURCE, INCOME, LEVELS, measure_of

#: Views that follow from this year's and last year's value.
DERIVED = ("change", "percent", "share")
#: Sums and counts that nobody types, beside the totals of particulars.
SUMS = ("project.total", "project.special", "purchase.services")
COUNTS = ("offices.", "units.", "projects.")
UNIT = "unit."
WITHOUT_FUNCTION = ".nofunction"
WHOLE_SOURCE = 3  # digits of a source that has none below it
#: Particulars that are typed with their parts, where these are told.
TYPED = {
    **{base: tuple(f"{base}.{kind}" for kind, _ in POST_KINDS) for base in ("staff.posts", "staff.actual")},
    **{
        base: tuple(f"{base}.{kind}" for kind, _ in VEHICLE_KINDS)
        for base in ("assets.vehicles", "assets.buy-vehicles")
    },
    "running": tuple(f"running.{kind}" for kind, _ in RUNNING_COMPONENTS),
    "three-public.vehicles": ("three-public.purchase", "three-public.running"),
}


def is_computed(key: str) -> bool:
    """Whether a figure is never typed: it can only have followed from others."""
    base, view = parted(key)
    totals = {total.key for total in TOTALS}
    return view in DERIVED or base in totals or base in SUMS or base.startswith(COUNTS)


@dataclass(frozen=True)
class Node:
    """A ledger figure by its coordinates, of one budget unit or of all."""

    unit: str
    at: Coordinates


def node_of(key: str) -> Node | None:
    """The place of a ledger key; None of what is no figure of the ledger. A cross stands under both its classifications."""
    unit = ""
    if key.startswith(UNIT):
        _, unit, key = (*key.split(".", 2), "")[:3]
    if key.startswith(f"{CROSS}."):
        key = key.replace(CROSS, measure_of(key), 1)
    at = coordinates(key)
    return None if at is None or at.view else Node(unit, at)


class Parts:
    """The figures of some documents (keys of this year, without views), and what each is made of among them."""

    def __init__(self, keys: Collection[str]) -> None:
        self.keys = frozenset(keys)
        self._nodes: dict[Node, str] = {}
        for key in sorted(self.keys, key=lambda key: key.startswith(CROSS)):
            if node := node_of(key):
                self._nodes.setdefault(node, key)

    @staticmethod
    def is_ledger(key: str) -> bool:
        return node_of(key) is not None

    def breakdowns(self, key: str) -> Iterator[list[str]]:
        """Each way in which a figure is the sum of others; those that stand nowhere are not among them."""
        yield from self._below.get(key, {}).values()
        node = node_of(key)
        if node and (same := self._nodes.get(node, key)) != key:  # cross.e30201 is economic.e30201
            yield [same]
        if WITHOUT_FUNCTION in key:  # where nothing has a function, that row is all there is
            bare = key.replace(WITHOUT_FUNCTION, "")
            yield from ([each] for each in self._known([bare, f"{bare}.total", f"{bare}.year.total"]))
        if key.startswith(AGAINST):
            yield self._known([f"{EXPENDITURE}.grant.{key.removeprefix(AGAINST)}"])
        if key in TYPED:
            yield self._known(TYPED[key])
        if is_project(key):
            yield self._known([f"{key}.{fund}" for fund, _name in PROJECT_FUNDS])

    @cached_property
    def _places(self) -> frozenset[Coordinates]:
        return frozenset(node.at for node in self._nodes)

    def _known(self, keys: Collection[str]) -> list[str]:
        return [key for key in keys if key in self.keys]

    @cached_property
    def _below(self) -> dict[str, dict[str, list[str]]]:
        """For each figure the figures below it, by the dimension that they break it down in."""
        found: dict[str, dict[str, list[str]]] = {}
        for node, key in self._nodes.items():
            for dimension, above in self._above(node):
                found.setdefault(above, {}).setdefault(dimension, []).append(key)
        return found

    def _above(self, node: Node) -> Iterator[tuple[str, str]]:
        """(dimension, key) of every figure that this one is a part of."""
        at = node.at
        for dimension in DIMENSIONS:
            if getattr(at, dimension):
                for above in self._wider(at, dimension):
                    yield from self._standing(node, dimension, above)
        if at.measure == INCOME and len(at.s) == WHOLE_SOURCE and not at.fund:
            for fund in {FUND_OF_SOURCE.get(at.s, ""), "grant" if at.s in FUND_OF_SOURCE else ""} - {""}:
                yield from self._standing(node, "source", replace(at, s="", fund=fund))
        if at.span or (is_beside_the_year(at) and is_bare(replace(at, nature="", s=""))):
            yield from self._standing(node, "span", replace(at, span="", nature="", s=""))
        if node.unit and (whole := self._nodes.get(replace(node, unit=""))):
            yield "unit", whole

    def _wider(self, at: Coordinates, dimension: str) -> Iterator[Coordinates]:
        """The coordinates of what is above in one dimension: the nearest heading that stands, else without it."""
        for nearer in _headings(at, dimension):
            if nearer in self._places:
                yield nearer
                return
        without = at.without(dimension)
        yield without
        if dimension in ("e", "g") and not without.cost:  # what is left of a cross is a figure by function
            yield replace(without, measure=EXPENDITURE)

    def _standing(self, node: Node, dimension: str, at: Coordinates) -> Iterator[tuple[str, str]]:
        """The figure at these coordinates, and this year's where that is a total, as far as they stand anywhere."""
        spans = (
            ("", "year") if is_bare(at) and not node.at.span and not is_beside_the_year(node.at) else ("",)
        )
        for span in spans:
            key = self._nodes.get(Node(node.unit, replace(at, span=span)))
            if key and key != self._nodes[node]:
                yield dimension, key


def is_bare(at: Coordinates) -> bool:
    """Whether this is the total of a measure, or of one of its funds."""
    return not any((at.span, at.f, at.e, at.g, at.s, at.nature, at.cost))


def is_beside_the_year(at: Coordinates) -> bool:
    """Whether this counts in the total and not in this year's: 结转下年, 上年结转, 使用非财政拨款结余."""
    return at.nature == CARRY or at.s[:1] in BALANCE_SOURCES


def _headings(at: Coordinates, dimension: str) -> Iterator[Coordinates]:
    """What heads these coordinates in one dimension, the nearest first: a shorter code, the grants of a fund."""
    value = getattr(at, dimension)
    if dimension == "fund" and value in FUND_OF_SOURCE.values():
        yield replace(at, fund="grant")
    for length in sorted((n for n in LEVELS.get(dimension, ()) if n < len(value)), reverse=True):
        yield replace(at, **{dimension: value[:length]})
