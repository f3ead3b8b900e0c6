"""Particulars from an official workbook: 三公 and 机关运行经费 from their table, everything else from the sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets.catalogue import ITEM, TOTAL
from budgets.facts import Said
from budgets.intake.contents import Contents, Level, Origin, Problem, Row, Stated, Value
from budgets.keys import parted
from budgets.ledger import ZERO, add

from .official_cells import Stand

UNSTATED = "，其余分项没有写。合计不导入，只导入写了的分项"
DIFFERS = "正文写的是 {}，表里是 {}，按表里的数导入"


@dataclass(slots=True)
class Item:
    """One particular as the file states it; ``step`` is what the last digit of a sentence is worth, 0 where exact."""

    value: Decimal
    origin: Origin
    step: Decimal = ZERO
    last: Decimal | None = None
    last_step: Decimal = ZERO
    reason: str = ""


def items_of(
    stands: Iterable[Stand], spoken: Iterable[tuple[Said, Origin]], contents: Contents
) -> dict[str, Item]:
    """By key, the table's before the sentence's; a sentence that says otherwise is a question."""
    found = _in_tables(list(stands))
    for said, origin in spoken:
        base, view = parted(said.key)
        if base not in ITEM:
            continue
        if not view:
            _take(found, base, said, origin, contents)
        elif view == "change" and base in found and ITEM[base].last and found[base].last is None:
            found[base].last = found[base].value - said.value
            found[base].last_step = said.step
        elif view == "last" and base in found and ITEM[base].last:
            found[base].last, found[base].last_step = said.value, said.step
    return found


def _in_tables(stands: Sequence[Stand]) -> dict[str, Item]:
    """What cells state. A dash states nothing, and neither does a cell left empty: 0 is what was typed as 0, or what is
    left beside a total that the other cells of its row make."""
    found: dict[str, Item] = {}
    for stand in stands:
        base, view = parted(stand.key)
        if base in ITEM and not stand.is_blank and not view:
            found[base] = Item(stand.value, stand.origin)
    for stand in stands:
        base, view = parted(stand.key)
        if view == "last" and base in found and not stand.is_blank:
            found[base].last = stand.value
    totals = {stand.key: stand for stand in stands if stand.key in TOTAL and not stand.is_blank}
    empty = {stand.key: stand for stand in stands if stand.key in ITEM and stand.is_empty}
    for key, total in totals.items():
        parts = TOTAL[key].parts
        if add(found[part].value for part in parts if part in found) == total.value:
            for part in parts:
                if part in empty and part not in found:
                    found[part] = Item(ZERO, empty[part].origin)
    return found


def _take(found: dict[str, Item], base: str, said: Said, origin: Origin, contents: Contents) -> None:
    before = found.get(base)
    if before is None:
        found[base] = Item(said.value, origin, said.step)
    elif abs(before.value - said.value) * 2 > max(said.step, before.step):
        words = DIFFERS.format(said.printed, f"{before.value.normalize():f}")
        contents.problems.append(
            Problem(Level.QUESTION, origin, said.printed, words, about=ITEM[base].label, kind=base)
        )


def rows_of(items: Mapping[str, Item], stored: Mapping[str, Any]) -> Iterable[Row]:
    """What is stored and reads the same, to the digits that a sentence prints, stays as it is."""
    for key, item in items.items():
        now = stored.get(key)
        values: dict[str, Value] = {"key": key}
        if now is None or now.value is None or not _reads_same(now.value, item.value, item.step):
            values["value"] = item.value
        if item.last is not None and not (
            now and now.last is not None and _reads_same(now.last, item.last, max(item.last_step, item.step))
        ):
            values["last"] = item.last
        if item.reason and not (now and now.reason):
            values["reason"] = item.reason
        yield Row(values, {"": item.origin} if item.origin.sheet else {})


def _reads_same(stored: Decimal, said: Decimal, step: Decimal) -> bool:
    return abs(stored - said) * 2 <= step


def check_totals(
    items: Mapping[str, Item],
    stands: Iterable[Stand],
    spoken: Iterable[tuple[Said, Origin]],
    contents: Contents,
) -> None:
    """Hold the totals of particulars against their parts."""
    told = [(s.key, s.value, ZERO, s.origin, s.label) for s in stands if not s.is_blank]
    told += [(s.key, s.value, s.step, origin, s.label) for s, origin in spoken]
    for key, value, step, origin, label in told:
        total = TOTAL.get(key)
        known = [part for part in total.parts if part in items] if total else []
        has_all = total is not None and len(known) == len(total.parts)
        if total is None or not has_all and (step or not value):
            continue
        read = add(items[part].value for part in known)
        room = add([step, *(items[part].step for part in known)]) / 2
        if abs(read - value) > room:
            words = f"写的是 {value.normalize():f}，各分项相加是 {read.normalize():f}"
            words += "" if has_all else UNSTATED
            level = Level.ERROR if has_all and not step else Level.QUESTION
            contents.problems.append(
                Problem(
                    level, origin, f"{value.normalize():f}", words, about=total.label, kind=f"total {key}"
                )
            )
        elif not step:
            contents.stated.append(Stated(label or total.label, value, read, origin))
