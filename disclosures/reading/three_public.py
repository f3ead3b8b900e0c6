"""What adds up of the items of “三公”, whether a table has them as rows or as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from budgets.catalogue import THREE_PUBLIC_WITH_VEHICLES, TOTAL

#: What adds up in “三公”; the last where the table does not add up what vehicles cost.
THREE_PUBLIC_SUMS = (
    ("three-public.vehicles", TOTAL["three-public.vehicles"].parts),
    ("three-public.total", THREE_PUBLIC_WITH_VEHICLES),
)
FLAT_THREE_PUBLIC = ("three-public.total", TOTAL["three-public.total"].parts)

Item = TypeVar("Item")


def three_public_sums(items: Mapping[str, Item]) -> Iterator[tuple[Item, list[Item]]]:
    """What adds up of the items of “三公” that a table has, rows or columns; purchase or travel may be left out."""
    is_flat = "three-public.vehicles" not in items
    for whole, names in (FLAT_THREE_PUBLIC,) if is_flat else THREE_PUBLIC_SUMS:
        parts = [items[name] for name in names if name in items]
        if whole in items and len(parts) >= max(len(names) - is_flat, 2):
            yield items[whole], parts
