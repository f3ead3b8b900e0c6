"""Comparisons on a site that is only files: each budget is one column, and a browser puts two to six side by side.

``compare/columns/list.js``    mingzhangBudgets([[place, department, region, year, version, address, searched], …])
``compare/columns/<place>.js`` mingzhangColumn(place, [[group, key, code, label, is it Chinese, amount, share, address], …])

Every text is as it is printed, once for each language: nothing is reckoned in the browser. What became of codes between two
years stands beside them (codes.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from ..addresses import public_addresses
from ..comparing import shown
from ..comparing.comparability import Crosswalk
from ..comparing.standing import columns_of, figures_of
from ..comparing.table import KEYS, Column, Figures, codes_in, compared
from ..models import Publication
from ..search.folding import fold
from ..search.initials import initials
from . import codes
from .answers import script
from .writing import Piece

#: Functions down to 款: what a page of this size can still show.
LEVEL = 2
AT_ONCE = 100


def pieces() -> Iterator[Piece]:
    budgets: list[list[Any]] = []
    listed: dict[int, set[str]] = defaultdict(set)
    crosswalk = Crosswalk.read()
    published = Publication.objects.listed().order_by("region_code", "department_code", "-year")
    for start in range(0, published.count(), AT_ONCE):
        for column in columns_of(published[start : start + AT_ONCE]):
            budgets.append(_budget(column))
            figures = figures_of([column], KEYS, with_functions=True)
            listed[column.year] |= codes_in(figures, LEVEL)
            yield from _column(column, figures, crosswalk)
    yield from codes.pieces(listed, crosswalk)
    for address in _everywhere("list"):
        yield Piece(address, ready=script("mingzhangBudgets", budgets))


def _everywhere(name: str) -> list[str]:
    """The address of a file beside the page that compares, in each language."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language), public_addresses():
            found.append(f"{reverse('compare')}columns/{name}.js")
    return found


def _budget(column: Column) -> list[Any]:
    searched = "\n".join([fold(column.name), fold(column.region_name), *initials(column.short_name)[:3]])
    address = column.url.lstrip("/")
    return [
        column.place,
        column.short_name,
        column.region_name,
        column.year,
        column.number,
        address,
        searched,
    ]


def _column(column: Column, figures: Figures, crosswalk: Crosswalk) -> Iterator[Piece]:
    """What one budget says, in every language."""
    for language, _name in settings.LANGUAGES:
        with override(language), public_addresses():
            comparison = compared([column], figures, level=LEVEL, crosswalk=crosswalk)
            rows = [
                [
                    group.label,
                    row.code or row.label,
                    row.code,
                    row.label,
                    row.is_chinese,
                    cell.text,
                    cell.share,
                ]
                + [cell.url.lstrip("/")]
                for group in shown.groups(comparison)
                for row in group.rows
                for cell in row.cells
            ]
            address = f"{reverse('compare')}columns/{column.place}.js"
        yield Piece(address, ready=script("mingzhangColumn", column.place, rows))
