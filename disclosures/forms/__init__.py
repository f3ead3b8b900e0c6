"""Forms (公开格式): the outline a region prescribes for a year. Adding one is a file here and a line in FORMS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from budgets.figures import Figures
from budgets.money import WANYUAN, YUAN, Unit

from ..document import Block
from ..statements import Statement
from . import national


@dataclass(frozen=True)
class Form:
    """A prescribed outline. ``table_unit`` is the unit of its tables; text is always in 万元."""

    key: str
    title: str
    region: str  # prefix of the division codes it holds for
    valid_from: int
    valid_to: int
    table_unit: Unit
    statements: tuple[Statement, ...]
    outline: Callable[[Figures, Form], list[Block]]


#: The longest matching region prefix wins; the national form is the default everywhere.
FORMS = (
    Form(
        "national",
        "部门预算公开（2021年起）",
        "",
        2021,
        2099,
        WANYUAN,
        national.STATEMENTS,
        national.outline,
    ),
    Form(
        "national-yuan",
        "部门预算公开（2021年起，表列元）",
        "31",
        2021,
        2099,
        YUAN,
        national.STATEMENTS,
        national.outline,
    ),
)


def form_for(region_code: str, year: int) -> Form:
    """The form that holds for a region in a year; LookupError where none is declared."""
    holding = [f for f in FORMS if region_code.startswith(f.region) and f.valid_from <= year <= f.valid_to]
    if not holding:
        raise LookupError(f"没有 {year} 年的公开格式")
    return max(holding, key=lambda form: len(form.region))
