"""What keys of figures say: the one place that takes a key of something printed apart.

Keys are described in ``figures``; a document may also say ``table.<scope>.<row>.<column>`` (a cell that nobody
recognised), ``project.<slug>`` and ``goal.<slug>.<what>`` (a sheet of performance goals, cell by cell).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .ledger import LEVELS, MEASURES, NATURES, POOLS, PUBLIC, SPANS, STAFF
from .ledger import key as ledger_key

#: The dimensions that a total may be broken down by, as fields of ``Coordinates``.
DIMENSIONS = ("fund", "f", "e", "g", "s", "nature", "cost")
#: What may be asked of a figure beside its value.
VIEWS = ("last", "change", "percent", "share")
#: How a figure came to be what it is: last year's, and what changed since.
COMPARED = ("last", "change", "percent")
AGAINST = "against."
_PROJECT = re.compile(r"project\.[0-9a-f]{8}(?P<grant>\.grant)?")
_GOAL = re.compile(r"goal\.(?P<slug>[0-9a-z]+)\.(?P<what>.+)")
_ITEM_OF_FUNCTION = re.compile("f[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A ledger key taken apart: ``expenditure.general.f2010601.basic.change``."""

    measure: str
    fund: str = ""
    span: str = ""
    f: str = ""
    e: str = ""
    g: str = ""
    s: str = ""
    nature: str = ""
    cost: str = ""
    view: str = ""

    @property
    def key(self) -> str:
        codes = [f"{letter}{code}" for letter in "fegs" if (code := getattr(self, letter))]
        base = ledger_key(self.measure, self.fund, self.span, *codes, self.nature, self.cost)
        return f"{base}.{self.view}" if self.view else base

    def without(self, dimension: str) -> Coordinates:
        return replace(self, **{dimension: ""})


def coordinates(key: str) -> Coordinates | None:
    """The coordinates of a ledger key; None of any other figure's."""
    measure, *tokens = key.split(".")
    if measure not in MEASURES:
        return None
    told: dict[str, str] = {}
    for token in tokens:
        field = _field_of(token)
        if not field or field in told:
            return None
        told[field] = token[1:] if field in LEVELS else token
    told.pop("total", None)
    return Coordinates(measure, **told)


def _field_of(token: str) -> str:
    for field, tokens in (
        ("fund", POOLS),
        ("span", SPANS),
        ("nature", NATURES),
        ("cost", (STAFF, PUBLIC)),
        ("view", VIEWS),
        ("total", ("total",)),
    ):
        if token in tokens:
            return field
    return token[0] if re.fullmatch("[fegs][0-9]+", token) else ""


def parted(key: str) -> tuple[str, str]:
    """A key without its view, and the view: ``running.change`` is of ``running``; this year's own has none."""
    base, _, view = key.rpartition(".")
    return (base, view) if base and view in VIEWS else (key, "")


def view_of(key: str) -> str:
    return parted(key)[1]


def tokens_of(key: str) -> set[str]:
    return set(key.split("."))


def group_of(key: str) -> str:
    """The measure, or what a particular is of: assets, staff, running."""
    return key.partition(".")[0]


def function_of(key: str) -> str:
    """The 项 of function that a key is of; empty where it is of none."""
    return next((token[1:] for token in key.split(".") if _ITEM_OF_FUNCTION.fullmatch(token)), "")


def is_of_no_budget(key: str) -> bool:
    """Whether it is a cell that nobody recognised."""
    return group_of(key) == "table"


def is_of_projects(key: str) -> bool:
    return group_of(key) == "project"


def is_project(key: str) -> bool:
    """Whether it is the amount of one project."""
    found = _PROJECT.fullmatch(key)
    return found is not None and not found["grant"]


def is_grant_of_project(key: str) -> bool:
    found = _PROJECT.fullmatch(key)
    return found is not None and bool(found["grant"])


def goal_of(key: str) -> tuple[str, str]:
    """The sheet of goals that a cell is of, and what it is there: weight, i3.score; empty of any other figure's."""
    found = _GOAL.fullmatch(key)
    return (found["slug"], found["what"]) if found else ("", "")


def is_beside_executed(key: str) -> bool:
    """Whether it is said beside what was executed last year."""
    return key.startswith(AGAINST)


def function_beside_executed(key: str) -> str:
    """The code of function whose grants are said beside what was executed; empty of any other figure's, and of views."""
    is_function = key.startswith(f"{AGAINST}f") and key.count(".") == 1
    return key.removeprefix(f"{AGAINST}f") if is_function else ""


def keys_of_same_amount(key: str) -> Iterator[str]:
    """A key, and what this year's amount is called where nothing executed stands beside it."""
    yield key
    base = key.removeprefix(AGAINST)
    if base != key and not view_of(key):
        yield from (
            (f"expenditure.grant.{base}", f"expenditure.general.{base}") if base[:1] == "f" else (base,)
        )
