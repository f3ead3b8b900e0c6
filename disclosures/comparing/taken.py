"""Tables of comparing to take away (sheets.py): exact values in 元; what is not known stays empty, never 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from ..sheets import Column, Sheet

CENT = Decimal("0.01")
TEXT, AMOUNT, NUMBER = "text", "amount", "number"
Value = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: ``key`` for machines, ``label`` for people, who are told the unit of amounts too."""

    key: str
    label: str
    kind: str = TEXT

    @property
    def words(self) -> str:
        return _("%(label)s (yuan)") % {"label": self.label} if self.kind == AMOUNT else self.label


def taken(
    name: str,
    heads: Sequence[Head],
    rows: Sequence[Sequence[Value]],
    notes: Sequence[str],
    about: Mapping[str, Any],
) -> Sheet:
    """Rows of values, in the order of the heads, as a list that can be written to a file."""
    columns = [
        Column(head.key, head.words, itemgetter(n), is_number=head.kind != TEXT)
        for n, head in enumerate(heads)
    ]
    return Sheet(name, columns, rows, notes, about)


def exact(value: Decimal | None) -> Decimal | None:
    """To the 分: what is reckoned here may have more decimals than money has, what is published has not."""
    return None if value is None else value.quantize(CENT, ROUND_HALF_UP)


def counted(value: Decimal | None) -> int | None:
    """People and vehicles: a whole number."""
    return None if value is None else int(value)
