"""E1: every person asks every address, in every way, of budgets at every stage, their own and those of others; each is
answered as ``tests/permissions.csv`` says, and whoever is refused has written nothing.

The control takes away what narrows staff to their budgets, then what asks whether an act is theirs: the matrix must tell.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from tests import matrix
from tests.experiments.common import Result

TITLE = "nobody sees or does what is not theirs: every person, address, method and stage"
SHORT, FULL = 250, 10**6
DATABASES = ("sqlite", "postgresql")
CONTROLS = 60


def run(size: int) -> Result:
    found = matrix.lines()
    holes = matrix.holes(found, matrix.routes())
    world = matrix.build()
    every = list(matrix.cases(found))
    asked = spread(every, size)
    told = matrix.deviations(world, asked)
    control = [len(matrix.deviations(world, spread(refused(every), CONTROLS))) for _guard in without_guards()]
    return Result(
        faults=len(asked),
        survived=len(asked) - len(told),
        control=min(control),
        lost=len(holes),
        failures=tuple([*holes, *told][:20]),
        notes={"addresses": len(matrix.routes()), "cases": len(every), "controls": control},
    )


def spread(cases: list[matrix.Case], size: int) -> list[matrix.Case]:
    """As many as wanted, spread over all of them; the step shares no factor with their number, so that every person,
    method and stage has its turn."""
    if size >= len(cases):
        return cases
    step = len(cases) // size or 1
    while _shares_a_factor(step, len(cases)):
        step += 1
    return [cases[(n * step) % len(cases)] for n in range(size)]


def _shares_a_factor(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a > 1


def refused(cases: list[matrix.Case]) -> list[matrix.Case]:
    """Budgets that somebody who is signed in asks for, and may not: what the guards are for."""
    return [
        case
        for case in cases
        if case.route.startswith("admin/budgets/budget/<int:pk>/")
        and case.method in ("GET", "POST")
        and case.expected == "404"
    ]


@contextmanager
def open_to_all() -> Any:
    """Every budget exists for everybody."""
    from budgets.models import Budget

    with patch("budgets.access.budgets_of", lambda user: Budget.objects.all()):
        yield


@contextmanager
def every_act() -> Any:
    """Whoever sees a budget may do anything to it."""
    from budgets.access import Answer

    def allowed(user: Any, act: Any, budget: Any) -> Answer:
        return Answer(True, True)

    with patch("budgets.access.may", allowed):
        yield


def without_guards() -> Any:
    for guard in (open_to_all, every_act):
        with guard():
            yield guard.__name__
